import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { timeStampAuthority, type Untrue } from '../../../../test/support/time-stamp-authority.ts';
import { hashToken } from '../tokens.ts';
import { checkTimeStamp } from './check-time-stamp.ts';
import { DerFault, derInteger, derOid, readDer, readOid } from './der.ts';
import { TimeStampFault, timeStampQuery } from './time-stamp.ts';

const authority = timeStampAuthority();
const roots = [new X509Certificate(authority.root)];
const digest = hashToken('what is stamped');
const nonce = Buffer.from('0081f00d00000000', 'hex');
const at = new Date('2026-11-23T12:00:00.000Z');
const stamped = (untrue?: Untrue, by = authority): Buffer => by.answer(timeStampQuery(digest, nonce), at, untrue);

test('a true time stamp says when, who, and is taken again without its query', () => {
  const found = checkTimeStamp(stamped(), { digest, nonce, roots });
  assert.deepEqual([found.at, found.authority, found.policy], [at, 'CN=Stand-in time stamps', '1.3.6.1.4.1.99999.1']);
  assert.equal(checkTimeStamp(stamped({ namedBySha1: true }), { digest, roots }).at.getTime(), at.getTime());
});

test('whatever is not true is refused with the reason', () => {
  const refused = (reply: Buffer, sentence: RegExp, options = { digest, nonce, roots }): void =>
    assert.throws(
      () => checkTimeStamp(reply, options),
      (error: Error) => error instanceof TimeStampFault && sentence.test(error.message),
      String(sentence),
    );
  refused(stamped({ status: 2 }), /rejected/);
  refused(stamped({ digest: Buffer.alloc(32, 1) }), /Something else/);
  refused(stamped({ nonce: Buffer.from([5]) }), /another query/);
  refused(stamped({ changedContent: true }), /Something else/);
  refused(stamped({ changedContent: true }), /changed after/, { digest: Buffer.alloc(32, 7), nonce, roots });
  refused(stamped({ wrongSignature: true }), /does not fit/);
  refused(stamped({ unnamed: true }), /names no certificate/);
  refused(stamped({ otherUsage: true }), /for time stamps alone/);
  refused(stamped({}, timeStampAuthority()), /trusted here/);
  const expired = timeStampAuthority(new Date('2025-01-01T00:00:00Z'));
  refused(stamped({}, expired), /good at that time/, { digest, nonce, roots: [new X509Certificate(expired.root)] });
  for (const noReply of [
    Buffer.alloc(0),
    Buffer.from('<html>'),
    Buffer.from('3080', 'hex'),
    stamped().subarray(0, 300),
  ])
    refused(noReply, /cannot be read/);
});

test('no byte of a time stamp can be changed so that it says another time or hash, and none breaks the reader', () => {
  const reply = stamped();
  fc.assert(
    fc.property(fc.nat(reply.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
      const changed = Buffer.from(reply);
      changed[place] = (changed[place] ?? 0) ^ mask;
      try {
        const found = checkTimeStamp(changed, { digest, nonce, roots });
        // What is not signed, such as the issuer's name beside the signature, may differ.
        assert.deepEqual([found.at, found.policy], [at, '1.3.6.1.4.1.99999.1']);
      } catch (error) {
        assert.ok(error instanceof TimeStampFault, String(error));
      }
    }),
    { numRuns: 400 },
  );
});

test('identifiers and numbers are read as they were written, and nothing but DER is', () => {
  for (const oid of ['1.2.840.113549.1.9.16.2.47', '2.16.840.1.101.3.4.2.1', '2.5.29.37', '0.9.2342'])
    assert.equal(readOid(readDer(derOid(oid))), oid);
  assert.deepEqual(derInteger(Buffer.from([0, 0, 0x80])), Buffer.from([2, 2, 0, 0x80]));
  for (const odd of ['0581', '058100', '0500ff', '3080000000', '1f0100', '04820001aa', '0484ffffffff', '06028080'])
    assert.throws(() => readOid(readDer(Buffer.from(odd, 'hex'))), DerFault, odd);
});

const openssl = (...args: readonly string[]) => spawnSync('openssl', args, { encoding: 'utf8' });
function folderOf(t: TestContext): string | undefined {
  if (openssl('version').status !== 0) {
    t.skip('there is no openssl here: nothing was compared');
    return undefined;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-stamp-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('openssl takes our query, and verifies what we take', t => {
  const folder = folderOf(t);
  if (folder === undefined) return;
  const at = (name: string): string => path.join(folder, name);
  fs.writeFileSync(at('query.tsq'), timeStampQuery(digest, nonce));
  assert.match(openssl('ts', '-query', '-in', at('query.tsq'), '-text').stdout, /Nonce: 0x81F00D00000000/);
  fs.writeFileSync(at('reply.tsr'), stamped());
  fs.writeFileSync(at('root.pem'), authority.root);
  fs.writeFileSync(at('data'), 'what is stamped');
  const verify = (...what: string[]) =>
    openssl('ts', '-verify', '-in', at('reply.tsr'), '-CAfile', at('root.pem'), ...what);
  assert.match(verify('-data', at('data')).stdout, /Verification: OK/);
  assert.match(verify('-digest', digest.toString('hex')).stdout, /Verification: OK/);
  assert.doesNotMatch(verify('-digest', '00'.repeat(32)).stdout, /Verification: OK/);
});

test('what openssl stamps is taken, by RSA as by elliptic curves', t => {
  const folder = folderOf(t);
  if (folder === undefined) return;
  const at = (name: string): string => path.join(folder, name);
  fs.writeFileSync(
    at('ts.cnf'),
    `[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\n[stamps]\nextendedKeyUsage=critical,timeStamping\n[tsa]\ndefault_tsa=one\n[one]\nserial=${at('serial')}\ndefault_policy=1.2.3.4.1\ndigests=sha256\nsigner_digest=sha256\nother_policies=1.2.3.4.5\n`,
  );
  fs.writeFileSync(at('serial'), '01\n');
  const made = (...args: string[]): void => {
    const { status, stderr } = openssl(...args);
    assert.equal(status, 0, stderr);
  };
  for (const kind of ['rsa:2048', 'ec'] as const) {
    const key = kind === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', kind];
    const config = ['-config', at('ts.cnf'), '-nodes'];
    made(
      'req',
      '-x509',
      ...key,
      ...config,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-subj',
      '/CN=Root',
      '-days',
      '30',
      '-extensions',
      'ca',
    );
    made('req', '-new', ...key, ...config, '-keyout', at('tsa.key'), '-out', at('tsa.csr'), '-subj', '/CN=Stamps');
    made(
      'x509',
      '-req',
      '-in',
      at('tsa.csr'),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-set_serial',
      '7',
      '-days',
      '30',
      '-extfile',
      at('ts.cnf'),
      '-extensions',
      'stamps',
      '-out',
      at('tsa.pem'),
    );
    fs.writeFileSync(at('query.tsq'), timeStampQuery(digest, nonce));
    made(
      'ts',
      '-reply',
      '-config',
      at('ts.cnf'),
      '-queryfile',
      at('query.tsq'),
      '-signer',
      at('tsa.pem'),
      '-inkey',
      at('tsa.key'),
      '-out',
      at('reply.tsr'),
    );
    const found = checkTimeStamp(fs.readFileSync(at('reply.tsr')), {
      digest,
      nonce,
      roots: [new X509Certificate(fs.readFileSync(at('ca.pem')))],
    });
    assert.equal(found.authority, 'CN=Stamps', kind);
  }
});
