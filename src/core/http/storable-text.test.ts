import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRefusal } from '../errors.ts';
import { checkStorable } from './storable-text.ts';

const isRefused = (value: unknown): boolean => {
  try {
    checkStorable(value);
    return false;
  } catch (error) {
    assert.ok(isRefusal(error, 'invalid_input'));
    return true;
  }
};

test('zero bytes and halves of characters are refused wherever they stand', () => {
  for (const bad of ['\u0000', 'a\u0000b', '\ud800', 'x\udc00y', '\udc00\ud800'])
    for (const value of [bad, [bad], { a: bad }, { [bad]: 'x' }, { a: [{ b: ['fine', bad] }] }])
      assert.ok(isRefused(value), JSON.stringify(value));
});

test('all other text passes, and so does what is no text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      assert.equal(isRefused({ deep: [{ text }] }), text.includes('\u0000') || !text.isWellFormed());
    }),
  );
  for (const value of [undefined, null, 1, true, 1n, Buffer.from([0, 0]), [], {}]) assert.ok(!isRefused(value));
});

test('absurd nesting is refused instead of exhausting the stack', () => {
  const nest = (depth: number): unknown => {
    let value: unknown = 'x';
    for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
    return value;
  };
  assert.ok(!isRefused(nest(20)));
  assert.ok(isRefused(nest(22)));
  assert.ok(isRefused(nest(50_000)));
});
