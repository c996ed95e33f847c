// Mails: sealed in the outbox within the caller's transaction, sent by a job. They tell that something happened, never what.
import { createTransport } from 'nodemailer';
import type { Secrets } from './config.ts';
import { newId } from './ids.ts';
import type { Job } from './jobs.ts';
import { enqueue } from './jobs.ts';
import type { Kernel } from './kernel.ts';

export type Mail = {
  readonly to: string;
  readonly subject: string /** Plain text, lines as they shall stand. */;
  readonly text: string;
};

export type StoredMail = Mail & { readonly id: string; readonly state: string; readonly createdAt: Date };

/** @param delivery names the cause; a second mail for the same cause is not written (subscribers may run twice) */
export type Compose = (kernel: Kernel, mail: Mail, delivery?: string) => Promise<void>;

/** Hands one mail to the outside world. `id` stays the same over retries. */
export type MailTransport = { send(mail: Mail, id: string): Promise<void>; check(): Promise<void>; close(): void };

const SUBJECT = 'system';
const TABLE = 'core.mail';
const SEND = 'send-mail';

export const compose: Compose = async (kernel, mail, delivery) => {
  const id =
    delivery === undefined
      ? newId('mal', kernel.clock, kernel.random)
      : `mal_${kernel.vault.blindIndex('mail-delivery', delivery).toString('hex').slice(0, 26)}`;
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  const seal = (column: string, text: string) => vault.seal({ table: TABLE, column, row: id }, text);
  const { numInsertedOrUpdatedRows } = await kernel.db
    .insertInto('core.mail')
    .values({
      id,
      recipient: seal('recipient', mail.to),
      subject: seal('subject', mail.subject),
      body: seal('body', mail.text),
      state: 'waiting',
      created_at: kernel.clock.now(),
      sent_at: null,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) await enqueue(kernel, SEND, { mail: id });
};

/** The job that sends one waiting mail. */
export const sendMailJob = (transport: MailTransport): Job => ({
  name: SEND,
  run: async (kernel, { mail: id = '' }) => {
    const mail = await findMail(kernel, id);
    if (mail?.state !== 'waiting') return;
    await transport.send(mail, id);
    await kernel.db
      .updateTable('core.mail')
      .set({ state: 'sent', sent_at: kernel.clock.now() })
      .where('id', '=', id)
      .execute();
  },
});

/** One mail with its text, for the sending job and the demo's mailbox. */
export async function findMail(kernel: Kernel, id: string): Promise<StoredMail | undefined> {
  const row = await kernel.db.selectFrom('core.mail').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await openMail(kernel, [row]))[0];
}

/** The newest mails with their texts, newest first. Only the demo's mailbox and tests show them. */
export async function listMails(kernel: Kernel, limit: number): Promise<StoredMail[]> {
  const rows = await kernel.db
    .selectFrom('core.mail')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return openMail(kernel, rows);
}

type MailRow = { id: string; recipient: Buffer; subject: Buffer; body: Buffer; state: string; created_at: Date };

async function openMail(kernel: Kernel, rows: MailRow[]): Promise<StoredMail[]> {
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  return rows.map(row => {
    const open = (column: 'recipient' | 'subject' | 'body') =>
      vault.open({ table: TABLE, column, row: row.id }, row[column]);
    return {
      id: row.id,
      to: open('recipient'),
      subject: open('subject'),
      text: open('body'),
      state: row.state,
      createdAt: row.created_at,
    };
  });
}

/** The demo's transport: the mail is "sent" by staying where the mailbox page shows it. */
export const mailboxTransport: MailTransport = {
  send: async () => undefined,
  check: async () => undefined,
  close: () => undefined,
};

/** Sends by SMTP; one pooled connection set, TLS required unless the URL says smtp: to loopback. */
export function smtpTransport(url: NonNullable<Secrets['smtpUrl']>, from: string): MailTransport {
  const target = new URL(url.reveal());
  const transport = createTransport({
    host: target.hostname,
    port: Number(target.port || (target.protocol === 'smtps:' ? 465 : 587)),
    secure: target.protocol === 'smtps:',
    requireTLS: target.protocol === 'smtp:' && !['localhost', '127.0.0.1', '[::1]'].includes(target.hostname),
    ...(target.username
      ? { auth: { user: decodeURIComponent(target.username), pass: decodeURIComponent(target.password) } }
      : {}),
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = from.match(/@([^>\s]+)/)?.[1] ?? 'telltale.invalid';
  return {
    send: async ({ to, subject, text }, id) => {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${host}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    check: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
