// Fetches mails from a mailbox elsewhere: each is kept here before it is marked as seen there.
import { Readable } from 'node:stream';
import type { Secrets } from '../../core/config.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeError } from '../../core/log.ts';
import type { Service } from '../../core/module.ts';
import { acceptMail } from './accept-mail.ts';
import { isKnownOrigin } from './mail-store.ts';
import { MAIL_BYTES } from './received-mail.ts';

const POLL_MS = 60_000;
/** Mails of one visit; the next one takes more. */
const BATCH = 50;

/** Looks once a minute where IMAP_URL is set. Several processes may look at once: each mail is taken once. */
export const imapService: Service = {
  name: 'imap-poll',
  start: async (kernel, secrets) => {
    const { imapUrl } = secrets;
    if (!kernel.config.mailIntake?.imap || !imapUrl) return undefined;
    let isStopped = false;
    let visit: Promise<unknown> = Promise.resolve();
    const look = (): void => {
      visit = visit.then(async () => {
        if (isStopped) return;
        try {
          await pollMailbox(kernel, imapUrl);
        } catch (error) {
          // The server's words may quote the mailbox; the kind of fault is enough to act on.
          kernel.log.warn({ fault: describeError(error) }, 'the IMAP mailbox could not be read');
        }
      });
    };
    look();
    const timer = setInterval(look, POLL_MS).unref();
    return async () => {
      isStopped = true;
      clearInterval(timer);
      await visit;
    };
  },
};

/** Takes in what is unseen in the mailbox. @returns how many mails were new */
async function pollMailbox(kernel: Kernel, imapUrl: NonNullable<Secrets['imapUrl']>): Promise<number> {
  const { ImapFlow } = await import('imapflow');
  const url = new URL(imapUrl.reveal());
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'imaps:' ? 993 : 143)),
    secure: url.protocol === 'imaps:',
    ...(url.protocol === 'imap:' && !isLocal && { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    connectionTimeout: 15_000,
    socketTimeout: 60_000,
  });
  // Without a listener a connection that breaks off would take the process along.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const folder = decodeURIComponent(url.pathname.slice(1)) || 'INBOX';
    const lock = await client.getMailboxLock(folder);
    try {
      const validity = client.mailbox === false ? '' : String(client.mailbox.uidValidity);
      const unseen = (await client.search({ seen: false }, { uid: true })) || [];
      let taken = 0;
      for (const uid of unseen.slice(0, BATCH)) {
        const origin = [url.hostname, url.username, folder, validity, uid].join('\n');
        // A process that died between keeping and marking has kept it already.
        if (!(await isKnownOrigin(kernel, origin))) {
          const found = await client.fetchOne(String(uid), { source: { maxLength: MAIL_BYTES } }, { uid: true });
          if (!found || !found.source) continue;
          const envelope = { from: null, to: [], client: null };
          const id = await acceptMail(kernel, {
            via: 'imap',
            content: Readable.from([found.source]),
            envelope,
            origin,
          });
          if (id !== undefined) taken += 1;
        }
        await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
      }
      return taken;
    } finally {
      lock.release();
    }
  } finally {
    await client.logout().catch(() => undefined);
  }
}
