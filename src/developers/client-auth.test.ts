// Reading how an application proves who it is: which keys may stand for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClientAuthForm, readClientAuthForm } from './client-auth.ts';

const COORDINATE = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU';
const p256 = { kty: 'EC', crv: 'P-256', x: COORDINATE, y: COORDINATE, kid: '1' };
const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: COORDINATE };
const rsa = { kty: 'RSA', n: 'x'.repeat(342), e: 'AQAB' };
const sent = (...keys: unknown[]): ClientAuthForm => ({ method: 'private-key', keys: JSON.stringify({ keys }) });

test('secrets, nothing, keys and the address of keys are read', () => {
  const good: [ClientAuthForm, unknown][] = [
    [{ method: 'client-secret' }, { method: 'client-secret', isBound: false }],
    [
      { method: 'none', isBound: 'on', keys: 'left over' },
      { method: 'none', isBound: true },
    ],
    [sent(p256, ed25519, rsa), { method: 'private-key', keys: { keys: [p256, ed25519, rsa] }, isBound: false }],
    [
      { method: 'private-key', keysUri: ' https://example.com/jwks ', keys: ' ' },
      { method: 'private-key', keys: { uri: 'https://example.com/jwks' }, isBound: false },
    ],
  ];
  for (const [form, value] of good) assert.deepEqual(readClientAuthForm(form), { ok: true, value });
});

test('what could not stand for an application is refused with the field that is wrong', () => {
  const bad: [ClientAuthForm, string, RegExp][] = [
    [{}, 'method', /Choose/],
    [{ method: 'password' }, 'method', /Choose/],
    [{ method: 'private-key' }, 'keys', /Give the public keys/],
    [{ method: 'private-key', keysUri: 'http://example.com/jwks' }, 'keysUri', /https/],
    [{ ...sent(p256), keysUri: 'https://example.com/jwks' }, 'keysUri', /leave the other empty/],
    [{ method: 'private-key', keys: 'nonsense' }, 'keys', /no JWK set/],
    [{ method: 'private-key', keys: '{"keys":[1]}' }, 'keys', /no JWK set/],
    [{ method: 'private-key', keys: ' '.repeat(20_001) + '{}' }, 'keys', /at most 20000/],
    [sent(), 'keys', /1 to 10/],
    [sent(...Array.from({ length: 11 }, () => p256)), 'keys', /1 to 10/],
    [sent(p256, { ...p256, d: COORDINATE }), 'keys', /^Key 2: this is a private key/],
    [sent({ kty: 'oct', k: 'c2VjcmV0' }), 'keys', /private key/],
    [sent({ kty: 'oct' }), 'keys', /P-256, Ed25519 or RSA/],
    [sent({ ...p256, crv: 'secp256k1' }), 'keys', /P-256, Ed25519 or RSA/],
    [sent({ ...p256, y: 5 }), 'keys', /x and y/],
    [sent({ ...ed25519, x: undefined }), 'keys', /x is missing/],
    [sent({ ...rsa, e: '' }), 'keys', /n and e/],
    [sent({ ...rsa, n: 'x'.repeat(171) }), 'keys', /2048/],
  ];
  for (const [form, field, message] of bad) {
    const read = readClientAuthForm(form);
    assert.ok(!read.ok, JSON.stringify(form).slice(0, 100));
    assert.match(read.errors[field] ?? '', message);
  }
});
