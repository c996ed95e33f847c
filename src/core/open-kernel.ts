// Opens the ground floor in order: data folder, keyring, database, schema, services; closes it in reverse.
import { openAudit } from './audit.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config, Secrets } from './config.ts';
import { neighborsOf } from './config-makers.ts';
import { openKeyring } from './crypto/keyring.ts';
import { type Random, systemRandom } from './crypto/random.ts';
import { keyedHash } from './crypto/tokens.ts';
import { DATA_KEY_GONE, openVault } from './crypto/vault.ts';
import { checkpointsFile, filesFolder, keysFolder, openDataFolder } from './data-folder.ts';
import { checkDatabase, prepareSchema, startDatabase } from './database/connect-database.ts';
import { connectionOf, openDb, openPool } from './database/db.ts';
import { openListener } from './database/listen.ts';
import { type ResolveDns, systemDns } from './dns.ts';
import { type FetchOptions, openFetch } from './fetch.ts';
import { openFiles } from './files.ts';
import { openRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import { type Kernel, makeKernel } from './kernel.ts';
import { type Log, openLog } from './log.ts';
import { compose } from './mail/mail.ts';
import { enqueue } from './work/enqueue.ts';
import { emit } from './work/events.ts';

export type OpenKernel = {
  readonly kernel: Kernel;
  /** Called after each commit; set by whoever runs the workers. */
  onCommit: () => void;
  close(): Promise<void>;
};

/** The outside world as the kernel sees it; tests hand in their own. */
export type Surroundings = {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
  readonly fetch?: FetchOptions;
  readonly dns?: ResolveDns;
  readonly rateLimiter?: RateLimiter;
  readonly maxConnections?: number;
};

/**
 * Opens everything a module stands on.
 * @throws DataFolderError, KeyringError, DatabaseError, SchemaError, EmbeddedPostgresError: each with a message for the operator
 */
export async function openKernel(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings = {},
): Promise<OpenKernel> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    await openDataFolder(config.dataDir);
    return await openFloors(config, secrets, surroundings, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openFloors(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<OpenKernel> {
  const {
    clock = systemClock,
    random = systemRandom,
    log = openLog(config.logLevel),
    maxConnections = 16,
  } = surroundings;
  const keyring = await openKeyring(keysFolder(config.dataDir), { clock, random, createIfMissing: true });

  const database = await startDatabase(config, secrets);
  closers.push(database.stop);
  const pool = openPool({ ...database.options, max: maxConnections }, err =>
    log.warn({ err }, 'a database connection broke; a new one will be opened'),
  );
  closers.push(() => pool.end());
  await checkDatabase(pool);
  await prepareSchema(pool);
  const db = openDb(pool);
  const listener = await openListener(connectionOf(database.options), clock, log);
  closers.push(listener.close);

  const vault = openVault({ db, keyring, clock, random });
  closers.push(vault.close);
  await vault.selfTest(db);
  listener.listen(DATA_KEY_GONE, vault.forget, () => vault.forget());

  const audit = openAudit({ db, clock, random, keyring, log, checkpointsFile: checkpointsFile(config.dataDir) });
  closers.push(audit.close);
  const outgoing = openFetch({
    ...surroundings.fetch,
    neighbors: neighborsOf(config.makers),
    privateOrigins: config.privateOrigins,
  });
  closers.push(outgoing.close);

  const rateKey = keyring.secretKey('rate-limit');
  const parts = {
    config,
    log,
    clock,
    random,
    db,
    pool,
    keyring,
    vault,
    audit,
    files: openFiles({ directory: filesFolder(config.dataDir), clock, random, vault }),
    listen: listener.listen,
    isListening: listener.isListening,
    fetch: outgoing.fetch,
    dns: surroundings.dns ?? systemDns(),
    rateLimiter: surroundings.rateLimiter ?? openRateLimiter(pool, clock, text => keyedHash(rateKey, text)),
    emit,
    enqueue,
    compose,
  };
  const open: { kernel: Kernel; onCommit: () => void; close: () => Promise<void> } = {
    kernel: makeKernel({
      ...parts,
      onCommit: () => {
        audit.nudge();
        open.onCommit();
      },
    }),
    onCommit: () => undefined,
    close,
  };
  return open;
}
