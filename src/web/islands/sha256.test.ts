import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { sha256 } from './sha256.ts';

test('the hash of every length around the block is that of the platform', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'FIPS 180-4 example');
  for (let length = 0; length < 200; length++) {
    const text = 'q'.repeat(length) + length;
    assert.equal(sha256(text), hash('sha256', text, 'hex'), `length ${text.length}`);
  }
});
