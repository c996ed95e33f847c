// All SQL of mails that came in. Each is sealed under a data key of its own, whose subject is the mail's id.
import { type Selectable, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import type { FileId } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsMail, ReportsTables } from '../tables.ts';
import type { MailDoor, MailEnvelope, MailFacts, MailOutcome, ReceivedMail } from './received-mail.ts';

const MAIL = 'reports.mail';

export type NewMail = {
  readonly id: string;
  readonly via: MailDoor;
  readonly file: FileId;
  readonly size: number;
  readonly envelope: MailEnvelope;
  /** Names the mail at its source, so that it is taken once; undefined when the source does not say. */
  readonly origin: string | undefined;
};

/** Adds a mail that waits to be processed; false when it was taken from its source before. */
export async function addMail(kernel: Kernel, mail: NewMail): Promise<boolean> {
  const vault = await kernel.vault.subject(kernel, mail.id);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(MAIL)
    .values({
      id: mail.id,
      created_at: kernel.clock.now(),
      via: mail.via,
      file: mail.file,
      size: mail.size,
      origin_hash: mail.origin === undefined ? null : kernel.vault.blindIndex('mail-origin', mail.origin),
      envelope: vault.seal(placeOf('envelope', mail.id), JSON.stringify(mail.envelope)),
      state: 'waiting',
    })
    .onConflict(conflict => conflict.column('origin_hash').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Whether a mail was taken from its source already. */
export async function isKnownOrigin(kernel: Kernel, origin: string): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(MAIL)
    .select('id')
    .where('origin_hash', '=', kernel.vault.blindIndex('mail-origin', origin))
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts a try, in a statement of its own: a mail that breaks its processing must be known by that. Gives the count. */
export async function countTry(kernel: Kernel, id: string): Promise<number> {
  const row = await tables(kernel)
    .updateTable(MAIL)
    .set(eb => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .returning('tries')
    .executeTakeFirst();
  return row?.tries ?? 0;
}

/** A mail for the system, locked when this is a transaction that will settle it. */
export async function lockMail(kernel: Kernel, id: string): Promise<ReceivedMail | undefined> {
  const row = await tables(kernel).selectFrom(MAIL).selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && openRow(row, await kernel.vault.existing(kernel.db, id));
}

/** A mail for whoever may read reports; undefined for everybody else. */
export async function findMail(kernel: Kernel, actor: Actor, id: string): Promise<ReceivedMail | undefined> {
  if (!seesMails(actor)) return undefined;
  const row = await tables(kernel).selectFrom(MAIL).selectAll().where('id', '=', id).executeTakeFirst();
  return row && openRow(row, await kernel.vault.existing(kernel.db, id));
}

/** The mails of a report, oldest first. */
export async function listMailsOfReport(kernel: Kernel, actor: Actor, report: string): Promise<ReceivedMail[]> {
  if (!seesMails(actor)) return [];
  const rows = await tables(kernel).selectFrom(MAIL).selectAll().where('report', '=', report).orderBy('id').execute();
  return openRows(kernel, rows);
}

export type MailFilter = 'waiting' | 'aside' | undefined;

/** Mails newest first, those before `before` when it is given. */
export async function listMails(
  kernel: Kernel,
  actor: Actor,
  { filter, before, limit }: { filter: MailFilter; before: string | undefined; limit: number },
): Promise<ReceivedMail[]> {
  if (!seesMails(actor)) return [];
  let query = tables(kernel).selectFrom(MAIL).selectAll().orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  if (filter === 'waiting') query = query.where('state', '=', 'waiting');
  if (filter === 'aside') query = query.where('outcome', 'in', ASIDE);
  return openRows(kernel, await query.execute());
}

/** How many mails wait, and how many have waited since before `moment`. */
export async function countWaiting(kernel: Kernel, moment: Date): Promise<{ all: number; long: number }> {
  const { rows } = await sql<{ all: number; long: number }>`
    select count(*)::int as all, (count(*) filter (where created_at < ${moment}))::int as long
      from reports.mail where state = 'waiting'`.execute(kernel.db);
  return rows[0] ?? { all: 0, long: 0 };
}

/** Holds back others that process a mail of the same words until this transaction ends. */
export async function lockMessage(kernel: Kernel, message: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(${message.readBigInt64BE(0)}::bigint)`.execute(kernel.db);
}

/** The report of an earlier mail with the same words, if that was settled; undefined when there is none. */
export async function findEarlier(
  kernel: Kernel,
  id: string,
  message: Buffer,
): Promise<{ report: string | null } | undefined> {
  return tables(kernel)
    .selectFrom(MAIL)
    .select('report')
    .where('message_hash', '=', message)
    .where('id', '<>', id)
    .where('state', '=', 'done')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** How many mails of this sender were answered since `since`. */
export async function countThanked(kernel: Kernel, sender: string, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from reports.mail
     where sender_hash = ${senderHash(kernel, sender)} and thanked and created_at >= ${since}`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}

/** How many reports this sender's mails have begun since `since`; null for a mail without a sender. */
export async function countBegun(kernel: Kernel, sender: string, since: Date): Promise<number | null> {
  if (sender === '') return null;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from reports.mail
     where sender_hash = ${senderHash(kernel, sender)} and is_new_report and created_at >= ${since}`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}

export type Settled = {
  readonly outcome: MailOutcome;
  readonly report: string | null;
  readonly isNewReport: boolean;
  readonly thanked: boolean;
  readonly facts: MailFacts;
  readonly envelope: MailEnvelope;
  readonly message: Buffer | null;
};

/** Says what became of a mail. */
export async function settleMail(kernel: Kernel, id: string, settled: Settled): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  const { outcome, report, isNewReport, thanked, facts, message } = settled;
  await tables(kernel)
    .updateTable(MAIL)
    .set({
      state: 'done',
      outcome,
      report,
      is_new_report: isNewReport,
      thanked,
      message_hash: message,
      sender_hash: facts.sender === '' ? null : senderHash(kernel, facts.sender),
      facts: vault.seal(placeOf('facts', id), JSON.stringify(facts)),
      // The client's address served to check the sender; nobody needs it any more.
      envelope: vault.seal(placeOf('envelope', id), JSON.stringify({ ...settled.envelope, client: null })),
      processed_at: kernel.clock.now(),
    })
    .where('id', '=', id)
    .execute();
}

/** Makes a settled mail wait again; false when it is not there or has begun a report already. */
export async function reopenMail(kernel: Kernel, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(MAIL)
    .set({ state: 'waiting', outcome: null, tries: 0 })
    .where('id', '=', id)
    .where('is_new_report', '=', false)
    .where(eb => eb.or([eb('outcome', 'is', null), eb('outcome', 'in', ASIDE)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Mails that wait since before `moment`. */
export async function listWaitingBefore(kernel: Kernel, moment: Date, limit: number): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(MAIL)
    .select('id')
    .where('state', '=', 'waiting')
    .where('created_at', '<', moment)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Mails that were set aside before `moment`. */
export async function listAsideBefore(
  kernel: Kernel,
  moment: Date,
  limit: number,
): Promise<{ id: string; file: string }[]> {
  return tables(kernel)
    .selectFrom(MAIL)
    .select(['id', 'file'])
    .where('outcome', 'in', ASIDE)
    .where('created_at', '<', moment)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Removes a mail and its data key. */
export async function removeMail(kernel: Kernel, { id, file }: { id: string; file: string }): Promise<void> {
  await tables(kernel).deleteFrom(MAIL).where('id', '=', id).execute();
  // The column holds ids that `files.store` gave.
  await kernel.files.remove(kernel, { id: file as FileId });
  await kernel.vault.shred(kernel.db, id);
}

/** Notes the token by which mails find the report; the first one stands. */
export async function addReplyToken(kernel: Kernel, report: string, tokenHash: Buffer): Promise<void> {
  await tables(kernel)
    .insertInto('reports.reply_address')
    .values({ report, token_hash: tokenHash })
    .onConflict(conflict => conflict.column('report').doNothing())
    .execute();
}

/** The report of a token. */
export async function findByReplyToken(kernel: Kernel, tokenHash: Buffer): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.reply_address')
    .select('report')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row?.report;
}

/** Outcomes that nobody needs to see. */
const ASIDE: readonly MailOutcome[] = ['automatic', 'bounce', 'duplicate', 'loop', 'probe'];

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
const placeOf = (column: 'envelope' | 'facts', row: string) => ({ table: MAIL, column, row });
const senderHash = (kernel: Kernel, sender: string) => kernel.vault.blindIndex('mail-sender', sender.toLowerCase());

const seesMails = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

async function openRows(kernel: Kernel, rows: readonly Selectable<ReportsMail>[]): Promise<ReceivedMail[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(row => openRow(row, vaults.get(row.id)));
}

/** What the check constraints of the table hold to their values is taken at its word. */
function openRow(row: Selectable<ReportsMail>, vault: SubjectVault | undefined): ReceivedMail {
  const open = (column: 'envelope' | 'facts'): unknown => {
    const sealed = row[column];
    return sealed && vault ? JSON.parse(vault.open(placeOf(column, row.id), sealed)) : null;
  };
  return {
    id: row.id,
    at: row.created_at,
    via: row.via as MailDoor,
    file: row.file as FileId,
    size: Number(row.size),
    state: row.state as ReceivedMail['state'],
    outcome: row.outcome as MailOutcome | null,
    report: row.report,
    isNewReport: row.is_new_report,
    tries: row.tries,
    thanked: row.thanked,
    processedAt: row.processed_at,
    envelope: open('envelope') as MailEnvelope | null,
    facts: open('facts') as MailFacts | null,
  };
}
