// A whole product in a test: its own database, data folder, clock, mailbox and people; no network, nothing by itself.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type App, modules, openApp } from '../../src/app.ts';
import type { Clock } from '../../src/core/clock.ts';
import { readConfig } from '../../src/core/config.ts';
import type { ResolveDns } from '../../src/core/dns.ts';
import type { FetchOptions } from '../../src/core/fetch.ts';
import { noLimits } from '../../src/core/http/rate-limit.ts';
import type { Kernel } from '../../src/core/kernel.ts';
import { openLog } from '../../src/core/log.ts';
import { listMails, type StoredMail } from '../../src/core/mail/mail.ts';
import type { DemoFacts } from '../../src/core/module.ts';
import { type OpenKernel, openKernel } from '../../src/core/open-kernel.ts';
import { redact } from '../../src/core/redacted.ts';
import { prepareDemo } from '../../src/demo.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { seededRandom } from './seeded-random.ts';
import { type Visitor, visitor } from './visitor.ts';

/** A clock that stands still until it is told to move. */
export type TestClock = Clock & { advance(milliseconds: number): void; set(moment: Date): void };

export type World = {
  readonly kernel: Kernel;
  readonly app: App;
  readonly clock: TestClock;
  readonly dataDir: string;
  /** For a look at the rows themselves. */
  readonly database: { readonly pool: Kernel['pool'] };
  /** Every log line so far. */
  readonly logLines: readonly string[];
  /** A browser without a history: keeps its own cookies. */
  visitor(): Visitor;
  /** Runs all waiting events and jobs, and links the audit log. */
  settle(): Promise<void>;
  /** All mails sent so far, newest first. Settles first. */
  mails(): Promise<StoredMail[]>;
  /** Fills the world with the demo's people and data. */
  seed(): Promise<DemoFacts>;
  /** Another process of the same installation: the same database, keys and clock, and nothing that the first one knows. */
  another(): Promise<Process>;
  close(): Promise<void>;
};

export type Process = { readonly kernel: Kernel; readonly app: App; close(): Promise<void> };

export type WorldOptions = {
  /** Where the clock starts. */
  readonly now?: Date;
  readonly environment?: Readonly<Record<string, string>>;
  readonly fetch?: FetchOptions;
  /** DNS records that mails are checked by. */
  readonly dns?: ResolveDns;
  /** Its own embedded PostgreSQL in the data folder, with nothing switched off, for tests that look at raw files. */
  readonly embedded?: boolean;
  /** For tests that send more requests than one person may. */
  readonly limitsOff?: boolean;
  readonly logLevel?: 'debug' | 'info' | 'silent';
  /** Runs on the open kernel before the product starts on it for the first time. */
  readonly before?: (kernel: Kernel) => Promise<void>;
};

const NOON = new Date('2026-11-23T12:00:00.000Z');

/** Opens a world. Close it in `after`, or use `await using`. */
export async function openWorld(options: WorldOptions = {}): Promise<World & AsyncDisposable> {
  const database = options.embedded ? undefined : await testDatabase();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-world-'));
  const { config } = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    PUBLIC_URL: 'http://127.0.0.1:8080',
    LOG_LEVEL: options.logLevel ?? 'info',
    ...options.environment,
  });
  const clock = testClock(options.now ?? NOON);
  const logLines: string[] = [];
  const log = openLog(config.logLevel, { write: line => void logLines.push(line) });
  fs.chmodSync(dataDir, 0o755);
  const secrets = { databaseUrl: database && redact(urlOf(database)), smtpUrl: undefined, imapUrl: undefined };
  const openProcess = (seed: string): Promise<OpenKernel> =>
    openKernel({ ...config, database: database ? 'server' : 'embedded' }, secrets, {
      clock,
      random: seededRandom(seed),
      log,
      fetch: options.fetch ?? { resolve: noNetwork },
      dns: options.dns ?? noRecords,
      maxConnections: 8,
      ...(options.limitsOff && { rateLimiter: noLimits }),
    });
  const open = await openProcess(path.basename(dataDir));
  let processes = 1;
  await options.before?.(open.kernel);
  const app = await openApp(open, secrets, { work: false });
  const { kernel } = open;
  const world: World = {
    kernel,
    app,
    clock,
    dataDir,
    database: { pool: kernel.pool },
    logLines,
    visitor: () => visitor(app.server),
    settle: async () => {
      await app.workers.settle();
      await kernel.audit.settle();
    },
    mails: async () => {
      await world.settle();
      return listMails(kernel, 1000);
    },
    seed: () => prepareDemo(kernel, modules),
    another: async () => {
      processes += 1;
      const other = await openProcess(`${path.basename(dataDir)}:${processes}`);
      const otherApp = await openApp(other, secrets, { work: false });
      return {
        kernel: other.kernel,
        app: otherApp,
        close: async () => {
          await otherApp.close();
          await other.close();
        },
      };
    },
    close: async () => {
      await app.close();
      await open.close();
      await database?.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return Object.assign(world, { [Symbol.asyncDispose]: world.close });
}

function testClock(start: Date): TestClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance: milliseconds => {
      now += milliseconds;
    },
    set: moment => {
      now = moment.getTime();
    },
  };
}

const urlOf = ({ options }: TestDatabase): string =>
  options.url ?? `postgresql://telltale@/${options.database}?host=${encodeURIComponent(options.host ?? '')}`;

const noRecords: ResolveDns = () => Promise.reject(Object.assign(new Error('no such record'), { code: 'ENOTFOUND' }));

const noNetwork: NonNullable<FetchOptions['resolve']> = ((
  _host: string,
  _options: unknown,
  done: (error: Error) => void,
) => done(new Error('a test tried to use the network'))) as unknown as NonNullable<FetchOptions['resolve']>;
