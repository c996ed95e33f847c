import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import { makeOpenpgpPair } from '../../core/openpgp/openpgp-key.ts';
import { encryptTo } from '../../core/openpgp/openpgp-message.ts';
import { wkdName } from '../../core/openpgp/wkd.ts';
import { isValidSecurityTxt, lintSecurityTxt } from '../security-txt-lint.ts';
import { keyChecks, tellOfKeyEndJob } from './key-alarm.ts';
import { findCurrentKey, listKeys } from './key-store.ts';
import { openAsProgram, signBytesAsProgram } from './use-key.ts';

const { editKey, makeKey, importKey, takeRevocation, revokeKey, key: keyPage, keyFile, formerKeyFile } = routes.program;
const environment = {
  PUBLIC_URL: 'https://security.example',
  SECURITY_CONTACT: 'mailto:PSIRT@security.example',
};

async function withKey(world: World) {
  const admin = await signInAs(world, 'admin');
  const made = await admin.post(href(makeKey), { custody: 'on' });
  assert.equal(made.status, 303, made.body);
  const key = await findCurrentKey(world.kernel);
  assert.ok(key);
  return { admin, key };
}

test('an admin makes a key only by saying that this server may open what is encrypted to it', async () => {
  await using world = await openWorld({ environment });
  const admin = await signInAs(world, 'admin');
  const triager = await signInAs(world, 'triager');
  assert.equal((await triager.post(href(makeKey), { custody: 'on' })).status, 403);
  const refused = await admin.post(href(makeKey), {});
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Say that this server may open/);
  assert.equal(await findCurrentKey(world.kernel), undefined);
  assert.match((await world.visitor().get(href(keyPage))).body, /There is no key yet/);
  assert.equal((await world.visitor().get(href(keyFile))).status, 404);

  const { key } = await withKey(world);
  assert.match(key.fingerprint, /^[0-9A-F]{40}$/);
  assert.equal(key.address, 'psirt@security.example');
  assert.equal(key.expiresAt?.toISOString(), '2027-11-23T12:00:00.000Z');
  const page = await world.visitor().get(href(keyPage));
  assert.match(page.body, new RegExp(key.fingerprint.replace(/(.{4})(?=.)/g, '$1 ')));
  const { rows } = await world.database.pool.query<{ private_key: Buffer; public_key: string }>(
    'select * from program.openpgp_key',
  );
  assert.ok(!rows[0]?.private_key.includes('PGP PRIVATE KEY'));
  assert.ok(!rows[0]?.public_key.includes('PRIVATE'));
});

