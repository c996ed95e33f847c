// All SQL of redaction: texts written anew without what was taken out, the log of it, and what reporters ask for.
import { sql } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { FileId } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Attachment, CHECK_FILE } from '../attachment-store.ts';
import type { CanonicalReport } from '../canonical-report.ts';
import { REPORT } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';
import type { RedactionKind, Taken } from './redact-text.ts';

const LOG = 'reports.redaction';
const REQUEST = 'reports.redaction_request';

export type Redaction = {
  readonly id: string;
  readonly at: Date;
  readonly person: string;
  /** Key of the text or file. */
  readonly place: string;
  readonly kind: RedactionKind;
  readonly count: number;
  readonly characters: number;
  readonly reason: string;
};

export type RedactionRequest = {
  readonly id: string;
  readonly at: Date;
  readonly place: string;
  readonly why: string;
  readonly outcome: 'done' | 'declined' | null;
};

/** Writes what was sent anew, in a report that this transaction has locked, and counts its revision up. */
export async function saveContent(kernel: Kernel, report: string, content: CanonicalReport): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .updateTable(REPORT)
    .set({
      title: vault.seal({ table: REPORT, column: 'title', row: report }, content.title),
      content: vault.seal({ table: REPORT, column: 'content', row: report }, canonicalJson(content)),
      revision: sql<number>`revision + 1`,
      changed_at: kernel.clock.now(),
    })
    .where('id', '=', report)
    .execute();
}

/** Writes a message anew. */
export async function saveMessageText(kernel: Kernel, report: string, id: string, body: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .updateTable('reports.message')
    .set({ body: vault.seal({ table: 'reports.message', column: 'body', row: id }, body) })
    .where('id', '=', id)
    .where('report', '=', report)
    .execute();
}

/** Writes the reason of a step anew. */
export async function saveEntryReason(kernel: Kernel, report: string, id: string, reason: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .updateTable('reports.timeline_entry')
    .set({ reason: vault.seal({ table: 'reports.timeline_entry', column: 'reason', row: id }, reason) })
    .where('id', '=', id)
    .where('report', '=', report)
    .execute();
}

/** Writes the text that the team brought back anew. */
export async function saveOpened(kernel: Kernel, report: string, text: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .updateTable('reports.opened_text')
    .set({ text: vault.seal({ table: 'reports.opened_text', column: 'text', row: report }, text) })
    .where('report', '=', report)
    .execute();
}

/**
 * Puts a stored file in the place of another one of the report; the old one and what was found or drawn of it go. The
 * hash stays that of what was sent.
 */
export async function replaceFile(
  kernel: Kernel,
  { report, file: old, sha256 }: Attachment,
  fresh: { readonly id: FileId; readonly name: string; readonly mediaType: string; readonly size: number },
): Promise<void> {
  const check = await tables(kernel)
    .deleteFrom('reports.file_check')
    .where('file', '=', old)
    .returning('picture')
    .executeTakeFirst();
  const vault = await kernel.vault.subject(kernel, report);
  const { id, name, mediaType, size } = fresh;
  const place = { table: 'reports.attachment', column: 'facts', row: id };
  await tables(kernel)
    .updateTable('reports.attachment')
    .set({ file: id, facts: vault.seal(place, JSON.stringify({ name, mediaType, size, sha256 })) })
    .where('file', '=', old)
    .where('report', '=', report)
    .execute();
  await kernel.files.remove(kernel, { id: old });
  // Only ids of files are kept there.
  if (check?.picture) await kernel.files.remove(kernel, { id: check.picture as FileId });
  await kernel.enqueue(kernel, CHECK_FILE, { file: id });
}

type NewRedaction = {
  readonly place: string;
  readonly taken: Taken;
  /** How many it had; of a file, bytes. */
  readonly characters: number;
  readonly reason: string;
};

