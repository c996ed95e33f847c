// Sends the mails of the outbox: by SMTP, or not at all in the demo, whose mailbox page shows them.
import { createTransport } from 'nodemailer';
import type { Secrets } from '../config.ts';
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { findMail, type Mail, SEND_MAIL, type StoredMail } from './mail.ts';

/** Hands one mail to the outside world. `id` stays the same over retries. */
export type MailTransport = { send(mail: Mail, id: string): Promise<void>; check(): Promise<void>; close(): void };

/** The job that sends one waiting mail. */
export const sendMailJob = (transport: MailTransport): Job => ({
  name: SEND_MAIL,
  run: async (kernel, { mail: id = '' }) => {
    const mail = await findMail(kernel, id);
    if (mail?.state !== 'waiting') return;
    if (mail.list !== undefined) return handOverOnce(kernel, transport, mail);
    await transport.send(mail, id);
    // Without a mail server the row is the mailbox.
    if (mail.forget && kernel.config.mail.transport === 'smtp') {
      await kernel.db.deleteFrom('core.mail').where('id', '=', id).execute();
      return;
    }
    await noteState(kernel, id, 'waiting', 'sent');
  },
});

/**
 * For lists: what was begun and has no answer is in doubt, and rather missing once than there twice. So it is taken
 * before it is handed over, and given back only when the mail server certainly did not take it.
 */
async function handOverOnce(kernel: Kernel, transport: MailTransport, mail: StoredMail): Promise<void> {
  if (!(await noteState(kernel, mail.id, 'waiting', 'handing-over'))) return;
  try {
    await transport.send(mail, mail.id);
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === 'in-doubt') {
      kernel.log.warn({ mail: mail.id }, 'a mail to a list is in doubt and is not sent again');
      return;
    }
    if (outcome === 'not-taken') {
      await noteState(kernel, mail.id, 'handing-over', 'waiting');
      throw error;
    }
    await kernel.transaction(async kernel => {
      await noteState(kernel, mail.id, 'handing-over', 'failed');
      await kernel.emit(kernel, 'mail.returned', { mail: mail.id });
    });
    return;
  }
  await noteState(kernel, mail.id, 'handing-over', 'sent');
}

/** What is known of a mail whose hand-over failed, by nodemailer's facts: the server's code, and the step that failed. */
function outcomeOf(error: unknown): 'in-doubt' | 'not-taken' | 'no-such-address' {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  // RFC 5321 §4.2.1: the server has said no; 5 at the recipient means for good.
  if (typeof responseCode === 'number')
    return command === 'RCPT TO' && responseCode >= 500 ? 'no-such-address' : 'not-taken';
  return typeof command === 'string' && command !== 'DATA' ? 'not-taken' : 'in-doubt';
}

async function noteState(kernel: Kernel, id: string, from: MailState, to: MailState): Promise<boolean> {
  const { numUpdatedRows } = await kernel.db
    .updateTable('core.mail')
    .set({ state: to, ...(to === 'sent' && { sent_at: kernel.clock.now() }) })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

type MailState = 'waiting' | 'handing-over' | 'sent' | 'failed';

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
    send: async ({ to, subject, text, replyTo, thread, inReplyTo, list }, id) => {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}${thread === undefined ? '' : `.${thread}`}@${host}>`,
        ...(replyTo !== undefined && { replyTo: { name: '', address: replyTo } }),
        ...(inReplyTo !== undefined && { inReplyTo, references: [inReplyTo] }),
        headers: {
          // RFC 3834 §5: nobody's program answers what a program wrote.
          'Auto-Submitted': inReplyTo === undefined ? 'auto-generated' : 'auto-replied',
          'X-Auto-Response-Suppress': 'All',
          ...(list !== undefined && {
            'List-Id': `<${list.id}>`,
            'List-Unsubscribe': `<${list.unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            Precedence: 'list',
          }),
        },
      });
    },
    check: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
