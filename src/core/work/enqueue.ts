// Adds background work within a transaction; core/jobs.ts runs it after the commit.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

export type EnqueueOptions = {
  readonly runAt?: Date;
  /** Replaces a waiting job of the same key. */
  readonly key?: string;
};

export type Enqueue = (
  scope: { readonly db: Db },
  job: string,
  payload: Readonly<Record<string, string>>,
  options?: EnqueueOptions,
) => Promise<void>;

/** With exponential backoff (e^attempt seconds) the last try comes about five days after the first. */
export const MAX_ATTEMPTS = 13;

/** Adds the job in the scope's transaction. The payload holds opaque ids only. */
export const enqueue: Enqueue = async ({ db }, job, payload, { runAt, key } = {}) => {
  await sql`
    select graphile_worker.add_job(${job}, payload := ${JSON.stringify(payload)}::json,
      run_at := ${runAt ?? null}::timestamptz, max_attempts := ${MAX_ATTEMPTS}, job_key := ${key ?? null})`.execute(db);
};
