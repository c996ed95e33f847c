// Backups through their own doors: made, restored elsewhere, drilled; and all the ways in which one is refused.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { openApp, personalDataHolders } from '../../app.ts';
import { verifyAudit } from '../audit.ts';
import type { Config, Secrets } from '../config.ts';
import { type AgeIdentity, newAgeIdentity } from '../crypto/age.ts';
import { checkpointsFile, erasuresFile, keysFolder } from '../data-folder.ts';
import { appendErasure, applyPendingErasures } from '../erasure/erasure-ledger.ts';
import { openKernel } from '../open-kernel.ts';
import { redact } from '../redacted.ts';
import { BackupRefused } from './backup-shape.ts';
import { loadBackup } from './load-backup.ts';
import { makeBackup } from './make-backup.ts';
import { findLatestProof } from './proof-store.ts';
import { drillRestore, type Finding } from './restore-drill.ts';
import { finishRestore, RestoreUnfinished } from './restore-gate.ts';

let world: World;
let key: AgeIdentity;
let backup: Buffer;
let person: string;
let server: TestDatabase;
const folders: string[] = [];
const databases: string[] = [];

before(async () => {
  server = await testDatabase();
  world = await openWorld();
  await world.seed();
  await world.settle();
  key = await newAgeIdentity();
  const { rows } = await world.database.pool.query<{ id: string }>(
    'select id from accounts.person where staff_role is null order by id limit 1',
  );
  person = rows[0]?.id ?? '';
  backup = await buffer(Readable.from(makeBackup(world.kernel, { recipients: [key.recipient] })));
});
after(async () => {
  await world.close();
  for (const name of databases) await server.pool.query(`drop database ${name} with (force)`);
  await server.close();
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

type Installation = { readonly config: Config; readonly secrets: Secrets };

/** A folder with the keyring of the installation that was backed up, and an empty database. */
async function emptyInstallation(): Promise<Installation> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-restore-'));
  folders.push(dataDir);
  fs.cpSync(keysFolder(world.dataDir), keysFolder(dataDir), { recursive: true });
  fs.chmodSync(keysFolder(dataDir), 0o700);
  const name = `restore_${path.basename(dataDir).toLowerCase().replace(/\W/g, '_')}`;
  await server.pool.query(`create database ${name}`);
  databases.push(name);
  const { url, host = '' } = server.options;
  const databaseUrl =
    url === undefined
      ? `postgresql://telltale@/${name}?host=${encodeURIComponent(host)}`
      : Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return {
    config: { ...world.kernel.config, dataDir, logLevel: 'silent' },
    secrets: { databaseUrl: redact(databaseUrl), smtpUrl: undefined, imapUrl: undefined },
  };
}

const load = (installation: Installation, bytes: Buffer, identities = [key.identity]) =>
  loadBackup({ ...installation, keyring: world.kernel.keyring }, { identities, source: pieces(bytes) });

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

test('a backup is of one moment, and nobody reads it without the key', async () => {
  assert.equal(backup.subarray(0, 21).toString(), 'age-encryption.org/v1');
  assert.equal(backup.includes('telltale'), false);
  const other = await newAgeIdentity();
  await assert.rejects(load(await emptyInstallation(), backup, [other.identity]), BackupRefused);
});

test('what was erased after a backup stays erased, and nothing opens before', async () => {
  const installation = await emptyInstallation();
  const { config, secrets } = installation;
  // Cut off, then changed: nothing of either is in use, and the whole one still goes in.
  await assert.rejects(load(installation, backup.subarray(0, backup.length - 40_000)), BackupRefused);
  const changed = Buffer.from(backup);
  changed.writeUInt8(changed.readUInt8(backup.length - 2000) ^ 1, backup.length - 2000);
  await assert.rejects(load(installation, changed), BackupRefused);
  await assert.rejects(openKernel(config, secrets), RestoreUnfinished);

  const manifest = await load(installation, backup);
  assert.ok(manifest.files.count > 0);
  assert.ok(manifest.tables.length > 100);
  await assert.rejects(openKernel(config, secrets), RestoreUnfinished);
  await assert.rejects(load(installation, backup), /restore --finish/);

  // Erased at home after the backup was made; the newest ledger is what a restore is given.
  await appendErasure(world.kernel, { request: 'req_1', person, subjects: [person], kept: [] });
  fs.mkdirSync(path.dirname(erasuresFile(config.dataDir)), { recursive: true });
  fs.copyFileSync(erasuresFile(world.dataDir), erasuresFile(config.dataDir));

  const open = await openKernel(config, secrets, { finishesRestore: true });
  try {
    const { kernel } = open;
    assert.ok(await kernel.vault.existing(kernel.db, person), 'the backup holds the person');
    assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 1);
    assert.equal(await kernel.vault.existing(kernel.db, person), undefined);
    await finishRestore(kernel.pool);
    await kernel.audit.settle();
    const verdict = await verifyAudit(kernel.db, {
      verifiers: kernel.keyring.verifiers(),
      checkpointsFile: checkpointsFile(config.dataDir),
      clock: kernel.clock,
    });
    assert.deepEqual(verdict.faults, []);
  } finally {
    await open.close();
  }
  const again = await openKernel(config, secrets);
  await again.close();
  await assert.rejects(load(installation, backup), /in use/);
});

test('a backup of another keyring, or into an installation in use, is refused', async () => {
  const other = await openWorld();
  try {
    await assert.rejects(
      loadBackup(
        { ...(await emptyInstallation()), keyring: other.kernel.keyring },
        { identities: [key.identity], source: pieces(backup) },
      ),
      /belongs to the keyring/,
    );
  } finally {
    await other.close();
  }
});

test('a drill proves that everything is back, and finds what is not', async () => {
  const findings: Finding[] = [];
  const drilled = await drillRestore(world.kernel, {
    identities: [key.identity],
    source: pieces(backup),
    holders: personalDataHolders(),
    opens: async (open, secrets) => {
      const app = await openApp(open, secrets, { work: false });
      const { statusCode } = await app.server.inject('/health/ready');
      await app.close();
      return `answered ${statusCode}`;
    },
    onFinding: finding => findings.push(finding),
  });
  assert.deepEqual(
    drilled.filter(({ ok }) => !ok),
    [],
  );
  assert.equal(findings.length, 9);
  assert.match(findings.find(({ what }) => what.includes('erased again'))?.detail ?? '', /2 erasures carried out/);
  assert.equal(fs.readdirSync(os.tmpdir()).filter(name => name.startsWith('telltale-drill-')).length, 0);
  assert.equal(await findLatestProof(world.kernel, 'restore-drill'), undefined);
});
