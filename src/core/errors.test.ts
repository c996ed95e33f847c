import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from '../catalog/errors.ts';
import { isRefusal, Refusal, refuse } from './errors.ts';

test('a refusal carries its code, its facts, its cause and the words of the catalog', () => {
  const cause = new Error('a person wrote this');
  const refusal = refuse('rate_limited', { retryAfter: 7 }, { cause });
  assert.ok(refusal instanceof Refusal && refusal instanceof Error);
  assert.equal(refusal.code, 'rate_limited');
  assert.deepEqual(refusal.details, { retryAfter: 7 });
  assert.equal(refusal.cause, cause);
  assert.equal(refusal.entry, errors.rate_limited);
  assert.equal(refusal.message, 'rate_limited {"retryAfter":7}');
});

test('it is told from other errors, and by its code', () => {
  assert.ok(isRefusal(refuse('not_found')));
  assert.ok(isRefusal(refuse('not_found'), 'not_found'));
  assert.ok(!isRefusal(refuse('not_found'), 'conflict'));
  assert.ok(!isRefusal(Object.assign(new Error('not_found'), { code: 'not_found' })));
  assert.ok(!isRefusal(undefined));
});

test('every entry of the catalog is a whole answer: a status of failure, a title, and what to do', () => {
  for (const [code, { status, title, advice }] of Object.entries(errors)) {
    assert.match(code, /^[a-z]+(?:_[a-z]+)*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(title, /^[A-Z].*[^.]$/, code);
    assert.match(advice, /^[A-Z].*\.$/, code);
  }
});
