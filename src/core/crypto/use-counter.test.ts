import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyExhausted, USE_BLOCK, USE_LIMIT, useCounter } from './use-counter.ts';

test('the database never counts fewer uses than there were', () => {
  let counted = 0;
  const uses = useCounter(0, 0, () => {
    counted += USE_BLOCK;
  });
  for (let mine = 1; mine <= 3 * USE_BLOCK; mine++) {
    uses.count();
    assert.ok(counted >= mine && counted < mine + USE_BLOCK);
  }
});

test('a key that only opens is never counted, a new key has its first block already', () => {
  useCounter(5, 0, () => assert.fail('nothing was sealed'));
  const uses = useCounter(0, USE_BLOCK, () => assert.fail('still inside the first block'));
  for (let mine = 0; mine < USE_BLOCK; mine++) uses.count();
});

test('the limit stands, whoever used the key before', () => {
  const uses = useCounter(USE_LIMIT - 2, 0, () => undefined);
  uses.count();
  uses.count();
  assert.throws(() => uses.count(), KeyExhausted);
});
