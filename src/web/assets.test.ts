// What a visitor pays for, and that links and files agree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { asset, assetFiles } from './assets.ts';

const files = [...assetFiles()];
const size = (name: string) => {
  const file = assetFiles().get(asset(name));
  assert.ok(file);
  return (file.br ?? file.body).length;
};

test('every link leads to a file whose name carries its hash', () => {
  for (const name of ['app.css', 'islands.js', 'favicon.svg', 'favicon-due.svg', 'inter-latin-wght-normal.woff2']) {
    assert.ok(assetFiles().has(asset(name)), name);
    assert.match(asset(name), /^\/assets\/[\w-]+\.[A-Z0-9]{8}\.\w+$/);
  }
  assert.throws(() => asset('unknown.css'), /no asset named unknown.css/);
});

test('compressed bodies are the body', () => {
  for (const [path, { body, br, gzip }] of files) {
    if (path.endsWith('.woff2')) continue;
    assert.ok(br && gzip, path);
    assert.ok(brotliDecompressSync(br).equals(body), path);
    assert.ok(gunzipSync(gzip).equals(body), path);
  }
});

test('every file that the style sheet and scripts name is served', () => {
  for (const [path, { body }] of files) {
    if (!/\.(css|js)$/.test(path)) continue;
    for (const [link] of body.toString('utf8').matchAll(/\/assets\/[\w.-]+\.(?:woff2|js)/g)) {
      assert.ok(assetFiles().has(link), `${path} names ${link}`);
    }
  }
});

/** Loaded only by who uses a passkey, opens the calculator, chooses to encrypt, or reports from a busy network; or by other sites. */
const HEAVY =
  /proof-of-work|solve-work|telltale-report|passkey|cvss|openpgp|noble_|nacl-fast|legacy_ciphers|argon2id|unbzip2|chunk\.LDLZESRF/;

test('the component costs other sites less than 1 KB', () => {
  assert.ok(size('telltale-report.js') < 1000, `${size('telltale-report.js')} bytes`);
});

test('islands stay under 10 KB but for what few need, and a plain public page under 58.5 KB before its text', () => {
  const scripts = files.filter(([path]) => path.endsWith('.js') && !HEAVY.test(path));
  const total = scripts.reduce((sum, [, { gzip }]) => sum + (gzip?.length ?? 0), 0);
  assert.ok(total < 10_000, `${total} bytes`);
  const page = size('app.css') + size('islands.js') + size('inter-latin-wght-normal.woff2') + size('favicon.svg');
  assert.ok(page < 58_500, `${page} bytes`);
});