test('the revocation certificate is handed out once', async () => {
  await using world = await openWorld({ environment });
  const { admin, key } = await withKey(world);
  const first = await admin.post(href(takeRevocation, { id: key.id }));
  assert.match(first.body, /^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
  assert.match(String(first.headers['content-disposition']), /attachment/);
  assert.equal((await admin.post(href(takeRevocation, { id: key.id }))).status, 409);
  assert.ok(!(await admin.get(href(editKey))).body.includes('Take the revocation certificate'));
});

test('after a rotation the old key opens its messages, and the new one is published', async () => {
  await using world = await openWorld({ environment });
  const { key } = await withKey(world);
  const early = await encryptTo(Buffer.from('early'), key.publicKey, world.clock.now());
  world.clock.advance(400 * DAY);
  assert.equal((await world.visitor().get(href(keyFile))).status, 404, 'an expired key is not offered');
  const again = await signInAs(world, 'admin');
  assert.equal((await again.post(href(makeKey), { custody: 'on' })).status, 303);
  const next = await findCurrentKey(world.kernel);
  assert.ok(next && next.id !== key.id);
  const opened = await openAsProgram(world.kernel, early, 1000);
  assert.ok(opened.ok && opened.content.toString() === 'early');
  const page = await world.visitor().get(href(formerKeyFile, { fingerprint: key.fingerprint }));
  assert.equal(page.status, 200);
  assert.deepEqual(
    (await listKeys(world.kernel)).map(({ state }) => state),
    ['current', 'former'],
  );
});

test('what was changed on the way, or is for somebody else, does not open', async () => {
  await using world = await openWorld({ environment });
  const { key } = await withKey(world);
  const now = world.clock.now();
  const message = await encryptTo(Buffer.from('secret words of a reporter'), key.publicKey, now);
  const lines = message.split('\n');
  const middle = Math.floor(lines.length / 2);
  lines[middle] = (lines[middle] ?? '').replace(/[A-Za-z]/, letter => (letter === 'A' ? 'B' : 'A'));
  assert.deepEqual(await openAsProgram(world.kernel, lines.join('\n'), 1000), { ok: false, fault: 'broken' });
  const { publicKey } = await makeOpenpgpPair({ name: 'x', address: 'x@example.com' }, { now, seconds: 1000 });
  const other = await encryptTo(Buffer.from('x'), publicKey, now);
  assert.deepEqual(await openAsProgram(world.kernel, other, 1000), { ok: false, fault: 'no_key' });
  const large = await encryptTo(Buffer.alloc(5000), key.publicKey, now);
  assert.deepEqual(await openAsProgram(world.kernel, large, 1000), { ok: false, fault: 'broken' });
});

test('a key of the team is published, and this server can neither open nor sign', async () => {
  await using world = await openWorld({ environment });
  const admin = await signInAs(world, 'admin');
  const now = world.clock.now();
  const pair = await makeOpenpgpPair(
    { name: 'Team', address: 'psirt@security.example' },
    { now, seconds: 90 * 86_400 },
  );
  const wrong = async (key: string, words: RegExp) => {
    const page = await admin.post(href(importKey), { key });
    assert.equal(page.status, 422);
    assert.match(page.body, words);
    return page.body;
  };
  await wrong('nonsense that was typed', /nonsense that was typed/);
  assert.ok(!(await wrong(pair.privateKey, /This is a private key/)).includes('BEGIN PGP PRIVATE'));
  const expired = await makeOpenpgpPair(
    { name: 'T', address: 'a@b.example' },
    { now: new Date(now.getTime() - 10 * DAY), seconds: 86_400 },
  );
  await wrong(expired.publicKey, /has expired/);
  assert.equal((await admin.post(href(importKey), { key: pair.publicKey })).status, 303);
  assert.equal((await findCurrentKey(world.kernel))?.custody, 'team');
  assert.equal((await admin.post(href(importKey), { key: pair.publicKey })).status, 422, 'asks before it replaces');
  await wrong(`${pair.publicKey}`, /present key is to be replaced/);
  assert.match(
    (await admin.post(href(importKey), { key: pair.publicKey, replace: 'on' })).body,
    /published here already/,
  );
  const message = await encryptTo(Buffer.from('for the team'), pair.publicKey, now);
  assert.deepEqual(await openAsProgram(world.kernel, message, 1000), { ok: false, fault: 'no_custody' });
  assert.equal(await signBytesAsProgram(world.kernel, Buffer.from('x')), undefined);
  const file = (await world.visitor().get(href(routes.program.securityTxt))).body;
  assert.match(file, /^Encryption: https:\/\/security\.example\/program\/key\.asc\r$/m);
  assert.ok(!file.includes('BEGIN PGP SIGNED MESSAGE'));
});

test('security.txt is signed and without a finding, and is signed once a day', async () => {
  await using world = await openWorld({ environment });
  await withKey(world);
  const page = await world.visitor().get(href(routes.program.securityTxt));
  const findings = lintSecurityTxt(page.body, {
    now: world.clock.now(),
    url: 'https://security.example/.well-known/security.txt',
    contentType: String(page.headers['content-type']),
  });
  assert.deepEqual(findings, []);
  assert.ok(isValidSecurityTxt(findings));
  assert.ok(!/[^\r]\n/.test(page.body), 'every line ends with CR LF');
  assert.equal((await world.visitor().get(href(routes.program.securityTxt))).body, page.body);
});

test('mail programs find the key by both methods of the Web Key Directory, and nobody else’s', async () => {
  await using world = await openWorld({ environment });
  const visitor = world.visitor();
  // The example of draft-koch-openpgp-webkey-service §3.1.
  assert.equal(wkdName('Joe.Doe'), 'iy9q119eutrkn8s1mk4r39qejnbu3n5q');
  const name = wkdName('psirt');
  assert.equal((await visitor.get(href(routes.program.keyDirectory, { name }))).status, 404);
  const { key } = await withKey(world);
  const direct = await visitor.get(href(routes.program.keyDirectory, { name }));
  assert.deepEqual(
    [direct.status, direct.headers['content-type'], direct.headers['access-control-allow-origin']],
    [200, 'application/octet-stream', '*'],
  );
  const advanced = (domain: string, of: string) =>
    visitor.get(href(routes.program.keyDirectoryOfDomain, { domain, name: of }));
  assert.equal((await advanced('Security.example', name)).status, 200);
  assert.equal((await advanced('other.example', name)).status, 404);
  assert.equal((await advanced('security.example', wkdName('root'))).status, 404);
  const policy = await visitor.get(href(routes.program.keyDirectoryPolicyOfDomain, { domain: 'security.example' }));
  assert.deepEqual([policy.status, policy.body], [200, '']);
  assert.equal((await visitor.get(href(routes.program.keyDirectoryPolicy))).status, 200);
  assert.ok(key);
});

test('admins are mailed 30, 14 and 3 days before the end, once each, and the check fails', async () => {
  await using world = await openWorld({ environment });
  const { key } = await withKey(world);
  const told = async () => {
    await tellOfKeyEndJob.run(world.kernel, {});
    return (await world.mails()).filter(({ subject }) => subject.includes('OpenPGP')).map(({ subject }) => subject);
  };
  const checked = async () => (await keyChecks[0]?.run(world.kernel))?.ok;
  assert.deepEqual([await told(), await checked()], [[], true]);
  const end = key.expiresAt?.getTime() ?? 0;
  const before = (days: number) => world.clock.set(new Date(end - days * DAY + 1000));
  for (const [days, count] of [
    [31, 0],
    [30, 1],
    [20, 1],
    [14, 2],
    [3, 3],
    [2, 3],
    [0, 4],
  ] as const) {
    before(days);
    await told();
    assert.equal((await told()).length, count, `${days} days before`);
  }
  assert.equal(await checked(), false);
  const admin = await signInAs(world, 'admin');
  assert.match((await admin.get(href(routes.program.edit))).body, /The OpenPGP key has expired/);
});

test('a revoked key says so in its file, and is offered no more', async () => {
  await using world = await openWorld({ environment });
  const { admin, key } = await withKey(world);
  assert.match((await admin.get(href(revokeKey, { id: key.id }))).body, /Revoke the OpenPGP key\?/);
  assert.equal((await admin.post(href(revokeKey, { id: key.id }))).status, 303);
  assert.equal((await admin.post(href(revokeKey, { id: key.id }))).status, 409);
  assert.equal((await world.visitor().get(href(keyFile))).status, 404);
  assert.match((await world.visitor().get(href(keyPage))).body, /Revoked/);
  const file = (await world.visitor().get(href(formerKeyFile, { fingerprint: key.fingerprint }))).body;
  const shown = gnupg(home => {
    writeFileSync(path.join(home, 'key.asc'), file);
    run(home, ['--import', 'key.asc']);
    return run(home, ['--list-keys', '--with-colons']).stdout;
  });
  if (shown !== undefined) assert.match(shown, /^pub:r:/m);
});

const hasGnupg = spawnSync('gpg', ['--version']).status === 0;

test('GnuPG verifies security.txt and detached signatures, and encrypts and decrypts (runs only where gpg is installed)', {
  skip: !hasGnupg,
}, async () => {
  await using world = await openWorld({ environment, now: new Date() });
  const { admin, key } = await withKey(world);
  const visitor = world.visitor();
  const securityTxt = (await visitor.get(href(routes.program.securityTxt))).body;
  const content = Buffer.from('{"document":{}}\n');
  const signature = await signBytesAsProgram(world.kernel, content);
  assert.equal(signature?.fingerprint, key.fingerprint);
  const revocation = (await admin.post(href(takeRevocation, { id: key.id }))).body;
  const encrypted = gnupg(home => {
    const put = (name: string, text: string | Buffer) => writeFileSync(path.join(home, name), text);
    put('key.asc', key.publicKey);
    run(home, ['--import', 'key.asc']);
    put('crlf.txt', securityTxt);
    put('lf.txt', securityTxt.replaceAll('\r\n', '\n'));
    put('file.json', content);
    put('file.json.asc', signature?.armored ?? '');
    for (const name of ['crlf.txt', 'lf.txt']) assert.match(run(home, ['--verify', name]).stderr, /Good signature/);
    assert.match(run(home, ['--verify', 'file.json.asc', 'file.json']).stderr, /Good signature/);
    put('changed.txt', securityTxt.replace('Contact:', 'Contact: '));
    assert.notEqual(run(home, ['--verify', 'changed.txt'], { mayFail: true }).status, 0);
    put('report.txt', 'Ünïcode words\n');
    run(home, ['--trust-model', 'always', '--armor', '--encrypt', '--recipient', key.fingerprint, 'report.txt']);
    const message = run(home, ['--output', '-', '--dearmor', 'report.txt.asc']).stdout.length > 0;
    assert.ok(message);
    put('rev.asc', revocation);
    const armored = readText(home, 'report.txt.asc');
    run(home, ['--import', 'rev.asc']);
    assert.match(run(home, ['--list-keys', '--with-colons']).stdout, /^pub:r:/m);
    return armored;
  });
  const opened = await openAsProgram(world.kernel, encrypted ?? '', 1000);
  assert.equal(opened.ok && opened.content.toString(), 'Ünïcode words\n');
});

test('GnuPG opens what a browser encrypts to a key that GnuPG made (runs only where gpg is installed)', {
  skip: !hasGnupg,
}, async () => {
  await using world = await openWorld({ environment, now: new Date() });
  const admin = await signInAs(world, 'admin');
  const home = mkdtempSync(path.join(tmpdir(), 'gnupg-'));
  try {
    run(home, [
      '--passphrase',
      '',
      '--quick-generate-key',
      'Team <psirt@security.example>',
      'rsa3072',
      'default',
      '1y',
    ]);
    // The world's clock stood still while GnuPG made the key.
    world.clock.advance(5 * MINUTE);
    const armored = run(home, ['--armor', '--export']).stdout;
    const sent = await admin.post(href(importKey), { key: armored });
    assert.equal(sent.status, 422, 'a key that only certifies and signs cannot be encrypted to');
    const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(run(home, ['--list-keys', '--with-colons']).stdout)?.[1] ?? '';
    run(home, ['--passphrase', '', '--quick-add-key', fingerprint, 'rsa3072', 'encr', '1y']);
    assert.equal((await admin.post(href(importKey), { key: run(home, ['--armor', '--export']).stdout })).status, 303);
    const key = await findCurrentKey(world.kernel);
    writeFileSync(
      path.join(home, 'message.asc'),
      await encryptTo(Buffer.from('only for the team'), key?.publicKey ?? '', world.clock.now()),
    );
    assert.equal(run(home, ['--decrypt', 'message.asc']).stdout, 'only for the team');
  } finally {
    clear(home);
  }
});

function gnupg<T>(work: (home: string) => T): T | undefined {
  if (!hasGnupg) return undefined;
  const home = mkdtempSync(path.join(tmpdir(), 'gnupg-'));
  try {
    return work(home);
  } finally {
    clear(home);
  }
}

function clear(home: string): void {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
}

function run(home: string, args: readonly string[], { mayFail = false } = {}) {
  const done = spawnSync('gpg', ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', ...args], {
    cwd: home,
    encoding: 'utf8',
  });
  if (!mayFail) assert.equal(done.status, 0, `gpg ${args.join(' ')}: ${done.stderr}`);
  return done;
}

const readText = (home: string, name: string): string => readFileSync(path.join(home, name), 'utf8');
