import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprintOf, isMostlyLinks } from './spam-signs.ts';

const empty = { title: '', location: '', description: '', steps: '', impact: '' };
const isOurs = (url: string) => url.startsWith('https://api.ours.example/');

test('an advertisement is mostly links; a report with references or with our endpoints is not', () => {
  const links = (text: string) => isMostlyLinks({ ...empty, description: text }, isOurs);
  assert.ok(links('See https://a.example/seo-offers https://b.example/cheap-links https://c.example/guest-posts'));
  assert.ok(!links('See https://a.example/seo-offers-for-everybody-and-more https://b.example/cheap-links-for-sale'));
  assert.ok(!links('https://api.ours.example/v1/a https://api.ours.example/v1/b https://api.ours.example/v1/c'));
  assert.ok(
    !links(
      'The token of one owner opens the trips of another, because the owner is taken from the query and not from the token. See https://cwe.mitre.example/639, https://owasp.example/idor and https://nvd.example/CVE-2024-1 for the same mistake elsewhere.',
    ),
  );
});

test('the same text is known again whatever its case and spacing; a short one says nothing', () => {
  const one = { ...empty, title: 'Trips of others', description: 'The export link needs no session at all.' };
  const other = { ...one, title: '  TRIPS of others', description: 'The export\r\nlink needs no session at all. ' };
  assert.equal(fingerprintOf(one), fingerprintOf(other));
  assert.notEqual(fingerprintOf(one), fingerprintOf({ ...one, location: 'https://api.ours.example' }));
  assert.equal(fingerprintOf({ ...empty, title: 'XSS' }), undefined);
});
