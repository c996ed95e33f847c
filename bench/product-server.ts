// Starts and stops the product (and stand-ins beside it) as processes of their own, for benchmarks.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const printed = process.env['BENCH_LOG'];

/** A fresh data folder that an unprivileged PostgreSQL can reach. */
export function freshDataDir(name: string): string {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), `telltale-${name}-`));
  fs.chmodSync(dataDir, 0o755);
  return dataDir;
}

/** What makes the product run as in production, without mail going anywhere. */
export const productionEnvironment = (port: number, dataDir: string): Record<string, string> => ({
  PORT: String(port),
  DATA_DIR: dataDir,
  NODE_ENV: 'production',
  SMTP_URL: 'smtp://127.0.0.1:9',
  LOG_LEVEL: 'info',
});

/** Starts a node process of this version. What it prints is lost, or kept in the file that BENCH_LOG names. */
export const startNode = (args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', printed === undefined ? 'ignore' : fs.openSync(printed, 'a'), 'inherit'],
  });

/** Starts the product. With BENCH_PROFILE set, it writes a CPU profile into that folder when it stops. */
export function startProduct(environment: Readonly<Record<string, string>>): ChildProcess {
  const folder = process.env['BENCH_PROFILE'];
  const profiling = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  return startNode([...profiling, 'tools/start.js', 'src/main.ts'], environment);
}

/** Waits until a URL answers with success. */
export async function answers(url: string, headers: Record<string, string> = {}): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    const reply = await fetch(url, { headers }).catch(() => undefined);
    if (reply?.ok) return;
    await pause(20);
  }
  throw new Error(`${url} does not answer`);
}

/** The embedded database of a data folder: the socket's folder and the server's process, as PostgreSQL notes them. */
export async function databaseOf(dataDir: string): Promise<{ socketDir: string; postmaster: number }> {
  const file = path.join(dataDir, 'db', 'postmaster.pid');
  for (let tries = 0; tries < 400; tries++) {
    const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    if (lines[7]?.startsWith('ready')) return { socketDir: lines[4] ?? '', postmaster: Number(lines[0]) };
    await pause(50);
  }
  throw new Error('the database did not start');
}

export function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a server did not start');
  return pid;
}

/** Asks a process to stop and waits until it has. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
