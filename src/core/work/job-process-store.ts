// All SQL of which processes work on jobs, and of what one left locked that died at it.
import { sql } from 'kysely';
import { SECOND } from '../clock.ts';
import type { Kernel } from '../kernel.ts';

/** A process that works on jobs says so this often, in milliseconds. */
export const BEAT_MS = 20 * SECOND;
/** Whoever has not said it for so many beats is silent. */
const SILENT_BEATS = 6;

/** Says that a process lives, and under which names it locks jobs. Times are the database's: its processes need not agree. */
export const sayAlive = (
  { db }: Kernel,
  { process, workers }: { readonly process: string; readonly workers: readonly string[] },
): Promise<unknown> =>
  sql`
    insert into core.job_process (process, workers, seen_at) values (${process}, ${[...workers]}::text[], clock_timestamp())
    on conflict (process) do update set workers = excluded.workers, seen_at = excluded.seen_at`.execute(db);

/** A process that has stopped in good order has left nothing locked. */
export const sayGone = ({ db }: Kernel, process: string): Promise<unknown> =>
  sql`delete from core.job_process where process = ${process}`.execute(db);

/** Processes that have been silent for long, with the moment they were last seen: died, or cut off from the database. */
export async function listSilent({ db }: Kernel, beatMs: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ process: string; seen: string }>`
    select process, seen_at::text as seen from core.job_process
     where seen_at < clock_timestamp() - make_interval(secs => ${(SILENT_BEATS * beatMs) / SECOND}::float8)`.execute(
    db,
  );
  return new Map(rows.map(({ process, seen }) => [process, seen]));
}

/**
 * Gives back what a silent process had locked, so that others do it, at once instead of after graphile-worker's four
 * hours. Does nothing when it has been heard of since.
 * @param seen when it was last seen, as `listSilent` told
 */
export async function releaseJobsOf({ db }: Kernel, process: string, seen: string): Promise<boolean> {
  const { rows } = await sql<{ workers: string[] }>`
    with gone as (
      delete from core.job_process where process = ${process} and seen_at = ${seen}::timestamptz returning workers
    )
    select workers, graphile_worker.force_unlock_workers(workers) from gone`.execute(db);
  return rows.length > 0;
}

/**
 * Gives back all that is locked when this is the only process on the database: nobody can be working on it any more.
 * @param connection the name under which each process has exactly one connection
 */
export const releaseWhenAlone = ({ db }: Kernel, connection: string): Promise<unknown> =>
  sql`
    with alone as materialized (
      select where (select count(*) from pg_stat_activity
                     where datname = current_database() and application_name = ${connection}) <= 1
    ), gone as (
      delete from core.job_process using alone
    )
    select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker._private_jobs where locked_by is not null)) from alone`.execute(
    db,
  );
