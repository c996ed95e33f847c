import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksInternal } from './looks-internal.ts';

test('a message that names what only the team knows is noticed', () => {
  for (const [text, reason] of [
    ['Fixed on auth-7.prod.internal tonight', 'names the internal host auth-7.prod.internal'],
    ['Seen from 10.20.30.40 as well', 'names the internal address 10.20.30.40'],
    ['Internal note: wait for legal', 'says “Internal note”'],
    ['Please do not share this yet', 'says “do not share”'],
    ['I think the reporter is right', 'speaks about “the reporter”, not to them'],
    ['@ada can you have a look?', 'calls a colleague, @ada'],
    ['Tracked as SEC-1234', 'names the ticket SEC-1234'],
    ['password: hunter2', 'seems to hold a secret'],
  ] as const)
    assert.deepEqual(looksInternal(text, ''), [reason], text);
});

test('what one writes to reporters passes', () => {
  for (const text of [
    'Thank you. We could confirm it and will fix it by Friday.',
    'This is CVE-2026-1234, a case of CWE-79; see RFC-9116 and VDP-2026-0001.',
    'Could you try it on api.example.com, 203.0.113.7, version 10.2.3?',
    'Write to security@example.com if the form fails.',
    'Your account is locally stored; we are internalizing nothing.',
    'The header was X-Request-Id: 12, over SHA-256.',
  ])
    assert.deepEqual(looksInternal(text, ''), [], text);
});

test('what the reporter wrote is no secret from them', () => {
  const report = 'The redirect leads to http://Vault.Corp/ and 192.168.1.1';
  assert.deepEqual(looksInternal('We closed vault.corp and 192.168.1.1.', report), []);
  assert.deepEqual(looksInternal('We closed vault.corp and db.corp.', report), ['names the internal host db.corp']);
});
