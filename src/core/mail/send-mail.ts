// Sends the mails of the outbox: by SMTP, or not at all in the demo, whose mailbox page shows them.
import { Transform } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Secrets } from '../config.ts';
import { newUuid } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { findMail, type Mail, SEND_MAIL, type StoredMail } from './mail.ts';
import { type MailEnds, openMailEnds } from './mail-ends.ts';

export type MailTransport = {
  /**
   * Hands one mail to the outside world.
   * @param id stays the same over retries
   * @param atEnd called when all but the end of the mail is handed over, after which nothing takes it back any more; the
   *   end waits for it, and when it fails the mail is certainly not taken
   */
  send(mail: Mail, id: string, atEnd?: () => Promise<void>): Promise<void>;
  check(): Promise<void>;
  close(): void;
};

/** The job that sends one waiting mail, or finds out what became of one whose hand-over was broken off. */
export const sendMailJob = (transport: MailTransport): Job => {
  let ends: MailEnds | undefined;
  return {
    name: SEND_MAIL,
    run: async (kernel, { mail: id = '' }) => {
      const mail = await findMail(kernel, id);
      if (mail?.list !== undefined) {
        ends ??= openMailEnds(kernel.config.dataDir, kernel.random);
        if (mail.state === 'waiting' || (await wasNotEnded(kernel, ends, mail)))
          await handOverOnce(kernel, transport, ends, mail);
        return;
      }
      if (mail?.state !== 'waiting') return;
      await transport.send(mail, id);
      // Without a mail server the row is the mailbox.
      if (mail.forget && kernel.config.mail.transport === 'smtp') {
        await kernel.db.deleteFrom('core.mail').where('id', '=', id).execute();
        return;
      }
      await noteState(kernel, id, 'waiting', 'sent');
    },
  };
};

/**
 * For lists: what was ended and has no answer is in doubt, and rather missing once than there twice. So the mail is
 * taken right before its end is handed over, and given back only when the mail server certainly did not take it. Whoever
 * is killed before that has sent nothing: an SMTP server drops a message without an end (RFC 5321 §4.1.1.4). Between the
 * note in the database and the end lies a mark on this machine, by which the next process tells the one from the other.
 */
async function handOverOnce(
  kernel: Kernel,
  transport: MailTransport,
  ends: MailEnds,
  { id, ...mail }: StoredMail,
): Promise<void> {
  const end = newUuid(kernel.random);
  let isTaken = false;
  let isEnding = false;
  const note = (to: MailState, scope = kernel) =>
    isTaken ? noteEnd(scope, id, `${ends.place} ${end}`, to) : noteState(scope, id, 'waiting', to);
  try {
    await transport.send(mail, id, async () => {
      isTaken = await noteTaken(kernel, id, `${ends.place} ${end}`);
      if (!isTaken) throw new Error('somebody else hands it over');
      isEnding = ends.mark(end);
      if (!isEnding) throw new Error('this process was taken for dead, and somebody else hands it over');
    });
  } catch (error) {
    const outcome = outcomeOf(error, isEnding);
    if (outcome === 'in-doubt') {
      kernel.log.warn({ mail: id }, 'a mail to a list is in doubt and is not sent again');
      return;
    }
    if (outcome === 'not-taken') {
      if (isTaken && (await note('waiting'))) ends.forget(end);
      throw error;
    }
    await kernel.transaction(async kernel => {
      await note('failed', kernel);
      await kernel.emit(kernel, 'mail.returned', { mail: id });
    });
    ends.forget(end);
    return;
  }
  await note('sent');
  ends.forget(end);
}

/** Whether a mail that another process took was certainly not ended, and never will be by that process; it waits again then. */
async function wasNotEnded(kernel: Kernel, ends: MailEnds, { id, state, end }: StoredMail): Promise<boolean> {
  if (state !== 'handing-over' || end === undefined) return false;
  const [place, mark = ''] = end.split(' ');
  if (place !== ends.place || !ends.mark(mark)) return false;
  return noteEnd(kernel, id, end, 'waiting');
}

/** What is known of a mail whose hand-over failed, by nodemailer's facts: the server's code, and the step that failed. */
function outcomeOf(error: unknown, isEnding: boolean): 'in-doubt' | 'not-taken' | 'no-such-address' {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  // RFC 5321 §4.2.1: the server has said no; 5 at the recipient means for good.
  if (typeof responseCode === 'number')
    return command === 'RCPT TO' && responseCode >= 500 ? 'no-such-address' : 'not-taken';
  return isEnding ? 'in-doubt' : 'not-taken';
}

const noteState = (kernel: Kernel, id: string, from: MailState, to: MailState): Promise<boolean> =>
  changed(setState(kernel, id, to).where('state', '=', from));

/** @param end the place of its mark, and the mark */
const noteTaken = (kernel: Kernel, id: string, end: string): Promise<boolean> =>
  changed(setState(kernel, id, 'handing-over').set({ end_mark: end }).where('state', '=', 'waiting'));

/** Only of who took it last: another may have taken it since. */
const noteEnd = (kernel: Kernel, id: string, end: string, to: MailState): Promise<boolean> =>
  changed(
    setState(kernel, id, to).set({ end_mark: null }).where('state', '=', 'handing-over').where('end_mark', '=', end),
  );

const setState = ({ db, clock }: Kernel, id: string, state: MailState) =>
  db
    .updateTable('core.mail')
    .set({ state, ...(state === 'sent' && { sent_at: clock.now() }) })
    .where('id', '=', id);

async function changed(update: ReturnType<typeof setState>): Promise<boolean> {
  return (await update.executeTakeFirstOrThrow()).numUpdatedRows === 1n;
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
  const ends = new Map<string, () => Promise<void>>();
  transport.use('stream', ({ data, message }, done) => {
    const atEnd = ends.get(String(data.messageId));
    if (atEnd) message.transform(waitAtEnd(atEnd));
    done();
  });
  const host = from.match(/@([^>\s]+)/)?.[1] ?? 'telltale.invalid';
  return {
    send: async ({ to, subject, text, replyTo, thread, inReplyTo, list }, id, atEnd) => {
      const messageId = `<${id}${thread === undefined ? '' : `.${thread}`}@${host}>`;
      if (atEnd) ends.set(messageId, atEnd);
      const sending = transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId,
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
      await sending.finally(() => ends.delete(messageId));
    },
    check: async () => {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}

/** Lets everything through, and the end once `atEnd` has succeeded. */
const waitAtEnd = (atEnd: () => Promise<void>): Transform =>
  new Transform({
    transform: (chunk, _, done) => done(null, chunk),
    flush: done => void atEnd().then(() => done(), done),
  });
