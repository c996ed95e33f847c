// Attacks Markdown with what reports from strangers may hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { render } from 'preact-render-to-string';
import { Markdown } from './markdown.tsx';

const html = (source: string, topLevel?: 2 | 3 | 4 | 5) => render(<Markdown source={source} topLevel={topLevel} />);

test('HTML stays text', () => {
  for (const source of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x()">b</b>',
    '<svg/onload=alert(1)>',
    '<!-- --><style>*{display:none}</style>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ]) {
    assert.doesNotMatch(html(source), /<(script|img|b|svg|style)\b/i, source);
  }
});

test('only http, https and mailto become links', () => {
  for (const source of [
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example)',
    '[x](/logout)',
    '[x](\u0001javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
  ]) {
    assert.doesNotMatch(html(source), /href/, source);
  }
  const link = html('[safe](https://example.com/a?b=1&c=2)');
  assert.match(link, /<a href="https:\/\/example\.com\/a\?b=1&amp;c=2" rel="nofollow noreferrer noopener">safe<\/a>/);
  assert.match(html('<mailto:a@example.com>'), /href="mailto:a@example.com"/);
  assert.match(html('see https://example.com now'), /<a href="https:\/\/example.com" rel="nofollow/);
  assert.doesNotMatch(html('report.zip and evil.com'), /href/);
});

test('attributes cannot be broken out of', () => {
  assert.doesNotMatch(html('[x](https://a.example/"onmouseover="alert(1))'), / onmouseover=/);
  assert.doesNotMatch(html('[x](https://a.example "t\\" onmouseover=\\"alert(1)")'), /" onmouseover=/);
  assert.doesNotMatch(html('![a"onerror="b](https://a.example/i.png)'), / onerror=/);
  assert.doesNotMatch(html('```js" onload="x\ncode\n```'), / onload=/);
});

test('images are named and linked, never loaded', () => {
  const image = html('![proof](https://tracker.example/pixel.png)');
  assert.doesNotMatch(image, /<img/);
  assert.match(image, /rel="nofollow noreferrer noopener">Image: proof<\/a>/);
  assert.doesNotMatch(html('![x](data:image/svg+xml;base64,AAAA)'), /<(img|a)/);
});

test('headings stay below those of the page', () => {
  assert.match(html('# One\n\n## Two'), /<h3>One<\/h3>\s*<h4>Two<\/h4>/);
  assert.match(html('# One\n\n###### Six', 5), /<h5>One<\/h5>\s*<h6>Six<\/h6>/);
});

test('tables carry no style, which the content security policy would refuse', () => {
  const table = html('| a | b |\n|:-:|--:|\n| 1 | 2 |');
  assert.match(table, /<td>1<\/td>/);
  assert.doesNotMatch(table, /style=/);
});

test('whatever comes in, no element and no attribute but the expected goes out', () => {
  const allowed = new Set(
    'a blockquote br code div em h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul'.split(' '),
  );
  const attributes = new Set(['href', 'rel', 'title', 'class', 'role', 'aria-label', 'tabindex', 'start']);
  const hostile = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '`',
        '[',
        ']',
        '(',
        ')',
        '!',
        '\n',
        '&#',
        'javascript:',
        ' style=',
        'on',
        '|',
        '# ',
      ),
      fc.constantFrom('[a](https://a.example ', '<script>', '![', '```', '</div>', '<https://a.example/', '| - |\n'),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(hostile, pieces => {
      for (const [, name = '', inside = ''] of html(pieces.join('')).matchAll(
        /<\/?([a-zA-Z][^\s>]*)((?:\s[^>]*)?)>/g,
      )) {
        assert.ok(allowed.has(name), name);
        for (const [, attribute = ''] of inside.matchAll(/\s([^\s=]+)="[^"]*"/g))
          assert.ok(attributes.has(attribute), inside);
        assert.equal(inside.replace(/\s[^\s=]+="[^"]*"/g, '').trim(), '', inside);
      }
    }),
    { numRuns: 400 },
  );
});

test('with links as text nothing leads anywhere, and the address stays readable', () => {
  for (const source of [
    '[Sign in again](https://evil.example/login)',
    '<https://evil.example/login>',
    'https://evil.example/login',
    '![x](https://evil.example/login)',
    '[a][b]\n\n[b]: https://evil.example/login',
  ]) {
    const page = render(<Markdown source={source} links="text" />);
    assert.doesNotMatch(page, /<(?:a|img)\b/, source);
    assert.match(page, /evil\.example\/login/, source);
  }
  assert.match(render(<Markdown source="## A" topLevel={3} links="text" />), /<h4>A<\/h4>/);
});
