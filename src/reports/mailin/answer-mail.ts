// The one automatic answer: thank you, the number, the ways to come back. Never to a program, never without end.
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentIntake } from '../abuse/intake-store.ts';
import { whatComesThrough } from '../abuse/pause.ts';
import { countThanked } from './mail-store.ts';
import type { ReadMail } from './read-mail.ts';
import { replyAddressOf } from './reply-address.ts';
import type { BegunReport } from './report-by-mail.ts';

/** A sender is answered this often in a day; two programs that answer each other find an end here at the latest. */
const MOST_A_DAY = 3;

/**
 * Answers the sender of a mail that has become a report. Processing the mail again answers nobody again.
 * @returns whether an answer was written
 */
export async function thankSender(
  kernel: Kernel,
  mail: string,
  { sender, messageId }: Pick<ReadMail, 'sender' | 'messageId'>,
  { id, number, code, isPaused }: BegunReport,
): Promise<boolean> {
  if (sender === '') return false;
  if ((await countThanked(kernel, sender, after(kernel.clock.now(), -DAY))) >= MOST_A_DAY) return false;
  const { operator, publicUrl } = kernel.config;
  const reply = await replyAddressOf(kernel, id);
  const text = [
    `Thank you. Your report has arrived as ${number} and is in the queue of the team.`,
    ...(isPaused ? [await pauseInWords(kernel)] : []),
    'You can come back to it:',
    ...(reply ? ['- Answer this mail. What you write goes to the team; so does what you attach.'] : []),
    `- Or open ${publicUrl}${href(routes.reports.return)} and enter this code:\n\n    ${code}\n\n  Keep it like a password: whoever has it can read and answer the report.`,
    'Mails like this never say what a report is about.',
    operator.name,
  ].join('\n\n');
  await kernel.compose(
    kernel,
    {
      to: sender,
      subject: `We have your report ${number}`,
      text: `${text}\n`,
      replyTo: reply?.address,
      thread: reply?.token,
      ...(/^<[^\s<>]{1,900}>$/u.test(messageId) && { inReplyTo: messageId }),
    },
    `mail-thanks:${mail}`,
  );
  return true;
}

/** Told openly, unlike every other reason to hold a report back. */
async function pauseInWords(kernel: Kernel): Promise<string> {
  const { pause } = await currentIntake(kernel);
  const end = pause?.endsAt ? ` until ${pause.endsAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
  return `New reports are paused${end}: ${pause?.reason ?? ''} Yours is kept and comes to the team when the pause is over. ${whatComesThrough} If that is so, send it again with the word CRITICAL in the subject.`;
}
