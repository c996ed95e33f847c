// The kernel: everything a module may stand on, and the one way to open a transaction.
import type pg from 'pg';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Keyring } from './crypto/keyring.ts';
import type { Random } from './crypto/random.ts';
import type { Vault } from './crypto/vault.ts';
import type { Db } from './database/db.ts';
import type { Listen } from './database/listen.ts';
import type { ResolveDns } from './dns.ts';
import type { GuardedFetch } from './fetch.ts';
import type { Files } from './files.ts';
import type { RateLimiter } from './http/rate-limit.ts';
import type { Log } from './log.ts';
import type { Compose } from './mail/mail.ts';
import type { Enqueue } from './work/enqueue.ts';
import type { Emit } from './work/events.ts';

/** The ground-floor services. Inside `transaction` all of them belong to that transaction. */
export type Kernel = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly db: Db;
  /** The raw pool, outside any transaction: only for the few hot stores whose statements must not pay for a query builder. */
  readonly pool: pg.Pool;
  /** Notices from other processes. */
  readonly listen: Listen;
  /** False while notices may be missed: what is cached on their strength must not be used. */
  readonly isListening: () => boolean;
  readonly keyring: Keyring;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly files: Files;
  readonly fetch: GuardedFetch;
  readonly dns: ResolveDns;
  readonly rateLimiter: RateLimiter;
  /** Tells the product that something happened; delivered to subscribers after the commit. */
  readonly emit: Emit;
  /** Adds a job; it runs after the commit, with retries. */
  readonly enqueue: Enqueue;
  /** Writes a mail; it is sent after the commit. */
  readonly compose: Compose;
  /** Runs `work` once the surrounding transaction has committed; at once when there is none. */
  readonly afterCommit: (work: () => void) => void;
  /**
   * Runs `work` in one transaction: its kernel's database, audit, events, jobs and mails commit together or not at all.
   * Name the argument `kernel` again, so that the outer one is out of reach. Nested calls join the outer transaction.
   */
  readonly transaction: <T>(work: (kernel: Kernel) => Promise<T>) => Promise<T>;
  /**
   * Runs `work` on the database as it is at this moment, however long it takes and whatever is written meanwhile. For
   * reading much; what it writes itself commits at its end.
   */
  readonly snapshot: <T>(work: (kernel: Kernel) => Promise<T>) => Promise<T>;
};

export type KernelParts = Omit<Kernel, 'transaction' | 'snapshot' | 'afterCommit'> & {
  /** Called after each commit that wrote events, jobs or audit entries. */
  readonly onCommit: () => void;
};

/** Binds the parts to a database outside any transaction. */
export function makeKernel(parts: KernelParts): Kernel {
  const { onCommit, ...services } = parts;
  const within =
    (isolation?: 'repeatable read') =>
    async <T>(work: (kernel: Kernel) => Promise<T>): Promise<T> => {
      const commits: (() => void)[] = [];
      const transaction = services.db.transaction();
      const result = await (isolation ? transaction.setIsolationLevel(isolation) : transaction).execute(db => {
        const inside: Kernel = {
          ...services,
          db,
          afterCommit: then => void commits.push(then),
          transaction: nested => nested(inside),
          snapshot: nested => nested(inside),
        };
        return work(inside);
      });
      for (const then of commits) then();
      onCommit();
      return result;
    };
  return {
    ...services,
    afterCommit: work => work(),
    transaction: within(),
    snapshot: within('repeatable read'),
  };
}
