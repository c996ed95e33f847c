// All SQL of the staff's queue: pages by cursor, counts of the views, what is due next.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { after } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { QueueOrder, QueueQuery, QueueView } from '../queue/queue-query.ts';
import { openQueueRow, QUEUE_COLUMNS, type QueueRow } from '../queue/queue-row.ts';
import { HEAD_COLUMNS, openHead, REPORT, type ReportHead } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';
import { SOON_MS } from './queue-view.ts';

export type QueuePage = { readonly rows: readonly QueueRow[]; readonly next: string | null };

/** A page of the queue. Who is not staff sees an empty one. */
export async function listQueue(kernel: Kernel, actor: Actor, query: QueueQuery, limit: number): Promise<QueuePage> {
  if (!isStaff(actor)) return { rows: [], next: null };
  const order = orderOf(query);
  const { keys, direction } = orders[order];
  const cursor = readCursor(query.after, keys.length);
  let select = tables(kernel)
    .selectFrom(REPORT)
    .select(QUEUE_COLUMNS)
    .select(unreadBy(actor.id).as('is_unread'))
    .select(looksLike.as('looks_like'))
    .select(sql<string>`json_build_array(${sql.join(keys.map(key => sql`(${key})::text`))})`.as('place'))
    .where(matching(query, kernel.clock.now(), actor.id))
    .limit(limit + 1);
  for (const key of keys) select = select.orderBy(key, direction);
  if (cursor) {
    const compare = direction === 'asc' ? sql`>` : sql`<`;
    const values = cursor.map((value, index) => sql`${value}::${types[order][index] ?? sql`text`}`);
    select = select.where(sql<SqlBool>`(${sql.join(keys)}) ${compare} (${sql.join(values)})`);
  }
  const rows = await select.execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const vaults = await kernel.vault.subjects(
    kernel.db,
    shown.map(row => row.id),
  );
  return {
    rows: shown.map(row => openQueueRow(row, vaults.get(row.id))),
    next: last ? Buffer.from(JSON.stringify(last.place)).toString('base64url') : null,
  };
}

/** The ids of everything that fits, for a change of many at once; of very many, those that come first in the order. */
export async function listMatchingIds(
  kernel: Kernel,
  actor: Actor,
  query: QueueQuery,
  limit: number,
): Promise<string[]> {
  if (!isStaff(actor)) return [];
  const { keys, direction } = orders[orderOf(query)];
  let select = tables(kernel)
    .selectFrom(REPORT)
    .select('id')
    .where(matching(query, kernel.clock.now(), actor.id))
    .limit(limit);
  for (const key of keys) select = select.orderBy(key, direction);
  return (await select.execute()).map(row => row.id);
}

/** How many reports are in each view, for this person; counting stops at `COUNT_CAP`. */
export async function countViews(kernel: Kernel, actor: Actor): Promise<Readonly<Record<QueueView, number>>> {
  if (!isStaff(actor)) return { open: 0, new: 0, mine: 0, waiting: 0, overdue: 0, closed: 0 };
  const now = kernel.clock.now();
  const { rows } = await sql<Record<QueueView, number>>`
    select count(*) as open,
           count(*) filter (where state = 'new') as new,
           count(*) filter (where assignee = ${actor.id}) as mine,
           count(*) filter (where state in ('needs_info', 'fixed')) as waiting,
           count(*) filter (where due_at < ${now}) as overdue,
           (select count(*) from (select from reports.report where state in ('resolved', 'closed') and not is_held limit ${COUNT_CAP}) ended) as closed
      from (select state, assignee, due_at from reports.report where state not in ('resolved', 'closed') and not is_held limit ${COUNT_CAP}) report`.execute(
    kernel.db,
  );
  const [counts] = rows;
  if (!counts) throw new Error('counting gives one row');
  return counts;
}

/** More than this many are shown as "1,000+". */
export const COUNT_CAP = 1000;

