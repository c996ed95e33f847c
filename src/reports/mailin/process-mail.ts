// Processes a mail that was taken in: read, checked, and turned into a report or a message, in one transaction.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { lockReport, readReport } from '../report-store.ts';
import { PROCESS_MAIL } from './accept-mail.ts';
import { thankSender } from './answer-mail.ts';
import { authenticateMail, unchecked } from './authenticate-mail.ts';
import { kindOfMail } from './mail-kind.ts';
import { countTry, findEarlier, findMail, lockMail, lockMessage, type Settled, settleMail } from './mail-store.ts';
import { probeIn } from './probe.ts';
import { type ReadMail, readMail, unreadable } from './read-mail.ts';
import { MAIL_BYTES, type ReceivedMail } from './received-mail.ts';
import { findReportByTokens, tokensIn } from './reply-address.ts';
import { addMessage, beginReport } from './report-by-mail.ts';

/** A mail that broke its processing so often is no longer read: it becomes a report with nothing but the raw mail. */
const MOST_TRIES = 4;

const self = system('mail-intake');

/** `as: 'report'` when an admin wants one made of a mail that was set aside. */
export const processMailJob: Job = {
  name: PROCESS_MAIL,
  run: async (kernel, { mail: id = '', as }) => {
    const tries = await countTry(kernel, id);
    const mail = await findMail(kernel, self, id);
    if (mail?.state !== 'waiting') return;
    const raw = await readRaw(kernel, mail);
    const isHopeless = tries > MOST_TRIES;
    const read = isHopeless ? unreadable : await readMail(kernel, raw);
    // A mail that is processed again keeps what was found when it came: the client's address is forgotten by now.
    const authentication =
      mail.facts?.authentication ??
      (isHopeless || !mail.envelope ? unchecked : await authenticateMail(raw, mail.envelope, kernel.dns));
    await kernel.transaction(async kernel => {
      if ((await lockMail(kernel, id))?.state !== 'waiting') return;
      const notes = [...read.notes];
      const decided = await decide(kernel, mail, { read, raw, notes, isForced: as === 'report' });
      await settleMail(kernel, id, {
        ...decided,
        envelope: mail.envelope ?? { from: null, to: [], client: null },
        facts: {
          sender: read.sender,
          subject: read.subject,
          authentication,
          encryption: read.encryption,
          notes,
        },
      });
      await kernel.audit.record(kernel.db, {
        actor: actorId(self),
        action: 'mail.process',
        subject: id,
        details: { outcome: decided.outcome, report: decided.report ?? '' },
      });
    });
  },
};

type Decision = Pick<Settled, 'outcome' | 'report' | 'isNewReport' | 'thanked' | 'message'>;
type Circumstances = {
  readonly read: ReadMail;
  readonly raw: Buffer;
  readonly notes: string[];
  readonly isForced: boolean;
};

async function decide(kernel: Kernel, mail: ReceivedMail, circumstances: Circumstances): Promise<Decision> {
  const { read, raw, notes, isForced } = circumstances;
  const message = read === unreadable ? null : messageHash(kernel, read, raw);
  const aside = (outcome: Settled['outcome'], report: string | null = null): Decision => ({
    outcome,
    report,
    isNewReport: false,
    thanked: false,
    message,
  });
  // Before it is told apart as our own, which it is: this one shall come back. An answer to it is somebody's words.
  const isAnswer = read.answers.length > 0;
  const probe = isForced || isAnswer ? undefined : probeIn(kernel, [read.messageId, read.subject]);
  if (probe !== undefined) {
    await kernel.emit(kernel, 'mail.probe-arrived', { probe, encryption: read.encryption });
    return aside('probe');
  }
  const kind = kindOfMail({ ...read.headers, envelopeFrom: mail.envelope?.from }, ownAddresses(kernel));
  if (!isForced) {
    if (message) {
      await lockMessage(kernel, message);
      const earlier = await findEarlier(kernel, mail.id, message);
      if (earlier) return aside('duplicate', earlier.report);
    }
    if (kind === 'loop') return aside('loop');
    const tokens = tokensIn([...(mail.envelope?.to ?? []), ...read.recipients], read.answers);
    if (kind === 'bounce') {
      await tellReturned(kernel, raw);
      return aside('bounce', await noteBounce(kernel, tokens, raw));
    }
    const report = await findReportByTokens(kernel, tokens);
    if (kind === 'automatic') return aside('automatic', report ?? null);
    if (report !== undefined && (await isThere(kernel, report))) {
      await addMessage(kernel, report, read, notes);
      return aside('message', report);
    }
  }
  const isPerson = kind === 'person';
  const begun = await beginReport(kernel, mail.id, read, { canAnswer: isPerson, notes });
  const thanked = isPerson && (await thankSender(kernel, mail.id, read, begun));
  return { outcome: 'report', report: begun.id, isNewReport: true, thanked, message };
}

