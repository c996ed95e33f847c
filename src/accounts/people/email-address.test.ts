import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalizeEmail } from './email-address.ts';

test('spellings of one mailbox become one address', () => {
  assert.equal(normalizeEmail(' Ada@Telltale.Example '), 'ada@telltale.example');
  assert.equal(normalizeEmail('zoe\u0308@bücher.example'), 'zo\u00eb@xn--bcher-kva.example');
  assert.equal(normalizeEmail('a+b.c@sub.example.org'), 'a+b.c@sub.example.org');
});

test('what is no address, or could say more than an address in a mail header, is refused', () => {
  const refused = [
    '',
    'ada',
    '@telltale.example',
    'ada@',
    'ada@localhost',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'a b@telltale.example',
    'ada@telltale.example\r\nBcc: eve@evil.example',
    'ada@telltale.example, eve@evil.example',
    '"ada"@telltale.example',
    '<ada@telltale.example>',
    '.ada@telltale.example',
    'ada..marsh@telltale.example',
    `${'a'.repeat(65)}@telltale.example`,
  ];
  for (const typed of refused) assert.equal(normalizeEmail(typed), undefined, JSON.stringify(typed));
});

test('normalizing again changes nothing, so mail goes exactly where the account was looked up', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string({ unit: 'grapheme' }).map(text => `${text}@telltale.example`),
      ),
      typed => {
        const once = normalizeEmail(typed);
        if (once !== undefined) assert.equal(normalizeEmail(once), once);
      },
    ),
  );
});
