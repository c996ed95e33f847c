// All SQL of a report's timeline and messages. The caller has found the report for the actor first; the actor says here
// which side of the line between reporter and staff is shown.
import type { Selectable } from 'kysely';
import { may } from '../catalog/permissions.ts';
import { type Actor, actorId } from '../core/actor.ts';
import type { JsonValue } from '../core/canonical-json.ts';
import type { SubjectVault } from '../core/crypto/vault.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ReportState } from './report-snapshot.ts';
import type { ReportsMessage, ReportsTables, ReportsTimelineEntry } from './tables.ts';

export type Audience = 'reporter' | 'internal';
export type SpeakerRole = 'reporter' | 'staff' | 'system';

export type TimelineEntry = {
  readonly id: string;
  readonly at: Date;
  /** The move's kind, or assign, assess, claim, add_files, read. */
  readonly kind: string;
  readonly from: ReportState | null;
  readonly to: ReportState | null;
  readonly actor: string;
  readonly role: SpeakerRole;
  readonly audience: Audience;
  /** What was said about it. */
  readonly reason: string | null;
  readonly details: Readonly<Record<string, JsonValue>>;
  /** The product did it by itself, or a program by somebody's API token. */
  readonly isAutomated: boolean;
};

export type NewTimelineEntry = Pick<TimelineEntry, 'kind' | 'role' | 'audience'> &
  Partial<Pick<TimelineEntry, 'from' | 'to' | 'reason' | 'details'>>;

export type ReportMessage = {
  readonly id: string;
  readonly at: Date;
  readonly author: string;
  readonly role: SpeakerRole;
  readonly audience: Audience;
  /** Markdown, from strangers. */
  readonly body: string;
  /** A program wrote it by somebody's API token. */
  readonly isAutomated: boolean;
};

export type NewMessage = Pick<ReportMessage, 'role' | 'audience' | 'body'>;

const ENTRY = 'reports.timeline_entry';
const MESSAGE = 'reports.message';

/** Adds to the story of a report; gives the entry's id. */
export async function addEntry(kernel: Kernel, actor: Actor, report: string, entry: NewTimelineEntry): Promise<string> {
  const id = newId('ent', kernel.clock, kernel.random);
  const { reason = null } = entry;
  const vault = reason === null ? undefined : await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .insertInto(ENTRY)
    .values({
      id,
      report,
      at: kernel.clock.now(),
      kind: entry.kind,
      from_state: entry.from ?? null,
      to_state: entry.to ?? null,
      actor: actorId(actor),
      actor_role: entry.role,
      audience: entry.audience,
      reason: vault && reason !== null ? vault.seal({ table: ENTRY, column: 'reason', row: id }, reason) : null,
      details: JSON.stringify(entry.details ?? {}),
      token: tokenOf(actor),
    })
    .execute();
  return id;
}

/** The story from its beginning: all of it for staff, the reporter's part for everybody else. */
export async function listEntries(kernel: Kernel, actor: Actor, report: string): Promise<TimelineEntry[]> {
  const rows = await tables(kernel)
    .selectFrom(ENTRY)
    .selectAll()
    .where('report', '=', report)
    .where('audience', 'in', audiencesOf(actor))
    .orderBy('at')
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, report);
  return vault ? rows.map(row => openEntry(row, vault)) : [];
}

/** Adds a message; gives its id. */
export async function addMessage(kernel: Kernel, actor: Actor, report: string, message: NewMessage): Promise<string> {
  const id = newId('msg', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .insertInto(MESSAGE)
    .values({
      id,
      report,
      at: kernel.clock.now(),
      author: actorId(actor),
      author_role: message.role,
      audience: message.audience,
      body: vault.seal({ table: MESSAGE, column: 'body', row: id }, message.body),
      token: tokenOf(actor),
    })
    .execute();
  return id;
}

/** The conversation from its beginning; internal notes for staff only. */
export const listMessages = async (kernel: Kernel, actor: Actor, report: string): Promise<ReportMessage[]> =>
  (await listMessagesOf(kernel, actor, [report])).get(report) ?? [];

/** The conversations of several reports; one without messages, or whose key is gone, is left out. */
export async function listMessagesOf(
  kernel: Kernel,
  actor: Actor,
  reports: readonly string[],
): Promise<Map<string, ReportMessage[]>> {
  if (reports.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(MESSAGE)
    .selectAll()
    .where('report', 'in', reports)
    .where('audience', 'in', audiencesOf(actor))
    .orderBy('at')
    .orderBy('id')
    .execute();
  const byReport = Map.groupBy(rows, ({ report }) => report);
  const vaults = await kernel.vault.subjects(kernel.db, [...byReport.keys()]);
  return new Map(
    [...byReport].flatMap(([report, rows]) => {
      const vault = vaults.get(report);
      return vault ? [[report, rows.map(row => openMessage(row, vault))]] : [];
    }),
  );
}

/** One message's facts without its text, for subscribers that tell of it. */
export async function findMessageFacts(
  kernel: Kernel,
  id: string,
): Promise<{ report: string; role: SpeakerRole; audience: Audience } | undefined> {
  const row = await tables(kernel)
    .selectFrom(MESSAGE)
    .select(['report', 'author_role', 'audience'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { report: row.report, role: row.author_role as SpeakerRole, audience: row.audience as Audience };
}

/** One entry's facts without its text, for subscribers that tell of it. */
export async function findEntryFacts(
  kernel: Kernel,
  id: string,
): Promise<Pick<TimelineEntry, 'kind' | 'role' | 'audience' | 'from' | 'to'> | undefined> {
  const row = await tables(kernel)
    .selectFrom(ENTRY)
    .select(['kind', 'actor_role', 'audience', 'from_state', 'to_state'])
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      kind: row.kind,
      role: row.actor_role as SpeakerRole,
      audience: row.audience as Audience,
      from: row.from_state as ReportState | null,
      to: row.to_state as ReportState | null,
    }
  );
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

const tokenOf = (actor: Actor): string | null => (actor.kind === 'person' ? (actor.token?.id ?? null) : null);

const audiencesOf = (actor: Actor): Audience[] =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'))
    ? ['reporter', 'internal']
    : ['reporter'];

// The check constraints of the tables hold the values of these text columns to the types named.

const openEntry = (row: Selectable<ReportsTimelineEntry>, vault: SubjectVault): TimelineEntry => ({
  id: row.id,
  at: row.at,
  kind: row.kind,
  from: row.from_state as ReportState | null,
  to: row.to_state as ReportState | null,
  actor: row.actor,
  role: row.actor_role as SpeakerRole,
  audience: row.audience as Audience,
  reason: row.reason && vault.open({ table: ENTRY, column: 'reason', row: row.id }, row.reason),
  details: row.details as TimelineEntry['details'],
  isAutomated: row.token !== null || row.actor_role === 'system',
});

const openMessage = (row: Selectable<ReportsMessage>, vault: SubjectVault): ReportMessage => ({
  id: row.id,
  at: row.at,
  author: row.author,
  role: row.author_role as SpeakerRole,
  audience: row.audience as Audience,
  body: vault.open({ table: MESSAGE, column: 'body', row: row.id }, row.body),
  isAutomated: row.token !== null,
});
