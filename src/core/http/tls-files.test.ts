import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import { asFile } from '../../../test/support/zip-files.ts';
import { DAY } from '../clock.ts';
import { judgeTls } from './tls-files.ts';

test('a certificate is judged by its name, its end and the protocols beside it', async () => {
  const { cert, key } = selfSignedCertificate();
  const files = { certFile: await asFile(cert), keyFile: await asFile(key) };
  const now = new Date();
  const good = judgeTls(files, 'localhost', now);
  assert.equal(good.ok, true, good.detail);
  assert.match(good.detail, /^TLSv1\.[23] and newer, a certificate \((?:ec|rsa|ed25519)\) until \d{4}-/);
  assert.match(judgeTls(files, 'elsewhere.example', now).detail, /not for elsewhere\.example/);
  assert.match(judgeTls(files, 'localhost', now, 'TLSv1').detail, /TLSv1 is still spoken/);
  const end = new Date(/until (\S+)$/.exec(good.detail)?.[1] ?? '');
  assert.equal(judgeTls(files, 'localhost', new Date(end.getTime() - 13 * DAY)).ok, false);
  assert.match(judgeTls(files, 'localhost', new Date(0)).detail, /not good yet/);
});
