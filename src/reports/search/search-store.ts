// All SQL of the search over reports that the sealed index does not answer: states, dates, and what is not indexed yet.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { REPORT } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** The name of the source: keys of the index are derived for it. */
export const REPORTS = 'reports';

/** What a search asks of a report's row; empty lists and nulls ask nothing. */
export type RowFilter = {
  readonly states: readonly string[];
  readonly closeReasons: readonly string[];
  readonly from: Date | null;
  readonly before: Date | null;
};

export const asksNothing = ({ states, closeReasons, from, before }: RowFilter): boolean =>
  states.length === 0 && closeReasons.length === 0 && from === null && before === null;

/** The ids of all that fit, when they are at most so many; undefined when they are more. */
export async function listFew(
  kernel: Kernel,
  actor: Actor,
  filter: RowFilter,
  most: number,
): Promise<string[] | undefined> {
  if (!isStaff(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select('id')
    .where(fits(filter))
    .limit(most + 1)
    .execute();
  return rows.length > most ? undefined : rows.map(({ id }) => id);
}

/** Which of these ids fit. */
export async function keepFitting(
  kernel: Kernel,
  actor: Actor,
  filter: RowFilter,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!isStaff(actor) || ids.length === 0) return new Set();
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select('id')
    .where('id', 'in', ids)
    .where(fits(filter))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Those that fit, newest first, from a place on. */
export async function listNewestFitting(
  kernel: Kernel,
  actor: Actor,
  filter: RowFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<{ ids: string[]; next: string | null }> {
  if (!isStaff(actor)) return { ids: [], next: null };
  const place = /^(\d{1,15}):(rpt_[0-9a-z]{26})$/.exec(after ?? '');
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(['id', 'submitted_at'])
    .where(fits(filter))
    .$if(place !== null, query =>
      query.where(sql<SqlBool>`(submitted_at, id) < (${new Date(Number(place?.[1]))}, ${place?.[2] ?? ''})`),
    )
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    ids: shown.map(({ id }) => id),
    next: last ? `${last.submitted_at.getTime()}:${last.id}` : null,
  };
}

/** Reports that are not in the index as they are now. */
export async function listStaleReports(kernel: Kernel, since: Date | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select report.id from reports.report
      left join core.search_document as document on document.source = ${REPORTS} and document.key = report.id
     where (document.key is null or document.indexed_at < report.changed_at)
       and not report.is_held
       ${since === null ? sql`` : sql`and report.changed_at >= ${since}`}
       and exists (select from core.data_key where subject = report.id)
     order by report.changed_at
     limit ${limit}`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** What is in the index of reports that are gone, or whose key is. */
export async function listGoneReports(kernel: Kernel, limit: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select document.key from core.search_document as document
     where document.source = ${REPORTS}
       and (not exists (select from reports.report where report.id = document.key)
            or not exists (select from core.data_key where subject = document.key))
     limit ${limit}`.execute(kernel.db);
  return rows.map(({ key }) => key);
}

const isStaff = (actor: Actor): boolean => actor.kind === 'person' && may(actor.staffRole, 'report.read');

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

type Where = (eb: ExpressionBuilder<ReportsTables, typeof REPORT>) => Expression<SqlBool>;

const fits =
  ({ states, closeReasons, from, before }: RowFilter): Where =>
  eb =>
    eb.and([
      eb('is_held', '=', false),
      ...(states.length + closeReasons.length === 0
        ? []
        : [
            eb.or([
              ...(states.length === 0 ? [] : [eb('state', 'in', states)]),
              ...(closeReasons.length === 0
                ? []
                : [eb.and([eb('state', '=', 'closed'), eb('close_reason', 'in', closeReasons)])]),
            ]),
          ]),
      ...(from === null ? [] : [eb('submitted_at', '>=', from)]),
      ...(before === null ? [] : [eb('submitted_at', '<', before)]),
    ]);
