// What an admin may see of background jobs, and may do about those that failed for good.

import { sql } from 'kysely';
import type { Kernel } from '../kernel.ts';

export type JobState = 'failed' | 'retrying' | 'waiting' | 'running';

export type JobFacts = {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly runAt: Date;
  readonly createdAt: Date;
  /** Kind and code of the last error: never a message that could quote somebody. */
  readonly lastError: string | null;
};

const STATE = sql`case
  when locked_at is not null then 'running'
  when attempts >= max_attempts then 'failed'
  when attempts > 0 then 'retrying'
  else 'waiting' end`;

/** Jobs in one state (all, when none is named), those that failed for good first, then by when they run. At most 200. */
export async function listJobs(kernel: Kernel, state?: JobState): Promise<JobFacts[]> {
  const { rows } = await sql<JobFacts>`
    select id::text, task_identifier as name, ${STATE} as state, attempts, max_attempts as "maxAttempts",
           run_at as "runAt", created_at as "createdAt", last_error as "lastError"
    from graphile_worker.jobs
    where ${state ?? null}::text is null or ${STATE} = ${state ?? null}
    order by (attempts >= max_attempts) desc, run_at
    limit 200`.execute(kernel.db);
  return rows;
}

/** How many jobs are in each state. */
export async function countJobs(kernel: Kernel): Promise<Record<JobState, number>> {
  const { rows } = await sql<{ state: JobState; count: number }>`
    select ${STATE} as state, count(*)::int as count from graphile_worker.jobs group by 1`.execute(kernel.db);
  return {
    failed: 0,
    retrying: 0,
    waiting: 0,
    running: 0,
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  };
}

/** Gives a job all its tries again, from now on. @returns false when there is no such job or it is running */
export const retryJob = async ({ db, clock }: Kernel, id: string): Promise<boolean> =>
  isJobId(id) &&
  // By SQL, since graphile-worker's own helper takes zero attempts for "leave them as they are".
  isOne(
    await sql`select 1 from graphile_worker.reschedule_jobs(array[${id}::bigint], run_at := ${clock.now()}, attempts := 0)`.execute(
      db,
    ),
  );

/** Drops a job that will not be tried again. @returns false when there is no such job or it is running */
export const discardJob = async ({ db }: Kernel, id: string): Promise<boolean> =>
  isJobId(id) && isOne(await sql`select 1 from graphile_worker.complete_jobs(array[${id}::bigint])`.execute(db));

/** Ids come from addresses: anything else is a job that does not exist. */
const isJobId = (id: string): boolean => /^\d{1,18}$/.test(id);
const isOne = ({ rows }: { rows: readonly unknown[] }): boolean => rows.length === 1;
