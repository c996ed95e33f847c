// The oldest PostgreSQL that the product promises to run on, where this machine has one.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const BIN = '/usr/lib/postgresql/15/bin';

/** Starts it on a throw-away folder. @returns the folder of its Unix socket */
async function startPostgres15(t: TestContext): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-pg15-'));
  const runAs = unprivileged();
  if (runAs) fs.chownSync(folder, runAs.uid, runAs.gid);
  const cluster = path.join(folder, 'db');
  const options = { ...runAs, cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' } };
  const init = spawnSync(
    `${BIN}/initdb`,
    ['-D', cluster, '-U', 'telltale', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    options,
  );
  assert.equal(init.status, 0, String(init.stderr));
  const server = spawn(`${BIN}/postgres`, ['-D', cluster, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], {
    ...options,
    stdio: 'ignore',
  });
  const gone = new Promise(resolve => server.once('exit', resolve));
  t.after(async () => {
    server.kill('SIGQUIT');
    await gone;
    fs.rmSync(folder, { recursive: true, force: true });
  });
  for (let waited = 0; waited < 15_000 && !fs.existsSync(path.join(folder, '.s.PGSQL.5432')); waited += 50)
    await pause(50);
  return folder;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const fields = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(line => /^(?:postgres|nobody):/.test(line))
    ?.split(':');
  return { uid: Number(fields?.[2]), gid: Number(fields?.[3]) };
}

test('a whole product with its demo runs on PostgreSQL 15', async t => {
  if (!fs.existsSync(`${BIN}/postgres`)) {
    t.skip(`no PostgreSQL 15 in ${BIN}: nothing was tried`);
    return;
  }
  process.env['TELLTALE_TEST_SERVER'] = await startPostgres15(t);
  const { openWorld } = await import('./support/world.ts');
  await using world = await openWorld({ now: new Date() });
  const { rows } = await world.kernel.pool.query<{ version: string }>('select current_setting($1) as version', [
    'server_version_num',
  ]);
  assert.match(rows[0]?.version ?? '', /^15\d{4}$/);

  await world.seed();
  const visitor = world.visitor();
  for (const page of ['/', '/program', '/health/ready', '/.well-known/security.txt'])
    assert.equal((await visitor.get(page)).status, 200, page);
  assert.equal((await visitor.post('/sign-in', { email: 'ada@example.com' })).status, 303);
  assert.ok((await world.mails()).some(({ to, state }) => to === 'ada@example.com' && state === 'sent'));
  // The world's clock stands still while the demo is made; the database's went on.
  world.clock.set(new Date());
  const { runChecks } = await import('../src/core/work/run-checks.ts');
  const { allChecks } = await import('../src/app.ts');
  const results = await runChecks(world.kernel, allChecks());
  // What is true of this world: no second factors, no backup and no canary scan yet, and plain HTTP on this machine alone.
  assert.deepEqual(results.flatMap(({ ok, name }) => (ok ? [] : [name])).toSorted(), [
    'accounts.second-factor',
    'backup-recent',
    'canary-scan-recent',
    'https-only',
    'restore-drill-recent',
  ]);
});
