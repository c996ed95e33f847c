import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHar } from './read-har.ts';

const entry = {
  request: {
    method: 'POST',
    url: 'https://me:hunter2@api.example/login?x=1&access_token=abc123#code=zzz',
    httpVersion: 'HTTP/2',
    headers: [
      { name: 'Authorization', value: 'Bearer abc123' },
      { name: 'Cookie', value: 'session=abc123' },
      { name: 'Accept', value: '*/*' },
    ],
    postData: { mimeType: 'text/plain', text: 'hello' },
  },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [{ name: 'set-cookie', value: 'session=abc123' }],
    content: { mimeType: 'application/json', text: '{"trips":7}' },
  },
};

test('entries are told as requests and responses, without cookies and credentials', () => {
  const har = readHar(JSON.stringify({ log: { entries: [entry] } }));
  assert.ok(har);
  const [exchange] = har.exchanges;
  assert.match(
    exchange?.title ?? '',
    /^POST https:\/\/\(masked\)@api\.example\/login\?x=1&access_token=\(masked\)#code=\(masked\) → 200 OK$/,
  );
  assert.match(exchange?.request ?? '', /Accept: \*\/\*\n\nhello$/);
  assert.match(exchange?.response ?? '', /\{"trips":7\}$/);
  assert.doesNotMatch(JSON.stringify(har), /abc123|hunter2|zzz/);
});

test('what is no HAR is told so, and no JSON makes it throw', () => {
  assert.equal(readHar('GET / HTTP/1.1'), undefined);
  assert.equal(readHar('{"log":1}'), undefined);
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      readHar(JSON.stringify(value));
      readHar(JSON.stringify({ log: { entries: [value, { request: value, response: value }] } }));
    }),
  );
  const many = readHar(JSON.stringify({ log: { entries: Array.from({ length: 130 }, () => entry) } }));
  assert.deepEqual([many?.exchanges.length, many?.left], [100, 30]);
});