/** What a list shows of these reports, by id. Who is not staff sees none. */
export async function findHeads(
  kernel: Kernel,
  actor: Actor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReportHead>> {
  if (!isStaff(actor) || ids.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('id', 'in', [...ids])
    .where('is_held', '=', false)
    .execute();
  return new Map((await openHeads(kernel, rows)).map(head => [head.id, head]));
}

/** The open report that falls due next. */
export async function findNextDue(kernel: Kernel, actor: Actor): Promise<ReportHead | undefined> {
  if (!isStaff(actor)) return undefined;
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('due_at', '>=', kernel.clock.now())
    .where('is_held', '=', false)
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .execute();
  return (await openHeads(kernel, rows))[0];
}

type Staff = Extract<Actor, { kind: 'person' }>;

const isStaff = (actor: Actor): actor is Staff => actor.kind === 'person' && may(actor.staffRole, 'report.read');

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

// As the indexes have them. What has no date comes last, as if due at the end of time; what has no priority yet, after P5.
const due = sql`coalesce(due_at, 'infinity'::timestamptz)`;
const priority = sql`coalesce(priority, 6)`;
const id = sql`id`;

/** Nothing that has ended is due. */
const orderOf = ({ view, order }: QueueQuery): QueueOrder => (view === 'closed' && order === 'due' ? 'newest' : order);

const orders = {
  due: { keys: [due, id], direction: 'asc' },
  newest: { keys: [sql`submitted_at`, id], direction: 'desc' },
  oldest: { keys: [sql`submitted_at`, id], direction: 'asc' },
  changed: { keys: [sql`changed_at`, id], direction: 'desc' },
  priority: { keys: [priority, due, id], direction: 'asc' },
} as const;

const types = {
  due: [sql`timestamptz`, sql`text`],
  newest: [sql`timestamptz`, sql`text`],
  oldest: [sql`timestamptz`, sql`text`],
  changed: [sql`timestamptz`, sql`text`],
  priority: [sql`integer`, sql`timestamptz`, sql`text`],
} as const;

type Where = (eb: ExpressionBuilder<ReportsTables, typeof REPORT>) => Expression<SqlBool>;

/** Whether the reporter said something that this person has not seen: the report itself, or words since. */
const unreadBy = (person: string) => sql<boolean>`
  greatest(submitted_at, (facts ->> 'lastReporterWordAt')::timestamptz) > coalesce(
    (select seen.at from reports.seen where seen.report = reports.report.id and seen.person = ${person}), '-infinity')`;

// A hint was kept when the report came in, so a row costs one look at it and nothing is compared here. Once somebody
// has judged whether the report is new, it is news no more.
const unjudged = sql<SqlBool>`state in ('new', 'needs_info')`;
const looksLike = sql<{ id: string; number: string } | null>`
  case when ${unjudged} then (
    select json_build_object('id', earlier.id, 'number', earlier.number)
      from reports.duplicate_hint hint join reports.report earlier on earlier.id = hint.other
     where hint.report = reports.report.id) end`;
const isAlike = sql<SqlBool>`(${unjudged} and exists (
  select from reports.duplicate_hint hint where hint.report = reports.report.id))`;

/** Whose turn it is, by the same rule as the words of the state. */
const waits: Readonly<Record<NonNullable<QueueQuery['waits']>, Expression<SqlBool>>> = {
  reporter: sql<SqlBool>`(state = 'fixed' and facts -> 'retest' ->> 'waits' is distinct from 'team' or state = 'needs_info' and (facts -> 'blockers' @> '[{"on":"reporter"}]' or facts -> 'blockers' = '[]'))`,
  triage: sql<SqlBool>`state = 'new'`,
  fix: sql<SqlBool>`(state in ('triaged', 'accepted') or state = 'fixed' and facts -> 'retest' ->> 'waits' = 'team' or state = 'needs_info' and facts -> 'blockers' @> '[{"on":"owner"}]' and not facts -> 'blockers' @> '[{"on":"reporter"}]')`,
  thirdparty: sql<SqlBool>`(state = 'needs_info' and facts -> 'blockers' @> '[{"on":"thirdparty"}]' and not facts -> 'blockers' @> '[{"on":"reporter"}]' and not facts -> 'blockers' @> '[{"on":"owner"}]')`,
};

function matching(query: QueueQuery, now: Date, me: string): Where {
  const { view, state, priority, target, assignee, due, kind, source, language, label, scope } = query;
  const ended = sql<SqlBool>`state in ('resolved', 'closed')`;
  const byView: Record<QueueView, Expression<SqlBool>[]> = {
    open: [],
    new: [sql<SqlBool>`state = 'new'`],
    mine: [sql<SqlBool>`assignee = ${me}`],
    waiting: [sql<SqlBool>`state in ('needs_info', 'fixed')`],
    overdue: [sql<SqlBool>`due_at < ${now}`],
    closed: [ended],
  };
  return eb =>
    eb.and([
      eb('is_held', '=', false),
      ...(view === 'closed' ? [] : [eb.not(ended)]),
      ...byView[view],
      ...(state === null ? [] : [eb('state', '=', state)]),
      ...(priority === null ? [] : [eb('priority', '=', priority)]),
      ...(target === null ? [] : [eb('target_id', '=', target)]),
      ...(assignee === null
        ? []
        : [assignee === 'nobody' ? eb('assignee', 'is', null) : eb('assignee', '=', assignee)]),
      ...(kind === null ? [] : [sql<SqlBool>`(taxonomy_id = ${kind} or starts_with(taxonomy_id, ${`${kind}.`}))`]),
      ...(source === null ? [] : [eb('source', '=', source)]),
      ...(language === null
        ? []
        : [language === 'unknown' ? eb('language', 'is', null) : eb('language', '=', language)]),
      ...(label === null ? [] : [sql<SqlBool>`labels <> '{}' and labels @> array[${label}]`]),
      ...(scope === null ? [] : [eb('scope_verdict', '=', scope)]),
      ...(query.waits === null ? [] : [waits[query.waits]]),
      ...(query.unread === null ? [] : [unreadBy(me)]),
      ...(query.alike === null ? [] : [isAlike]),
      ...(due === 'late' ? [eb('due_at', '<', now)] : []),
      ...(due === 'soon' ? [eb('due_at', '<', after(now, SOON_MS))] : []),
    ]);
}

/** The values after which the page begins; null for the first page, and for what is no cursor of this order. */
function readCursor(text: string | null, length: number): string[] | null {
  if (text === null) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const isPlace = Array.isArray(values) && values.length === length && values.every(isPlaceValue);
    return isPlace ? (values as string[]) : null;
  } catch {
    return null;
  }
}

/** A priority, a time as PostgreSQL writes it, or an id: nothing else could be compared. */
const isPlaceValue = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^(?:[1-6]|infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?|rpt_[0-9a-z]{26})$/.test(value);

async function openHeads(kernel: Kernel, rows: readonly Parameters<typeof openHead>[0][]): Promise<ReportHead[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(row => row.id),
  );
  return rows.map(row => openHead(row, vaults.get(row.id)));
}
