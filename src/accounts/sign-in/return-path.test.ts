import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readReturnPath } from './return-path.ts';

const HERE = 'https://telltale.example';

test('paths of this site pass, with their query', () => {
  for (const path of ['/', '/triage', '/triage/rpt_1?tab=messages', '/connect/x%2Fy?a=b&c=d'])
    assert.equal(readReturnPath(path, '/account'), path);
});

test('whatever leads elsewhere, or is no path, becomes the fallback', () => {
  const refused = [
    undefined,
    '',
    'triage',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    `/${'a'.repeat(3000)}`,
    '/\u{d800}',
  ];
  for (const typed of refused) assert.equal(readReturnPath(typed, '/account'), '/account', JSON.stringify(typed));
});

test('for any text, a browser on our site stays on our site', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '%2e',
    '%2f',
    '%5c',
    '@',
    ':',
    '?',
    '#',
    '\t',
    '\n',
    ' ',
    'evil.example',
    'https:',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 8 }).map(parts => `/${parts.join('')}`),
  );
  fc.assert(
    fc.property(texts, typed => {
      const path = readReturnPath(typed, '/account');
      assert.equal(new URL(path, HERE).origin, HERE);
      assert.match(path, /^\/(?!\/)/);
    }),
    { numRuns: 2000 },
  );
});
