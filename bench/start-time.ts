// How long a second start takes, from the command to the first answer.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from './bench.ts';

const PORT = 18_180;

export const figure: Figure = {
  name: 'start-time',
  about: 'from the command to the first answer, on existing data; promised: under 3 s',
  run: async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-start-'));
    fs.chmodSync(dataDir, 0o755);
    const times: number[] = [];
    const first = await startOnce(dataDir);
    for (let round = 0; round < 5; round++) times.push(await startOnce(dataDir));
    fs.rmSync(dataDir, { recursive: true, force: true });
    times.sort((a, b) => a - b);
    const median = times[2] ?? Number.NaN;
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    return {
      ok: (times.at(-1) ?? Number.POSITIVE_INFINITY) < 3000,
      rows: [
        ['first start, with database, keys and demo data', ms(first)],
        ['second start, median of 5', ms(median)],
        ['second start, slowest of 5', ms(times.at(-1) ?? Number.NaN)],
      ],
    };
  },
};

async function startOnce(dataDir: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['tools/start.js', 'src/main.ts'], {
    env: { ...process.env, PORT: String(PORT), DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) break;
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    await pause(10);
  }
  const took = performance.now() - begun;
  await stop(child);
  return took;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
