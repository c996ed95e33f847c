// CPU time of processes from /proc: user and system time, in microseconds.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TICK_US = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Direct children of a process, such as a postmaster's backends. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statFields(Number(entry));
    if (fields && Number(fields[1]) === pid) children.push(Number(entry));
  }
  return children;
}

/** Fields of /proc/PID/stat after the command's name: state, parent, … (proc(5)). */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** CPU microseconds that the processes have used so far; ended ones count through their parent's `children` times. */
export function cpuOf(pids: readonly number[], includeEndedChildren: readonly number[] = []): number {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statFields(pid);
    if (fields) ticks += Number(fields[11]) + Number(fields[12]);
  }
  for (const pid of includeEndedChildren) {
    const fields = statFields(pid);
    if (fields) ticks += Number(fields[13]) + Number(fields[14]);
  }
  return ticks * TICK_US;
}

/** The postmaster of an installation's own PostgreSQL. */
export const postmasterIn = (dataDir: string): number =>
  Number(readFileSync(path.join(dataDir, 'db', 'postmaster.pid'), 'utf8').split('\n')[0]);

/**
 * Measures the CPU time of some work: this process's and that of a postmaster with its backends. Looking for these costs
 * time itself, so it lies outside of what is measured.
 * @returns begins to measure; what that returns ends it and gives microseconds
 */
export const cpuWith = (postmaster: number) => (): (() => number) => {
  const database = (): number => cpuOf([postmaster, ...childrenOf(postmaster)], [postmaster]);
  const own = (): number => process.cpuUsage().user + process.cpuUsage().system;
  const before = database();
  const ownBefore = own();
  return () => {
    const ownAfter = own();
    return ownAfter - ownBefore + database() - before;
  };
};

/** Resident memory of a process in bytes. */
export const memoryOf = (pid: number): number => {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m);
  return Number(line?.[1] ?? 0) * 1024;
};
