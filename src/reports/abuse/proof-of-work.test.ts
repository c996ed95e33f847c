import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { makeChallenge, readSolution, readTicket, writeTicket } from './proof-of-work.ts';

const sign = (text: string) => createHmac('sha256', 'telltale-test').update(text).digest();
const expires = new Date('2026-11-26T12:00:00Z');
const before = new Date('2026-11-26T11:59:59Z');

/** As made by `createChallenge` of altcha-lib 2.8.0 (`altcha-lib/v1`) for this salt, number and key. */
const reference = {
  algorithm: 'SHA-256',
  challenge: '7a8cb185196e787f5f9be940e47d89ec3c13dc800eba661f1db43d2dc503eb06',
  maxnumber: 50_000,
  salt: 'c2d1f0a9b8e7d6c5?expires=1795694400&max=50000&',
  signature: '15589a6d758079f02de072e8dac0ca1c46e98922373c8029413aa5f2afe64ef3',
} as const;

const payload = (change: object = {}): string =>
  Buffer.from(JSON.stringify({ ...reference, number: 31_337, took: 12, ...change })).toString('base64');

test('challenges are ALTCHA’s to the letter', () => {
  const made = makeChallenge({ nonce: 'c2d1f0a9b8e7d6c5', number: 31_337, maxnumber: 50_000, expires }, sign);
  assert.deepEqual(made, reference);
});

test('a solution counts until it expires, and nothing about it can be changed', () => {
  assert.deepEqual(readSolution(payload(), sign, before), { key: reference.challenge, cost: 50_000 });
  assert.equal(readSolution(payload(), sign, expires), undefined, 'too late');
  const longer = 'c2d1f0a9b8e7d6c5?expires=1895694400&max=50000&';
  const spliced = { salt: 'c2d1f0a9b8e7d6c5?expires=1795694400&max=50000&3', number: 1337 };
  for (const change of [
    { number: 31_336 },
    { number: '31337' },
    { number: 31_337.5 },
    { salt: longer },
    spliced,
    { signature: '0'.repeat(64) },
    { challenge: '0'.repeat(64) },
    { algorithm: 'SHA-1' },
  ])
    assert.equal(readSolution(payload(change), sign, before), undefined, JSON.stringify(change));
  for (const text of ['', 'x', 'bnVsbA==', 'W10=', 'a'.repeat(5000)])
    assert.equal(readSolution(text, sign, before), undefined);
});

test('a challenge of another key is none of ours', () => {
  assert.equal(
    readSolution(payload(), text => createHmac('sha256', 'other').update(text).digest(), before),
    undefined,
  );
});

test('a ticket says from when it counts, and cannot be hurried', () => {
  const ticket = { id: 'ab'.repeat(16), from: new Date('2026-11-26T11:30:00Z'), until: expires };
  const text = writeTicket(ticket, sign);
  assert.deepEqual(readTicket(text, sign, before), ticket);
  assert.equal(readTicket(text, sign, expires), undefined, 'run out');
  assert.equal(readTicket(text.replace(/\.\d+\./, '.1.'), sign, before), undefined, 'hurried');
  assert.equal(readTicket('', sign, before), undefined);
});
