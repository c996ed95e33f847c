// Opens the ground floor in order: data folder, keyring, database, schema, services; closes it in reverse.
import { openAudit } from './audit.ts';
import { refuseUnfinishedRestore } from './backup/restore-gate.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config, Secrets } from './config.ts';
import { neighborsOf } from './config-makers.ts';
import { keyServiceOf } from './crypto/config-keys.ts';
import { type Keyring, openKeyring } from './crypto/keyring.ts';
import { openProvider } from './crypto/providers/open-provider.ts';
import { type Random, systemRandom } from './crypto/random.ts';
import { keyedHash } from './crypto/tokens.ts';
import { DATA_KEY_GONE, openVault } from './crypto/vault.ts';
import { checkpointsFile, filesFolder, keysFolder, openDataFolder } from './data-folder.ts';
import { checkDatabase, prepareSchema, startDatabase } from './database/connect-database.ts';
import { connectionOf, openDb, openPool } from './database/db.ts';
import { openListener } from './database/listen.ts';
import { type ResolveDns, systemDns } from './dns.ts';
import { type FetchOptions, type GuardedFetch, openFetch } from './fetch.ts';
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
  /** One that is open already, instead of that in the data folder. */
  readonly keyring?: Keyring;
  /** Opens a database that a backup was loaded into, for whoever carries out the erasures that came after it. */
  readonly finishesRestore?: boolean;
};

/**
 * Opens everything a module stands on.
 * @throws DataFolderError, KeyringError, DatabaseError, SchemaError, EmbeddedPostgresError, RestoreUnfinished: each with a message for the operator
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

/** The keyring's file, and the key-encryption keys wherever they are kept. */
async function openWholeKeyring(
  config: Config,
  outside: { readonly clock: Clock; readonly random: Random; readonly fetch: GuardedFetch },
): Promise<Keyring> {
  const keyring = await openKeyring(keysFolder(config.dataDir), { ...outside, createIfMissing: true });
  return { ...keyring, provider: await openProvider(config.keys, keyring.provider, outside) };
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
  const outgoing = openFetch({
    ...surroundings.fetch,
    neighbors: [...neighborsOf(config.makers), ...keyServiceOf(config.keys)],
    privateOrigins: config.privateOrigins,
  });
  closers.push(outgoing.close);
  const keyring = surroundings.keyring ?? (await openWholeKeyring(config, { clock, random, fetch: outgoing.fetch }));

  const database = await startDatabase(config, secrets);
  closers.push(database.stop);
  const pool = openPool({ ...database.options, max: maxConnections }, err =>
    log.warn({ err }, 'a database connection broke; a new one will be opened'),
  );
  closers.push(() => pool.end());
  await checkDatabase(pool);
  if (!surroundings.finishesRestore) await refuseUnfinishedRestore(pool);
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
