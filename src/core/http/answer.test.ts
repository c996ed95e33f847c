import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, download, html, json, jsonText, noContent, seeOther, text } from './answer.ts';

test('each kind of answer says what it is', () => {
  assert.deepEqual(html('<p>'), { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<p>' });
  assert.equal(json({ a: 1 }, { status: 201 }).body, '{"a":1}');
  assert.equal(json({ a: 1 }, { status: 201 }).status, 201);
  assert.equal(jsonText('{"b": 2}').body, '{"b": 2}');
  assert.equal(text('x').headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(bytes(Buffer.from('x'), 'image/png', { headers: { etag: '"1"' } }).headers['etag'], '"1"');
  assert.deepEqual(seeOther('/there', { headers: { 'x-a': 'b' } }), {
    status: 303,
    headers: { location: '/there', 'x-a': 'b' },
    body: undefined,
  });
  assert.deepEqual(noContent(), { status: 204, headers: {}, body: undefined });
});

const dispositionOf = (name: string): string =>
  String(download(Buffer.alloc(0), name, 'text/plain').headers['content-disposition']);

test('a file with any name is saved, its name cannot leave the header, and short ones come back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name => {
      const header = dispositionOf(name);
      const match = /^attachment; filename="([\w.\- ]{1,100})"; filename\*=UTF-8''([\w.\-!~%]+)$/.exec(header);
      assert.ok(match, header);
      const encoded = decodeURIComponent(match[2] ?? '');
      assert.ok(encoded.isWellFormed());
    }),
  );
  for (const name of ['notes.txt', 'übersicht (1).pdf', "it's 100%.txt", '報告書.txt'])
    assert.equal(decodeURIComponent(dispositionOf(name).split("UTF-8''")[1] ?? ''), name);
});

test('hostile names are tamed', () => {
  const names = [
    'a"; filename="evil.html',
    'x\r\nset-cookie: a=b',
    '../../etc/passwd',
    '..\\..\\boot.ini',
    '\u202Egpj.exe',
    'a\u0000b',
    '',
    '..',
    `${'x'.repeat(5000)}.pdf`,
    '\ud800',
  ];
  for (const name of names) {
    const header = dispositionOf(name);
    assert.match(header, /^attachment; filename="[\w.\- ]+"; filename\*=UTF-8''[\w.\-!~%]+$/, name);
    assert.doesNotMatch(decodeURIComponent(header), /[\r\n\0\u202a-\u202e\u2066-\u2069]|\.\.[/\\]/, name);
    assert.ok(header.length < 2500, name);
  }
});

test('whatever a browser would run or render is sent as bytes, and sealed in even then', () => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xml',
    'text/javascript',
    'TEXT/HTML',
    'text/plain; x=y',
    'image/png\r\na: b',
  ])
    assert.equal(download(Buffer.alloc(0), 'x', type).headers['content-type'], 'application/octet-stream', type);
  for (const type of ['image/png', 'application/pdf', 'text/plain', 'video/mp4', 'application/zip'])
    assert.equal(download(Buffer.alloc(0), 'x', type).headers['content-type'], type);
  assert.equal(
    download(Buffer.alloc(0), 'x', 'image/png').headers['content-security-policy'],
    "sandbox; default-src 'none'",
  );
});
