// Taking texts apart: what is one word, what is a place, and that what is typed means what was written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stemOf } from './stem.ts';
import { hostTerm, pathTerm, readPieces, typedTerms } from './words.ts';

const termsOf = (text: string): string[] => [...readPieces(text)].flatMap(({ terms }) => [...terms]);

test('forms of a word have one stem, and different words have not', () => {
  for (const forms of [
    'export exports exported exporting',
    'cache caches cached caching',
    'query queries',
    'stop stops stopped stopping',
    'inject injection injected injects',
    'address addresses addressed',
    'vehicle vehicles',
    'authenticate authentication authenticated',
  ])
    assert.equal(new Set(forms.split(' ').map(stemOf)).size, 1, `${forms}: ${forms.split(' ').map(stemOf).join(' ')}`);
  assert.equal(new Set(['token', 'toke', 'status', 'state', 'car', 'care', 'thing', 'red'].map(stemOf)).size, 8);
});

test('hosts are found by themselves and by what stands above them, paths by their beginning without ids', () => {
  const terms = termsOf('GET https://api.example.com:8443/v2/users/4711/trips?from=1 answers 200');
  for (const term of [
    'hapi.example.com',
    'hexample.com',
    'p/v2',
    'p/v2/users',
    'p/v2/users/{}',
    'eapi.example.com/v2/users/{}/trips',
  ])
    assert.ok(terms.includes(term), `${term} in ${terms.join(' ')}`);
  assert.ok(!terms.includes('hcom'));
  assert.ok(terms.includes('wtrip'));
  assert.equal(hostTerm('https://API.example.com/x'), 'hapi.example.com');
  assert.equal(pathTerm('/v2/Users/12'), 'p/v2/users/{}');
  assert.deepEqual(
    termsOf('see login.php and 10.0.0.1').filter(term => term.startsWith('h')),
    [],
  );
});

test('ids are one word, compounds are found whole and by their parts', () => {
  assert.deepEqual(termsOf('CVE-2026-1234'), ['wcve-2026-1234']);
  assert.deepEqual(typedTerms('cve-2026-1234'), [['wcve-2026-1234']]);
  assert.deepEqual(termsOf('X-Forwarded-For'), ['wx-forwarded-for', 'wforward']);
  assert.deepEqual(termsOf('getUserById'), ['wgetuserbyid', 'wget', 'wuser', 'wid']);
  assert.deepEqual(typedTerms('getUserById'), [['wgetuserbyid']]);
});

test('letter case, accents and compatibility forms are one; function words are left out; other scripts are words too', () => {
  assert.deepEqual(termsOf('Große CAFÉ ﬁle'), ['wgross', 'wcafe', 'wfile']);
  assert.deepEqual(termsOf('it is the and of'), []);
  assert.deepEqual(termsOf('уязвимость'), ['wуязвимость']);
  assert.deepEqual(termsOf('脆弱性報告'), ['w脆弱', 'w弱性', 'w性報', 'w報告']);
});

test('whatever the text, pieces lie within it in order, and every typed word of it is among its terms', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'api.example.com',
      '/v2/users/12',
      'CVE-2026-1',
      'session_id',
      'don’t',
      '“quoted”',
      '\u0000',
      '漢字',
      '🚗',
      'a.b',
      '//',
      'http://',
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), words => {
      const text = words.join(' ');
      const pieces = [...readPieces(text)];
      const all = new Set(pieces.flatMap(({ terms }) => [...terms]));
      let at = 0;
      for (const { start, end } of pieces) {
        assert.ok(start >= at && end > start && end <= text.length);
        at = end;
      }
      for (const term of typedTerms(text).flat()) assert.ok(all.has(term), term);
    }),
  );
});
