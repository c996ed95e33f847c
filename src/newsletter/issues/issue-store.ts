// All SQL of issues: drafts, what is on its way, and what was sent.
import { sql } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Topic } from '../subscribers/topics.ts';
import type { NewsletterTables } from '../tables.ts';

export type Issue = {
  readonly id: string;
  readonly topic: Topic;
  /** Of the newsletter once it is sent. */
  readonly number: number | null;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly state: 'draft' | 'sending' | 'sent';
  readonly revision: number;
  readonly testedAt: Date | null;
  readonly startedAt: Date | null;
  readonly doneAt: Date | null;
  /** The last subscriber whose mail was written. */
  readonly reached: string;
  readonly written: number;
};

export async function findIssue(kernel: Kernel, id: string): Promise<Issue | undefined> {
  const row = await issues(kernel).where('id', '=', id).executeTakeFirst();
  return row && issueOf(row);
}

/** For whoever sends it: nobody else sends it meanwhile. */
export async function lockIssue(kernel: Kernel, id: string): Promise<Issue | undefined> {
  const row = await issues(kernel).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && issueOf(row);
}

/** All of them, the newest first. */
export async function listIssues(kernel: Kernel, limit: number): Promise<Issue[]> {
  return (await issues(kernel).orderBy('edited_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(issueOf);
}

/** What the archive shows: issues of the newsletter that went out, the newest first. */
export async function listSentIssues(kernel: Kernel, limit: number): Promise<Issue[]> {
  const rows = await issues(kernel).where('number', 'is not', null).orderBy('number', 'desc').limit(limit).execute();
  return rows.map(issueOf);
}

export async function findSentIssue(kernel: Kernel, number: number): Promise<Issue | undefined> {
  const row = await issues(kernel).where('number', '=', number).executeTakeFirst();
  return row && issueOf(row);
}

type Text = Pick<Issue, 'id' | 'topic' | 'title' | 'body'>;

/** @returns false when it is there already */
export async function addIssue(kernel: Kernel, actor: Actor, issue: Text): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('newsletter.issue')
    .values({
      ...issue,
      number: null,
      state: 'draft',
      edited_at: kernel.clock.now(),
      edited_by: actorId(actor),
      tested_at: null,
      started_at: null,
      done_at: null,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** @returns false when it was edited or sent in between */
export async function editIssue(
  kernel: Kernel,
  actor: Actor,
  { id, title, body, revision }: Pick<Issue, 'id' | 'title' | 'body' | 'revision'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('newsletter.issue')
    .set({
      title,
      body,
      revision: revision + 1,
      edited_at: kernel.clock.now(),
      edited_by: actorId(actor),
      tested_at: null,
    })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'draft')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function noteTest(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel)
    .updateTable('newsletter.issue')
    .set({ tested_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .execute();
}

/** Begins to send it; the newsletter's gets the next number. @returns false when that was done already, or it was edited */
export async function startIssue(kernel: Kernel, { id, topic, revision }: Issue): Promise<boolean> {
  // Numbers have no gap: one transaction at a time takes the next.
  await sql`select pg_advisory_xact_lock(hashtext('newsletter.issue'))`.execute(kernel.db);
  const { numUpdatedRows } = await tables(kernel)
    .updateTable('newsletter.issue')
    .set({
      state: 'sending',
      started_at: kernel.clock.now(),
      ...(topic === 'newsletter' && {
        number: sql<number>`(select coalesce(max(number), 0) + 1 from newsletter.issue)`,
      }),
    })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'draft')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Notes how far the sending has come; `last` undefined: it is done. */
export async function noteProgress(
  kernel: Kernel,
  id: string,
  { written, last }: { readonly written: number; readonly last: string | undefined },
): Promise<void> {
  await tables(kernel)
    .updateTable('newsletter.issue')
    .set(({ eb }) => ({
      written: eb('written', '+', written),
      ...(last === undefined ? { state: 'sent', done_at: kernel.clock.now() } : { reached: last }),
    }))
    .where('id', '=', id)
    .execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<NewsletterTables>();
const issues = (kernel: Kernel) => tables(kernel).selectFrom('newsletter.issue').selectAll();

type Row = Awaited<ReturnType<ReturnType<typeof issues>['execute']>>[number];

const issueOf = (row: Row): Issue => ({
  id: row.id,
  // Check constraints hold both to their types.
  topic: row.topic as Topic,
  state: row.state as Issue['state'],
  number: row.number,
  title: row.title,
  body: row.body,
  revision: row.revision,
  testedAt: row.tested_at,
  startedAt: row.started_at,
  doneAt: row.done_at,
  reached: row.reached,
  written: row.written,
});
