// All SQL of the request log. A developer finds the lines of an application that they were let to see; what ties a line to
// an owner is told to the owner alone.
import { sql } from 'kysely';
import { integerArray, momentArray, textArray } from '../../core/database/binary-array.ts';
import { streamRows } from '../../core/database/stream-rows.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Application } from '../application.ts';
import type { DevelopersTables } from '../tables.ts';
import {
  type RequestEntry,
  type RequestFilter,
  type RequestLine,
  type RequestPlace,
  statusGroups,
} from './request-line.ts';

const TABLE = 'developers.request';
export const PAGE = 50;

const TEXTS = ['request', 'application', 'method', 'path', 'error', 'vehicle', 'owner'] as const;

const INSERT = `
  insert into developers.request (request, application, method, path, error, vehicle, owner, at, status, micros)
  select request::uuid, application::uuid, method, path, error, vehicle::uuid, owner, at, status, micros
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::timestamptz[], $9::integer[], $10::integer[])
      as line (request, application, method, path, error, vehicle, owner, at, status, micros)`;

/** Writes many lines in one statement. */
export async function insertRequests({ pool }: Pick<Kernel, 'pool'>, lines: readonly RequestLine[]): Promise<void> {
  await pool.query({
    name: 'developers.insert-requests',
    text: INSERT,
    values: [
      ...TEXTS.map(column => textArray(lines.map(line => line[column]))),
      momentArray(lines.map(({ at }) => at)),
      integerArray(lines.map(({ status }) => status)),
      integerArray(lines.map(({ micros }) => micros)),
    ],
  });
}

/** Notes how many lines were dropped, by application. */
export async function insertGaps(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  dropped: ReadonlyMap<string, number>,
): Promise<void> {
  await pool.query(
    `insert into developers.request_gap (application, at, lines)
     select application::uuid, $3, lines from unnest($1::text[], $2::integer[]) as gap (application, lines)
     on conflict (application, at) do update set lines = request_gap.lines + excluded.lines`,
    [textArray([...dropped.keys()]), integerArray([...dropped.values()]), clock.now()],
  );
}

/** One line of the application. */
export async function findRequest(
  kernel: Kernel,
  application: Pick<Application, 'id'>,
  request: string,
): Promise<RequestEntry | undefined> {
  return entries(kernel, application).where('request', '=', request).executeTakeFirst();
}

/** Lines of the application, newest first, `PAGE` and one more where there is one. @param after continues behind this one */
export async function listRequests(
  kernel: Kernel,
  application: Pick<Application, 'id'>,
  { status, vehicle, from, before }: RequestFilter,
  after?: RequestPlace | undefined,
): Promise<RequestEntry[]> {
  let query = entries(kernel, application)
    .orderBy('at', 'desc')
    .orderBy('request', 'desc')
    .limit(PAGE + 1);
  if (typeof status === 'number') query = query.where('status', '=', status);
  else if (status !== undefined)
    query = query.where('status', '>=', statusGroups[status].from).where('status', '<=', statusGroups[status].to);
  if (vehicle !== undefined) query = query.where('vehicle', '=', vehicle);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (before !== undefined) query = query.where('at', '<', before);
  if (after !== undefined) query = query.where(sql<boolean>`(at, request) < (${after.at}, ${after.request}::uuid)`);
  return query.execute();
}

/** How many lines of the application are missing, and when that was noticed last. */
export async function findGaps(
  kernel: Kernel,
  application: Pick<Application, 'id'>,
): Promise<{ readonly lines: number; readonly last: Date } | undefined> {
  const { lines, last } = await tables(kernel)
    .selectFrom('developers.request_gap')
    .select(({ fn }) => [fn.sum<number>('lines').as('lines'), fn.max('at').as('last')])
    .where('application', '=', application.id)
    .executeTakeFirstOrThrow();
  return last === null ? undefined : { lines: Number(lines), last };
}

/** When the application last got an answer about each of these cars; those it never asked for are left out. */
export async function lastReads(
  kernel: Kernel,
  application: Pick<Application, 'id'>,
  vehicles: readonly string[],
): Promise<Map<string, Date>> {
  if (vehicles.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(({ fn }) => ['vehicle', fn.max('at').as('last')])
    .where('application', '=', application.id)
    .where('vehicle', 'in', [...vehicles])
    .where('status', '<', 400)
    .groupBy('vehicle')
    .execute();
  return new Map(rows.map(({ vehicle, last }) => [vehicle ?? '', last]));
}

/** What is kept of calls on a person's cars. */
export const exportRequests = (kernel: Kernel, person: string) =>
  streamRows(
    kernel.db,
    tables(kernel)
      .selectFrom(TABLE)
      .select(['at', 'application', 'method', 'path', 'status', 'error', 'vehicle', 'request'])
      .where('owner', '=', person)
      .orderBy('at'),
  );

/** How many lines there are about a person. */
export async function countRequests(kernel: Kernel, person: string): Promise<number> {
  const { count } = await tables(kernel)
    .selectFrom(TABLE)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner', '=', person)
    .executeTakeFirstOrThrow();
  return count;
}

/** Takes a person and their cars out of the log; that there was a call stays, for whoever made it. */
export async function forgetOwner(kernel: Kernel, person: string): Promise<void> {
  await tables(kernel).updateTable(TABLE).set({ vehicle: null, owner: null }).where('owner', '=', person).execute();
}

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();

const entries = (kernel: Kernel, { id }: Pick<Application, 'id'>) =>
  tables(kernel)
    .selectFrom(TABLE)
    .select(['request', 'at', 'method', 'path', 'status', 'error', 'vehicle', 'micros'])
    .where('application', '=', id);
