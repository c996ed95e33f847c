// Only the exact value of Sec-GPC counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysGpc } from './gpc.ts';

test('the header counts when it is 1 and nothing else', () => {
  for (const [header, expected] of [
    ['1', true],
    ['0', false],
    ['1,1', false],
    [' 1', false],
    ['1 ', false],
    ['true', false],
    ['', false],
    [['1', '1'], false],
    [undefined, false],
  ] as const)
    assert.equal(saysGpc(header), expected, JSON.stringify(header));
});
