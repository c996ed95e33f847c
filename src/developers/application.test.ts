// What an application may be: redirect URIs in one spelling, and words that cannot pass for others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultOfRedirectUri, readApplicationForm } from './application.ts';

test('redirect URIs that are allowed', () => {
  for (const uri of [
    'https://example.com/auth',
    'https://example.com',
    'https://example.com/auth?app_origin=https%3A%2F%2Fshop.example',
    'http://localhost:3000/callback',
    'http://127.0.0.1/cb',
    'http://[::1]:9/cb',
    'sc8229df9f-91a0-4ff0-a1ae-a1f38ee24d07://exchange',
    'com.evergreen.app://auth',
  ])
    assert.equal(faultOfRedirectUri(uri), undefined, uri);
});

test('redirect URIs that are not', () => {
  for (const uri of [
    'http://example.com/auth',
    'http://localhost.evil.example/',
    'https://localhost/auth',
    'https://example.com/auth#part',
    'https://user:pass@example.com/',
    'https://EXAMPLE.com/auth',
    'https://example.com:443/auth',
    'https://example.com/a/../auth',
    'https://exämple.com/',
    'https://example.com/ auth',
    'javascript:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    'intent://scan/#Intent;end',
    'myapp:auth',
    '/auth',
    'auth',
    '',
    `https://example.com/${'a'.repeat(2000)}`,
  ])
    assert.notEqual(faultOfRedirectUri(uri), undefined, uri);
});

test('whatever is allowed is spelled as a browser spells it, carries no fragment and no name', () => {
  const uris = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ maxLength: 60 }),
    fc.tuple(fc.constantFrom('https', 'http', 'app', 'javascript'), fc.domain()).map(([a, b]) => `${a}://${b}`),
  );
  fc.assert(
    fc.property(uris, uri => {
      if (faultOfRedirectUri(uri) !== undefined) return;
      const { href, hash, username, protocol } = new URL(uri);
      assert.ok(href === uri || href === `${uri}/`);
      assert.deepEqual([hash, username], ['', '']);
      assert.notEqual(protocol, 'javascript:');
    }),
    { numRuns: 500 },
  );
});

test('the form is read as a whole, and each fault has its field', () => {
  assert.deepEqual(
    readApplicationForm({
      name: '  Evergreen   Charging ',
      purpose: 'Plans charging for when power is clean.',
      privacyPolicyUrl: 'https://example.com/privacy',
      redirectUris: 'https://example.com/auth\r\nhttps://example.com/auth\n app://x \n',
    }),
    {
      ok: true,
      value: {
        name: 'Evergreen Charging',
        purpose: 'Plans charging for when power is clean.',
        privacyPolicyUrl: 'https://example.com/privacy',
        redirectUris: ['https://example.com/auth', 'app://x'],
        origins: [],
      },
    },
  );
  const empty = readApplicationForm({});
  assert.deepEqual(empty.ok ? [] : Object.keys(empty.errors), ['name', 'purpose', 'privacyPolicyUrl', 'redirectUris']);
  const disguised = readApplicationForm({ name: 'Ever\u202egreen', purpose: 'x'.repeat(20) });
  assert.ok(!disguised.ok && disguised.errors['name']);
});
