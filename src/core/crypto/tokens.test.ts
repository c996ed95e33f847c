import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { systemRandom } from './random.ts';
import { equalBytes, hashToken, keyedHash, newToken } from './tokens.ts';

test('a token is base64url, carries the bits asked for and never comes twice', () => {
  assert.match(newToken(systemRandom), /^[\w-]{43}$/);
  assert.equal(Buffer.from(newToken(systemRandom, 128), 'base64url').length, 16);
  const tokens = Array.from({ length: 1000 }, () => newToken(systemRandom));
  assert.equal(new Set(tokens).size, tokens.length);
});

test('system random bytes belong to the caller alone', () => {
  const first = systemRandom.bytes(16);
  const copy = Buffer.from(first);
  systemRandom.bytes(16).fill(0);
  assert.deepEqual(first, copy);
  assert.equal(first.buffer.byteLength, 16, 'no pool behind it, which another buffer could see');
});

test('a seeded source repeats itself, another seed does not', () => {
  assert.deepEqual(seededRandom('a').bytes(40), seededRandom('a').bytes(40));
  assert.notDeepEqual(seededRandom('a').bytes(40), seededRandom('b').bytes(40));
  const random = seededRandom('a');
  assert.notDeepEqual(random.bytes(16), random.bytes(16));
});

test('hashToken is SHA-256 (FIPS 180-4 example)', () => {
  assert.equal(hashToken('abc').toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('keyedHash is HMAC-SHA-256 (RFC 4231, test case 1) and differs by key', () => {
  const expected = 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7';
  assert.equal(keyedHash(createSecretKey(Buffer.alloc(20, 0x0b)), 'Hi There').toString('hex'), expected);
  assert.equal(keyedHash(createSecretKey(Buffer.alloc(20, 0x0b)), Buffer.from('Hi There')).toString('hex'), expected);
  assert.notEqual(keyedHash(createSecretKey(Buffer.alloc(20, 0x0c)), 'Hi There').toString('hex'), expected);
});

test('equalBytes compares content and length', () => {
  assert.equal(equalBytes(Buffer.from('same'), Buffer.from('same')), true);
  assert.equal(equalBytes(Buffer.from('same'), Buffer.from('sane')), false);
  assert.equal(equalBytes(Buffer.from('same'), Buffer.from('same and more')), false);
  assert.equal(equalBytes(Buffer.alloc(0), Buffer.alloc(0)), true);
});
