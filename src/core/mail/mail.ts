// Mails: sealed in the outbox within the caller's transaction, sent by a job. They tell that something happened, never what.
import type { Clock } from '../clock.ts';
import type { Random } from '../crypto/random.ts';
import type { Vault } from '../crypto/vault.ts';
import type { Db } from '../database/db.ts';
import { newId } from '../ids.ts';
import { enqueue } from '../work/enqueue.ts';

export type Mail = {
  readonly to: string;
  readonly subject: string /** Plain text, lines as they shall stand. */;
  readonly text: string;
  /** Where answers go, when not to the sender of all mails. */
  readonly replyTo?: string | undefined;
  /** Stands in the Message-ID, so that an answer carries it back even when its address was changed. */
  readonly thread?: string | undefined;
  /** The Message-ID of what it answers, with its angle brackets. */
  readonly inReplyTo?: string | undefined;
  /**
   * Set for a mail to a list: it is handed over at most once, and the mail program shows how to end it (RFC 2919,
   * RFC 2369, RFC 8058).
   */
  readonly list?: { readonly id: string; readonly unsubscribe: string } | undefined;
  /** Nothing of it is kept once the mail server has it. */
  readonly forget?: boolean | undefined;
};

export type StoredMail = Mail & {
  readonly id: string;
  readonly state: string;
  /** Of a mail to a list that is being handed over: the place of its mark, and the mark. */
  readonly end?: string | undefined;
  readonly createdAt: Date;
};

/** Where a mail is written: the scope, or whatever of it is at hand. */
export type MailScope = {
  readonly db: Db;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  readonly afterCommit: (work: () => void) => void;
};

/** @param delivery names the cause; a second mail for the same cause is not written (subscribers may run twice) */
export type Compose = (scope: MailScope, mail: Mail, delivery?: string) => Promise<void>;

const SUBJECT = 'system';
const TABLE = 'core.mail';
/** The job that sends one mail. */
export const SEND_MAIL = 'send-mail';

export const compose: Compose = async (scope, mail, delivery) => {
  const id = delivery === undefined ? newId('mal', scope.clock, scope.random) : mailIdOf(scope, delivery);
  const vault = await scope.vault.subject(scope, SUBJECT);
  const seal = (column: string, text: string) => vault.seal({ table: TABLE, column, row: id }, text);
  const { replyTo, thread, inReplyTo, list } = mail;
  const headers =
    (replyTo ?? thread ?? inReplyTo ?? list) === undefined
      ? undefined
      : JSON.stringify({ replyTo, thread, inReplyTo, list });
  const { numInsertedOrUpdatedRows } = await scope.db
    .insertInto('core.mail')
    .values({
      id,
      recipient: seal('recipient', mail.to),
      subject: seal('subject', mail.subject),
      body: seal('body', mail.text),
      headers: headers === undefined ? null : seal('headers', headers),
      state: 'waiting',
      recipient_index: recipientIndex(scope, mail.to),
      forget: mail.forget ?? false,
      created_at: scope.clock.now(),
      sent_at: null,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) await enqueue(scope, SEND_MAIL, { mail: id });
};

const recipientIndex = ({ vault }: Pick<MailScope, 'vault'>, address: string): Buffer =>
  vault.blindIndex('mail-recipient', address.toLowerCase());

/** Removes all mails to an address, sent or not. */
export const deleteMailsTo = async (scope: Pick<MailScope, 'db' | 'vault'>, address: string): Promise<void> => {
  await scope.db.deleteFrom('core.mail').where('recipient_index', '=', recipientIndex(scope, address)).execute();
};

/**
 * Removes those of these mails that are not known to be sent. One whose hand-over a killed process broke off is then not
 * taken up again; one that is on the wire at this moment arrives all the same.
 */
export const withdrawMails = async ({ db }: Pick<MailScope, 'db'>, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await db
    .deleteFrom('core.mail')
    .where('id', 'in', [...ids])
    .where('state', 'in', ['waiting', 'handing-over'])
    .execute();
};

/** The id that the mail for this cause has, or will have. */
export const mailIdOf = ({ vault }: Pick<MailScope, 'vault'>, delivery: string): string =>
  `mal_${vault.blindIndex('mail-delivery', delivery).toString('hex').slice(0, 26)}`;

/** Whether the mail for this cause was handed to the mail server; undefined when there is none. */
export async function mailState(
  scope: Pick<MailScope, 'db' | 'vault'>,
  delivery: string,
): Promise<'waiting' | 'sent' | undefined> {
  const row = await scope.db
    .selectFrom('core.mail')
    .select('state')
    .where('id', '=', mailIdOf(scope, delivery))
    .executeTakeFirst();
  return row && (row.state === 'sent' ? 'sent' : 'waiting');
}

/** One mail with its text, for the sending job and the demo's mailbox. */
export async function findMail(scope: MailScope, id: string): Promise<StoredMail | undefined> {
  const row = await scope.db.selectFrom('core.mail').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await openMail(scope, [row]))[0];
}

/** The newest mails with their texts, newest first. Only the demo's mailbox and tests show them. */
export async function listMails(scope: MailScope, limit: number): Promise<StoredMail[]> {
  const rows = await scope.db
    .selectFrom('core.mail')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return openMail(scope, rows);
}

type MailRow = {
  id: string;
  recipient: Buffer;
  subject: Buffer;
  body: Buffer;
  headers: Buffer | null;
  state: string;
  forget: boolean;
  end_mark: string | null;
  created_at: Date;
};

async function openMail(scope: MailScope, rows: MailRow[]): Promise<StoredMail[]> {
  const vault = await scope.vault.subject(scope, SUBJECT);
  return rows.map(row => {
    const open = (column: 'recipient' | 'subject' | 'body') =>
      vault.open({ table: TABLE, column, row: row.id }, row[column]);
    return {
      id: row.id,
      to: open('recipient'),
      subject: open('subject'),
      text: open('body'),
      // Written by `compose` alone.
      ...(row.headers &&
        (JSON.parse(vault.open({ table: TABLE, column: 'headers', row: row.id }, row.headers)) as Pick<
          Mail,
          'replyTo' | 'thread' | 'inReplyTo' | 'list'
        >)),
      state: row.state,
      ...(row.forget && { forget: true }),
      ...(row.end_mark !== null && { end: row.end_mark }),
      createdAt: row.created_at,
    };
  });
}
