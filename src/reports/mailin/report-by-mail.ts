// Makes a report of a mail, or adds it to a report's conversation. The same policy engine as every other door.
import { Readable } from 'node:stream';
import { type Actor, anonymous } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type CurrentProgram, checkScope, currentProgram, type ScopeVerdict } from '../../program/index.ts';
import { admitReport } from '../abuse/admit-report.ts';
import { longestMessage } from '../add-to-conversation.ts';
import { listAttachments } from '../attachment-store.ts';
import { draftFor } from '../intake/draft-files.ts';
import { receiveEvidence } from '../intake/receive-evidence.ts';
import { longest, type Submission } from '../intake/submission-form.ts';
import { type SubmittedReport, submitReport } from '../intake/submit-report.ts';
import { writeAsReporter } from '../reporter/act-as-reporter.ts';
import { countBegun } from './mail-store.ts';
import { type ReadMail, withoutQuote } from './read-mail.ts';

/** `isPaused`: kept for the end of a pause, which its sender is told. */
export type BegunReport = SubmittedReport & { readonly isPaused: boolean };

/** Begins a report. `mail` is the id of the mail: processed twice it makes one report. */
export async function beginReport(
  kernel: Kernel,
  mail: string,
  read: ReadMail,
  { canAnswer, notes }: { readonly canAnswer: boolean; readonly notes: string[] },
): Promise<BegunReport> {
  const program = await currentProgram(kernel);
  const draft = read.files.length === 0 ? undefined : await draftFor(kernel, newToken(kernel.random));
  if (draft !== undefined) await keepFiles(kernel, draft, read, notes);
  const location = firstAddress(read.text);
  const submission: Submission = {
    targetId: null,
    target: 'Not chosen: sent by mail',
    title: shortened(read.subject, longest.title) || 'A mail without a subject',
    location: location ?? '',
    description: read.text || 'The mail has no text that could be read. Staff can download it as it came.',
    steps: '',
    impact: '',
    urgency: [],
    taxonomyId: null,
    cvss: null,
    scope: judgeScope(program, location),
    contact: canAnswer && read.sender !== '' ? { kind: 'email', email: read.sender } : { kind: 'none' },
    credit: null,
    aiAssistance: 'unsaid',
  };
  const formToken = `mail:${mail}`;
  const admission = await admitReport(kernel, anonymous, {
    source: 'email',
    submission,
    formToken,
    mailsThisWeek: await countBegun(kernel, read.sender, after(kernel.clock.now(), -7 * DAY)),
    saysCritical: saysCritical(read.subject),
  });
  if (admission.kind !== 'admitted') throw new Error('nobody is there who could work or wait');
  const sent = await submitReport(kernel, anonymous, {
    source: 'email',
    formToken,
    draft,
    submission,
    admitted: admission.admitted,
  });
  return { ...sent, isPaused: admission.admitted.heldFor === 'paused' };
}

/** A mail has no fields to tick: the word stands in its subject, as the answer during a pause says. */
const saysCritical = (subject: string): boolean => /\b(?:critical|actively exploited)\b/iu.test(subject);

/** Adds what the holder of the report's reply address wrote. Refuses as `writeAsReporter` does. */
export async function addMessage(kernel: Kernel, report: string, read: ReadMail, notes: string[]): Promise<void> {
  const holder: Actor = { kind: 'receipt-holder', report };
  const kept = await keepFiles(kernel, report, read, notes);
  const said = withoutQuote(read.text);
  const files = kept.length === 0 ? '' : `\n\n_Sent with it: ${kept.join(', ')}_`;
  const text = said === '' ? 'The mail has no text that could be read.' : said;
  if ([...text].length + files.length > longestMessage) notes.push('The text was longer than a message takes.');
  await writeAsReporter(kernel, holder, report, shortened(text, longestMessage - files.length) + files);
}

/** Holds the files to the rules of evidence; what is not taken stands in the notes, and in the mail as it came. */
async function keepFiles(kernel: Kernel, report: string, { files }: ReadMail, notes: string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const already = await listAttachments(kernel, { kind: 'receipt-holder', report }, report);
  const evidence = receiveEvidence(kernel);
  const owner = { report, already, addedBy: 'reporter', message: null } as const;
  for (const { name, content } of files)
    await evidence.take({ field: 'files', filename: name, stream: Readable.from([content]) }, owner);
  notes.push(...evidence.faults.map(({ sentence }) => sentence));
  const after = await listAttachments(kernel, { kind: 'receipt-holder', report }, report);
  return after.filter(({ file }) => evidence.kept.includes(file)).map(({ name }) => name);
}

/** By the first address that the text names; a mail that names none is for the team to judge. */
function judgeScope(program: CurrentProgram, location: string | undefined): ScopeVerdict {
  if (location !== undefined) return checkScope(program.rules, location);
  return { verdict: 'in', ruleId: 'no-address-named', reason: 'The mail names no address; the team judges.' };
}

const firstAddress = (text: string): string | undefined =>
  /\bhttps?:\/\/[^\s<>"')\]]{3,1500}/iu.exec(text)?.[0]?.replace(/[.,;:!?]+$/u, '');

const shortened = (text: string, most: number): string => {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
};
