import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Feed, writeAtom, writeJsonFeed } from './feed.ts';

const feed: Feed = {
  title: 'Scope & <rules>',
  author: "Operator's",
  home: 'https://a.example/x?a=1&b=2',
  atomUrl: 'https://a.example/x.atom',
  jsonUrl: 'https://a.example/x.json',
  since: new Date('2026-01-01T00:00:00Z'),
  entries: [
    {
      id: 'https://a.example/x/2',
      url: 'https://a.example/x/2',
      title: 'Version 2',
      published: new Date('2026-02-01T00:00:00Z'),
      updated: new Date('2026-02-03T00:00:00Z'),
      text: 'Added: <script>\u0001 & more\n',
    },
  ],
};

test('Atom escapes what is not markup, and is as new as its newest entry', () => {
  const text = writeAtom(feed);
  assert.match(text, /<title>Scope &amp; &lt;rules&gt;<\/title>/);
  assert.match(text, /<id>https:\/\/a\.example\/x\?a=1&amp;b=2<\/id>/);
  assert.match(text, /^<updated>2026-02-03T00:00:00\.000Z<\/updated>$/m);
  assert.match(text, /<content type="text">Added: &lt;script&gt; &amp; more\n<\/content>/);
  assert.match(writeAtom({ ...feed, entries: [] }), /^<updated>2026-01-01T00:00:00\.000Z<\/updated>$/m);
});

test('JSON Feed holds the same entries', () => {
  const { version, items } = JSON.parse(writeJsonFeed(feed)) as { version: string; items: Record<string, string>[] };
  assert.equal(version, 'https://jsonfeed.org/version/1.1');
  assert.deepEqual(
    items.map(item => [item['id'], item['title'], item['date_modified']]),
    [['https://a.example/x/2', 'Version 2', '2026-02-03T00:00:00.000Z']],
  );
});
