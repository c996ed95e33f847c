// The product as an operator meets it: a process of its own, with an environment, an output and an exit code.
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type Exit = { readonly code: number | null; readonly out: string; readonly err: string };
export type ProductProcess = {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly exit: Promise<Exit>;
  /** Waits for the first answer. @returns milliseconds since the process was spawned */
  ready(): Promise<number>;
};

type Environment = Readonly<Record<string, string>>;

function spawnNode(args: readonly string[], environment: Environment): { child: ChildProcess; exit: Promise<Exit> } {
  const child = spawn(process.execPath, ['tools/start.js', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', chunk => {
    out += String(chunk);
  });
  child.stderr.on('data', chunk => {
    err += String(chunk);
  });
  const exit = new Promise<Exit>(resolve => child.once('close', code => resolve({ code, out, err })));
  return { child, exit };
}

/** Runs `telltale COMMAND` to its end. */
export const runCommand = (args: readonly string[], environment: Environment): Promise<Exit> =>
  spawnNode(['src/cli.ts', ...args], environment).exit;

/** Starts the product on a free port. Whoever starts it ends it. */
export async function startProduct(environment: Environment): Promise<ProductProcess> {
  const port = Number(environment['PORT'] ?? (await freePort()));
  const started = performance.now();
  const { child, exit } = spawnNode(['src/main.ts'], { PORT: String(port), ...environment });
  const url = `http://127.0.0.1:${port}`;
  const ready = async (): Promise<number> => {
    let ended: Exit | undefined;
    void exit.then(how => {
      ended = how;
    });
    while (performance.now() - started < 120_000) {
      if (ended) throw new Error(`it ended with ${ended.code}: ${ended.out}${ended.err}`);
      const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok) return performance.now() - started;
      await pause(20);
    }
    throw new Error('no answer within two minutes');
  };
  return { child, url, port, exit, ready };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
