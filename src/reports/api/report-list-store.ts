// All SQL of the APIs' lists: whole reports, by filters, in pages by cursor or by offset.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { openRecord, REPORT, type ReportRecord, type ReportSource } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** A report with the door that it came in by. */
export type ApiReport = ReportRecord & { readonly source: ReportSource };

/** What narrows a list; everything left out fits. */
export type ReportFilter = {
  readonly number?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly priorities?: readonly number[] | undefined;
  /** Ids of targets; none of them means that nothing fits. */
  readonly targets?: readonly string[] | undefined;
  /** A person's id, or `null` for nobody. */
  readonly assignee?: string | null | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly changedSince?: Date | undefined;
  readonly isDuplicate?: boolean | undefined;
};

export const reportOrders = ['-submittedAt', 'submittedAt', '-changedAt', 'changedAt'] as const;
export type ReportOrder = (typeof reportOrders)[number];

/** Where a page begins: after a place that a page before gave, or after so many. */
export type PagePlace = { readonly after: string | undefined } | { readonly offset: number };

export type ReportPage = {
  readonly reports: readonly ApiReport[];
  /** The cursor of the next page; undefined when this is the last one. */
  readonly next: string | undefined;
};

/**
 * A page of reports. Who is not staff sees an empty one; what has been erased is left out.
 * @throws Refusal `invalid_input` for a cursor that no page of this order gave
 */
export async function listReportPage(
  kernel: Kernel,
  actor: Actor,
  query: {
    readonly filter: ReportFilter;
    readonly order: ReportOrder;
    readonly place: PagePlace;
    readonly limit: number;
  },
): Promise<ReportPage> {
  if (!isStaff(actor)) return { reports: [], next: undefined };
  const { order, limit, place } = query;
  const column = order.endsWith('submittedAt') ? sql.ref('submitted_at') : sql.ref('changed_at');
  const direction = order.startsWith('-') ? 'desc' : 'asc';
  let select = tables(kernel)
    .selectFrom(REPORT)
    .selectAll()
    .select(sql<string>`(${column})::text`.as('place'))
    .where(fitting(query.filter))
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(limit + 1);
  if ('offset' in place) select = select.offset(place.offset);
  else if (place.after !== undefined) {
    const [order_, at, id] = readCursor(place.after);
    if (order_ !== order) throw refuse('invalid_input', { parameter: 'page[after]' });
    const compare = direction === 'asc' ? sql`>` : sql`<`;
    select = select.where(sql<SqlBool>`(${column}, id) ${compare} (${at}::timestamptz, ${id})`);
  }
  const rows = await select.execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const vaults = await kernel.vault.subjects(
    kernel.db,
    shown.map(({ id }) => id),
  );
  return {
    reports: shown.flatMap(row => {
      const vault = vaults.get(row.id);
      return vault ? [withSource(openRecord(row, vault), row.source)] : [];
    }),
    next: last && Buffer.from(JSON.stringify([order, last.place, last.id])).toString('base64url'),
  };
}

/** How many fit; counting stops at `cap`. */
export async function countFitting(kernel: Kernel, actor: Actor, filter: ReportFilter, cap: number): Promise<number> {
  if (!isStaff(actor)) return 0;
  const row = await tables(kernel)
    .selectFrom(eb => eb.selectFrom(REPORT).select('id').where(fitting(filter)).limit(cap).as('fitting'))
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * One report, for staff.
 * @throws Refusal `not_found` for everybody else, and for what does not exist
 */
export async function readApiReport(kernel: Kernel, actor: Actor, id: string): Promise<ApiReport> {
  const row = isStaff(actor)
    ? await tables(kernel)
        .selectFrom(REPORT)
        .selectAll()
        .where('id', '=', id)
        .where('is_held', '=', false)
        .executeTakeFirst()
    : undefined;
  const vault = row && (await kernel.vault.existing(kernel.db, id));
  if (!row || !vault) throw refuse('not_found');
  return withSource(openRecord(row, vault), row.source);
}

// A check constraint holds the column to the type.
const withSource = (report: ReportRecord, source: string): ApiReport => ({ ...report, source: source as ReportSource });

const isStaff = (actor: Actor): boolean => actor.kind === 'person' && may(actor.staffRole, 'report.read');

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

type Where = (eb: ExpressionBuilder<ReportsTables, typeof REPORT>) => Expression<SqlBool>;

const fitting =
  (filter: ReportFilter): Where =>
  eb => {
    const { number, states, priorities, targets, assignee, sources, changedSince, isDuplicate } = filter;
    const oneOf = (column: 'state' | 'source' | 'target_id', values: readonly string[] | undefined) =>
      values === undefined ? [] : [values.length === 0 ? eb.lit(false) : eb(column, 'in', [...values])];
    return eb.and([
      eb('is_held', '=', false),
      ...(number === undefined ? [] : [eb('number', '=', number)]),
      ...oneOf('state', states),
      ...oneOf('source', sources),
      ...oneOf('target_id', targets),
      ...(priorities === undefined ? [] : [eb('priority', 'in', [...priorities])]),
      ...(assignee === undefined
        ? []
        : [assignee === null ? eb('assignee', 'is', null) : eb('assignee', '=', assignee)]),
      ...(changedSince === undefined ? [] : [eb('changed_at', '>=', changedSince)]),
      ...(isDuplicate === undefined
        ? []
        : [sql<SqlBool>`close_reason is ${isDuplicate ? sql`not` : sql``} distinct from 'duplicate'`]),
    ]);
  };

/** Order, time as PostgreSQL writes it, id. */
function readCursor(text: string): readonly [string, string, string] {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    read = undefined;
  }
  if (Array.isArray(read) && read.length === 3 && read.every(each => typeof each === 'string')) {
    const [order, at, id] = read as [string, string, string];
    if (TIME.test(at) && /^rpt_[0-9a-z]{26}$/.test(id)) return [order, at, id];
  }
  throw refuse('invalid_input', { parameter: 'page[after]' });
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/;
