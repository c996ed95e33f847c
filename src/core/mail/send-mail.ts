// Sends the mails of the outbox: by SMTP, or not at all in the demo, whose mailbox page shows them.
import { createTransport } from 'nodemailer';
import type { Secrets } from '../config.ts';
import type { Job } from '../work/jobs.ts';
import { findMail, type Mail, SEND_MAIL } from './mail.ts';

/** Hands one mail to the outside world. `id` stays the same over retries. */
export type MailTransport = { send(mail: Mail, id: string): Promise<void>; check(): Promise<void>; close(): void };

/** The job that sends one waiting mail. */
export const sendMailJob = (transport: MailTransport): Job => ({
  name: SEND_MAIL,
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
    send: async ({ to, subject, text, replyTo, thread, inReplyTo }, id) => {
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
        },
      });
    },
    check: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}
