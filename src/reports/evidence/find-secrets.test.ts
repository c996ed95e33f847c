import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FindingKind, findSecrets, hint } from './find-secrets.ts';

const kinds = (text: string): FindingKind[] => findSecrets(text).map(({ kind }) => kind);

// Put together from parts, so that no scanner of repositories takes them for real.
const jwt = ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'c2lnbmF0dXJlLW9mLXRlc3Q'].join('.');
const key = ['-----BEGIN', 'PRIVATE KEY-----\nMIIEvQ\n-----END', 'PRIVATE KEY-----'].join(' ');

test('each kind is found in the place where it stands', () => {
  const cases: Array<[string, FindingKind, string]> = [
    [`my key:\n${key}\nend`, 'private_key', key],
    [`token ${jwt} here`, 'jwt', jwt],
    [`AKIA${'ABCDEFGH'.repeat(2)}`, 'cloud_key', `AKIA${'ABCDEFGH'.repeat(2)}`],
    [`use ghp_${'a1'.repeat(18)}`, 'token', `ghp_${'a1'.repeat(18)}`],
    ['GET / HTTP/1.1\nCookie: session=0123456789', 'cookie', 'session=0123456789'],
    ['Authorization: Bearer abcdef123456', 'cookie', 'Bearer abcdef123456'],
    ['curl https://me:hunter2@x.example/', 'url_password', 'hunter2'],
    ['"password": "correct-horse"', 'password', 'correct-horse'],
    ['write to sam@inbox.example now', 'email', 'sam@inbox.example'],
    ['call +49 (30) 1234 5678', 'phone', '+49 (30) 1234 5678'],
    ['VIN 1M8GDM9AXKP042788.', 'vin', '1M8GDM9AXKP042788'],
    ['to DE89 3704 0044 0532 0130 00 please', 'iban', 'DE89 3704 0044 0532 0130 00'],
    ['card 4111 1111 1111 1111', 'card', '4111 1111 1111 1111'],
  ];
  for (const [text, kind, it] of cases) {
    const [found, ...more] = findSecrets(text);
    assert.deepEqual(more, [], text);
    assert.deepEqual([found?.kind, found?.text], [kind, it], text);
    assert.equal(text.slice(found?.at, (found?.at ?? 0) + it.length), it);
  }
  assert.equal(findSecrets('a\nb\nsam@inbox.example')[0]?.line, 3);
});

test('what only looks like it is left alone', () => {
  for (const text of [
    'VIN 1M8GDM9A1KP042788',
    'card 4111 1111 1111 1112',
    'DE89 3704 0044 0532 0130 01',
    'Authorization: Bearer (token of account 1)',
    'Cookie: ████████',
    'password: <removed>',
    'version 2026.11.20 of 12 cars',
    '36ab27d0-fd9d-4455-823a-ce30af709ffc',
    'https://x.example/a:b@c',
  ])
    assert.deepEqual(kinds(text), [], text);
});

test('any text is read in time, never thrown at, and findings stand where they say', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), text => {
      for (const { at, text: it } of findSecrets(text)) assert.equal(text.slice(at, at + it.length), it);
    }),
  );
  for (const sign of ['a', '1', ' ', '-', '@', 'eyJ', '://:', '+1 ', 'A1', 'AB12 '])
    findSecrets(sign.repeat(40_000 / sign.length));
});

test('a hint does not give a secret away', () => {
  assert.equal(hint('hunter2'), '…');
  assert.equal(hint('abcdefghijklmnop'), 'abc…op');
});
