// What the read log says of many owners at once, for jobs: which grants were used lately, for what, and how often.
import { sql } from 'kysely';
import type { Kernel } from '../core/kernel.ts';

/** How one signal or command was used under a grant within a stretch of time. */
export type UseInLog = {
  readonly owner: string;
  readonly grant: string;
  readonly application: string;
  readonly signal: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
};

/** What was handed out after one moment and until another, each grant and signal once. */
export async function usesBetween({ db }: Kernel, from: Date, to: Date): Promise<UseInLog[]> {
  const { rows } = await sql<UseInLog>`
    select owner, grant_id as grant, application, signal, min(at) as "firstAt", max(at) as "lastAt"
      from vehicles.read_event where at > ${from} and at <= ${to} and outcome = 'allowed'
     group by owner, grant_id, application, signal
     order by min(at), signal`.execute(db);
  return rows;
}

/** What of one car was handed out so often. */
export type OftenRead = Omit<UseInLog, 'firstAt' | 'lastAt'> & {
  readonly vehicle: string;
  readonly reads: number;
};

/** What was handed out more than `most` times of one car since a moment. @param most smaller than any limit of the caller */
export async function countReadsSince({ db }: Kernel, since: Date, most: number): Promise<OftenRead[]> {
  const { rows } = await sql<OftenRead>`
    select owner, grant_id as grant, application, vehicle, signal, count(*)::int as reads
      from vehicles.read_event where at > ${since} and outcome = 'allowed'
     group by owner, grant_id, application, vehicle, signal having count(*) > ${most}
     order by owner, grant_id, vehicle, signal`.execute(db);
  return rows;
}

/** When these grants were last asked for anything since a moment; those that were not are left out. */
export async function lastAskedAt(
  { db }: Kernel,
  grants: readonly { readonly id: string; readonly owner: string }[],
  since: Date,
): Promise<Map<string, Date>> {
  if (grants.length === 0) return new Map();
  const { rows } = await sql<{ grant: string; at: Date }>`
    select grant_id as grant, max(at) as at from vehicles.read_event
     where owner = any (${[...new Set(grants.map(({ owner }) => owner))]}::text[])
       and grant_id = any (${grants.map(({ id }) => id)}::text[]) and at > ${since}
     group by grant_id`.execute(db);
  return new Map(rows.map(({ grant, at }) => [grant, at]));
}
