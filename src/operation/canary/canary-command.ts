// The canary scan from the command line: of a throw-away product, or of the bytes of this installation.
import { appendFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { routes as catalog, type RoutePath } from '../../catalog/routes.ts';
import { keepProof } from '../../core/backup/proof-store.ts';
import { type CanaryFindings, isClean, scanForCanaries } from '../../core/canary/canary-scan.ts';
import { needlesFor } from '../../core/canary/marks.ts';
import { scanFolder } from '../../core/canary/scan-bytes.ts';
import { readConfig, type Secrets } from '../../core/config.ts';
import { noLimits } from '../../core/http/rate-limit.ts';
import type { Kernel } from '../../core/kernel.ts';
import { openLog } from '../../core/log.ts';
import type { DemoFacts, Module } from '../../core/module.ts';
import { type OpenKernel, openKernel } from '../../core/open-kernel.ts';
import { OperatorFault } from '../../core/operator-fault.ts';

type Say = (line: string) => void;
type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** How the roof starts the whole product on an open kernel. */
export type StartProduct = (
  open: OpenKernel,
  secrets: Secrets,
) => Promise<{
  readonly server: FastifyInstance;
  readonly modules: readonly Module[];
  /** Fills it with the demo's people and data. */
  seed(): Promise<DemoFacts>;
  settle(): Promise<void>;
  close(): Promise<void>;
}>;

/** @param say prints a line */
export const canaryCommands = (say: Say, start: StartProduct) =>
  ({
    'canary-scan': {
      usage: 'canary-scan [--find FILE]',
      about:
        'Sends marked text into every input of a throw-away product and looks for it in every byte; --find looks for the lines of FILE in the data folder instead.',
      run: async ({ kernel }: { readonly kernel: Kernel }, _args: readonly string[], flags: Flags): Promise<number> =>
        typeof flags['find'] === 'string' ? findInPlace(kernel, flags['find'], say) : scanThrowAway(kernel, start, say),
    },
  }) as const;

async function scanThrowAway(kernel: Kernel, start: StartProduct, say: Say): Promise<number> {
  const started = kernel.clock.now();
  const findings = await withThrowAway(start);
  const { coverage, controls, leaks, open, files, bytes, coreDumps } = findings;
  const missed = coverage.inputs.filter(input => !coverage.sent.has(input));
  const isSound = controls.tables && controls.writeAheadLog;
  const ok = isClean(findings);
  say(
    `${coverage.sent.size} of ${coverage.inputs.length} inputs got a string of their own, ${coverage.taken.size} took it.`,
  );
  say(
    `${files} files with ${bytes} bytes were looked at: tables, write-ahead log, files, logs, queue, mails, a backup.`,
  );
  say(isSound ? 'The control was found where it should be.' : 'The control was NOT found: this scan proves nothing.');
  say(dumpWords[coreDumps.written]);
  for (const file of coreDumps.files) say(`FOUND a core dump at ${file}: it holds the memory of a process.`);
  for (const { input, why } of open) say(`open  ${input}: ${why}`);
  for (const leak of leaks) say(`FOUND ${leak.input} in ${leak.place} as ${leak.form}`);
  for (const input of missed) say(`MISSED ${input}`);
  const { id } = await keepProof(kernel, { kind: 'canary-scan', ok, found: recordOf(findings, started) });
  say(`${ok ? 'Nothing was found' : 'The scan FAILED'}; kept as ${id}.`);
  return ok ? 0 : 1;
}

const dumpWords = {
  off: 'The system writes no core dumps of this process.',
  on: 'The system may write core dumps of this process, and they would hold its memory: see docs/operate/backup.md.',
  unknown: 'Whether the system writes core dumps cannot be seen here.',
} as const;

/** Counts and names of addresses; never what stood around a find. */
const recordOf = ({ coverage, controls, leaks, open, files, bytes, coreDumps }: CanaryFindings, started: Date) => ({
  startedAt: started.toISOString(),
  inputs: coverage.inputs.length,
  sent: coverage.sent.size,
  taken: coverage.taken.size,
  files,
  bytes,
  controls,
  open: open.map(({ input, why }) => ({ input, why })),
  leaks: leaks.slice(0, 100).map(({ place, form, input }) => ({ place, form, input })),
  found: leaks.length,
  coreDumps: { written: coreDumps.written, files: coreDumps.files.length },
});

/** Starts the product on a fresh folder with a database of its own, scans it, and removes all of it. */
async function withThrowAway(start: StartProduct): Promise<CanaryFindings> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'telltale-canary-'));
  try {
    // The embedded database runs as another user when this one is root.
    await chmod(dataDir, 0o755);
    await mkdir(path.join(dataDir, 'logs'));
    // As a fresh demo is, whatever is configured here: nothing of this installation reaches it.
    const { config } = readConfig({
      DATA_DIR: dataDir,
      LOG_LEVEL: 'debug',
      MAIL_INTAKE_ADDRESS: 'security@canary.example',
      SMTP_LISTEN: '127.0.0.1:0',
    });
    const secrets: Secrets = { databaseUrl: undefined, smtpUrl: undefined, imapUrl: undefined };
    const log = openLog('debug', { write: line => appendFileSync(path.join(dataDir, 'logs', 'server.log'), line) });
    const open = await openKernel(config, secrets, {
      log,
      fetch: { resolve: refuseNetwork },
      dns: () => Promise.reject(Object.assign(new Error('no network'), { code: 'ENOTFOUND' })),
      rateLimiter: noLimits,
    });
    try {
      const product = await start(open, secrets);
      try {
        const { application } = await product.seed();
        return await scanForCanaries({
          kernel: open.kernel,
          server: product.server,
          modules: product.modules,
          paths: Object.values(catalog).flatMap(module => Object.values<RoutePath>(module)),
          client: application && { id: application['clientId'] ?? '', secret: application['clientSecret'] ?? '' },
          settle: product.settle,
        });
      } finally {
        await product.close();
      }
    } finally {
      await open.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

const refuseNetwork = ((_host: string, _options: unknown, done: (error: Error) => void) =>
  done(new Error('a canary scan has no network'))) as never;

/** Looks for given strings in the real data folder. They are read from a file, and never printed. */
async function findInPlace({ config }: Kernel, file: string, say: Say): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new OperatorFault(`cannot read ${file}: ${cause.code}`, { cause });
  });
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const wanted = lines.flatMap((line, index) =>
    line === '' ? [] : needlesFor(line).map(needle => ({ ...needle, line: index + 1 })),
  );
  if (wanted.length === 0) throw new OperatorFault(`${file} has no line to look for`);
  const short = lines.find(line => line !== '' && [...line].length < SHORTEST);
  if (short !== undefined)
    throw new OperatorFault(`each line must have at least ${SHORTEST} characters: shorter ones are found by chance`);
  const { files, bytes, finds } = await scanFolder(config.dataDir, wanted, name => name.startsWith('postgres-'));
  for (const { file: place, needle, form } of finds) say(`FOUND line ${wanted[needle]?.line} in ${place} as ${form}`);
  say(`${files} files with ${bytes} bytes in ${config.dataDir} were looked at, ${finds.length} places found.`);
  if (config.database === 'server') say("The database's own files lie with its server: run the scan's search there.");
  return finds.length === 0 ? 0 : 1;
}

const SHORTEST = 8;