/** Writes down what was taken out of one place: never the passage, only what shows later that it was this one. */
export async function logRedaction(
  kernel: Kernel,
  actor: Actor,
  report: string,
  { place, taken, characters, reason }: NewRedaction,
): Promise<void> {
  const id = newId('red', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, report);
  const salt = kernel.random.bytes(16);
  await tables(kernel)
    .insertInto(LOG)
    .values({
      id,
      report,
      at: kernel.clock.now(),
      person: actorId(actor),
      place,
      kind: taken.kind,
      count: taken.count,
      characters,
      salt,
      passage: kernel.vault.blindIndex('reports.redaction', `${salt.toString('hex')}:${taken.text}`),
      reason: vault.seal({ table: LOG, column: 'reason', row: id }, reason),
    })
    .execute();
}

/** What was taken out of a report, the latest first. The caller has found the report for the actor. */
export async function listRedactions(kernel: Kernel, report: string): Promise<Redaction[]> {
  const rows = await tables(kernel)
    .selectFrom(LOG)
    .select(['id', 'at', 'person', 'place', 'kind', 'count', 'characters', 'reason'])
    .where('report', '=', report)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, report);
  if (!vault) return [];
  return rows.map(({ kind, reason, ...row }) => ({
    ...row,
    // Written by `logRedaction` alone.
    kind: kind as RedactionKind,
    reason: vault.open({ table: LOG, column: 'reason', row: row.id }, reason),
  }));
}

/**
 * What is left of a report, for files that people take away: when something was taken out it says so itself, so that
 * nobody takes it for what the receipt's hash is of.
 */
export async function contentLeft(
  kernel: Kernel,
  { id, content }: { readonly id: string; readonly content: CanonicalReport },
): Promise<CanonicalReport & { readonly redactedSince?: string }> {
  const [latest] = await listRedactions(kernel, id);
  return latest ? { ...content, redactedSince: latest.at.toISOString() } : content;
}

/** Those of these reports in which something was made unreadable. */
export async function whichAreRedacted(kernel: Kernel, reports: readonly string[]): Promise<ReadonlySet<string>> {
  if (reports.length === 0) return new Set();
  const rows = await tables(kernel)
    .selectFrom(LOG)
    .select('report')
    .distinct()
    .where('report', 'in', [...reports])
    .execute();
  return new Set(rows.map(({ report }) => report));
}

/** Keeps what a reporter asks for. */
export async function addRequest(
  kernel: Kernel,
  report: string,
  { place, why }: { readonly place: string; readonly why: string },
): Promise<void> {
  const id = newId('rrq', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, report);
  await tables(kernel)
    .insertInto(REQUEST)
    .values({
      id,
      report,
      at: kernel.clock.now(),
      place,
      why: vault.seal({ table: REQUEST, column: 'why', row: id }, why),
    })
    .execute();
}

/** What the reporter has asked for, the latest first. The caller has found the report for the actor. */
export async function listRequests(kernel: Kernel, report: string): Promise<RedactionRequest[]> {
  const rows = await tables(kernel)
    .selectFrom(REQUEST)
    .select(['id', 'at', 'place', 'why', 'outcome'])
    .where('report', '=', report)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, report);
  if (!vault) return [];
  return rows.map(({ why, outcome, ...row }) => ({
    ...row,
    // A check constraint holds it to the type.
    outcome: outcome as RedactionRequest['outcome'],
    why: vault.open({ table: REQUEST, column: 'why', row: row.id }, why),
  }));
}

/** Ends requests that are open: all that mean one of these places, or the one with this id. */
export async function endRequests(
  kernel: Kernel,
  actor: Actor,
  report: string,
  {
    outcome,
    ...which
  }: { readonly outcome: 'done' | 'declined' } & ({ readonly places: readonly string[] } | { readonly id: string }),
): Promise<number> {
  if ('places' in which && which.places.length === 0) return 0;
  const open = tables(kernel)
    .updateTable(REQUEST)
    .set({ ended_at: kernel.clock.now(), ended_by: actorId(actor), outcome })
    .where('report', '=', report)
    .where('ended_at', 'is', null);
  const chosen = 'id' in which ? open.where('id', '=', which.id) : open.where('place', 'in', [...which.places]);
  return Number((await chosen.executeTakeFirst()).numUpdatedRows);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