/** Tells which mails of ours came back for good (RFC 3464 §2.3.3, RFC 3463 §2); a delay is none, nor a full mailbox. */
async function tellReturned(kernel: Kernel, raw: Buffer): Promise<void> {
  const text = raw.toString('latin1');
  if (!/^Action:[ \t]*failed\b/imu.test(text) || !/^Status:[ \t]*5\./imu.test(text)) return;
  const mails = new Set(text.match(/(?<=<)mal_[0-9a-z]{26}(?=[.@][^\s<>]{1,120}>)/gu) ?? []);
  for (const mail of [...mails].slice(0, 3)) await kernel.emit(kernel, 'mail.returned', { mail });
}

/** A mail of ours came back: staff learns of it where it matters. Gives the report. */
async function noteBounce(kernel: Kernel, tokens: readonly string[], raw: Buffer): Promise<string | null> {
  // The mail that came back is quoted inside, with the Message-ID that we gave it.
  const inside = raw.toString('latin1').match(/<mal_[^\s<>]{1,120}>/gu) ?? [];
  const report = await findReportByTokens(kernel, [...tokens, ...tokensIn([], inside)]);
  if (report === undefined || !(await isThere(kernel, report))) return null;
  const terms = await currentProgram(kernel);
  await addToConversation(kernel, self, {
    report: await lockReport(kernel, self, report),
    terms,
    audience: 'internal',
    body: 'A mail to the reporter came back: it could not be delivered. The report waits on its page for whoever has its code.',
  });
  return report;
}

async function isThere(kernel: Kernel, report: string): Promise<boolean> {
  const holder: Actor = { kind: 'receipt-holder', report };
  try {
    await readReport(kernel, holder, report);
    return true;
  } catch (error) {
    if (isRefusal(error, 'not_found')) return false;
    throw error;
  }
}

/** The same for a mail that came twice, through however many servers: they add headers, and leave the body alone. */
function messageHash(kernel: Kernel, { messageId, sender, subject, headers }: ReadMail, raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  const body = hashToken(raw.subarray(end < 0 ? 0 : end).toString('latin1')).toString('hex');
  const name = messageId || `${headers.get('date')}\n${sender}\n${subject}`;
  return kernel.vault.blindIndex('mail-message', `${name}\n${body}`);
}

function ownAddresses({ config: { mail, mailIntake } }: Kernel): string[] {
  const from = mail.transport === 'smtp' ? /<?([^\s<>]+@[^\s<>]+?)>?$/u.exec(mail.from)?.[1] : undefined;
  return [from, mailIntake?.address].flatMap(address => address?.toLowerCase() ?? []);
}

async function readRaw(kernel: Kernel, { id, file }: ReceivedMail): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of kernel.files.read(kernel.db, { id: file, subject: id })) {
    parts.push(part);
    size += part.length;
    if (size > MAIL_BYTES) break;
  }
  return Buffer.concat(parts);
}
