// Makes parts of a report unreadable, for good: the texts are written anew, files replaced, the index follows, a log stays.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { indexKeys } from '../../core/search/source.ts';
import type { Attachment } from '../attachment-store.ts';
import { addEntry } from '../conversation-store.ts';
import { readBeginning } from '../evidence/read-beginning.ts';
import { issueIdOf, lockIssue, saveIssue } from '../issues/issue-store.ts';
import { listMailsOfReport, removeMail } from '../mailin/mail-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { reportSource } from '../search/report-source.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { findPlaces } from './find-places.ts';
import { withTexts } from './places.ts';
import { type Choice, type PlannedPlace, planRedaction, redacted } from './plan-redaction.ts';
import { charactersOf, MARK, type Taken, takeOut, takeOutOfBytes } from './redact-text.ts';
import {
  endRequests,
  logRedaction,
  replaceFile,
  saveContent,
  saveEntryReason,
  saveMessageText,
  saveOpened,
} from './redaction-store.ts';

export type RedactionInput = Choice & {
  readonly id: string;
  readonly revision: number;
  /** Read by the reporter too. */
  readonly reason: string;
  /** Also destroys the mails of the report as they came. */
  readonly mails: boolean;
};

/** `fault` is a sentence for the field of the form. */
export type RedactionOutcome =
  | { readonly ok: true; readonly places: number }
  | { readonly ok: false; readonly field: 'pick' | 'passage' | 'reason'; readonly fault: string };

/** Shortest reason, in characters. */
const SHORTEST = 10;

/**
 * Takes the chosen passages and files out.
 * @throws Refusal not_found, not_allowed for those who may not judge the report, conflict when it was changed meanwhile
 */
export async function redactReport(kernel: Kernel, actor: Actor, input: RedactionInput): Promise<RedactionOutcome> {
  const reason = input.reason.trim();
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, input.id, input.revision);
    const plan = planRedaction(await findPlaces(kernel, actor, report), input);
    if (!plan.ok) return plan;
    if ([...reason].length < SHORTEST)
      return { ok: false, field: 'reason', fault: `Say why in at least ${SHORTEST} characters.` };
    if (plan.places.some(({ passages }) => takeOut(reason, passages).taken.length > 0))
      return { ok: false, field: 'reason', fault: 'The reason repeats what shall go. Say it in other words.' };
    const taken = await carryOut(kernel, report, plan.places);
    if (taken.length === 0)
      return { ok: false, field: 'passage', fault: 'These characters stand nowhere in the report. Copy them from it.' };
    for (const each of taken) await logRedaction(kernel, actor, report.id, { ...each, reason });
    const mails = input.mails ? await listMailsOfReport(kernel, actor, report.id) : [];
    for (const mail of mails) await removeMail(kernel, mail);
    const keys = [...new Set(taken.map(({ place }) => place))];
    await endRequests(kernel, actor, report.id, { outcome: 'done', places: keys });
    await addEntry(kernel, actor, report.id, {
      kind: 'redact',
      role: 'staff',
      audience: 'reporter',
      reason,
      details: { places: keys, mails: mails.length },
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'report.redact',
      subject: report.id,
      details: {
        places: keys,
        kinds: [...new Set(taken.map(({ taken }) => taken.kind))],
        passages: taken.reduce((sum, { taken }) => sum + taken.count, 0),
        mails: mails.length,
      },
    });
    // In this transaction: nothing that was taken out is found for a moment longer.
    await indexKeys(kernel, reportSource, [report.id]);
    return { ok: true, places: keys.length };
  });
}

type TakenAt = { readonly place: string; readonly taken: Taken; readonly characters: number };

/** Writes every place anew; gives what has gone. */
async function carryOut(kernel: Kernel, report: ReportRecord, places: readonly PlannedPlace[]): Promise<TakenAt[]> {
  const { id } = report;
  const log: TakenAt[] = [];
  const fresh = new Map<string, string>();
  const removed = new Set<string>();
  for (const planned of places) {
    const { key, file } = planned.place;
    if (file) {
      for (const taken of await redactFile(kernel, file, planned))
        log.push({ place: key, taken, characters: taken.kind === 'file' ? file.size : charactersOf(taken.text) });
      if (planned.isWhole) removed.add(file.sha256);
      continue;
    }
    const { text, taken } = redacted(planned);
    fresh.set(key, text);
    for (const each of taken) log.push({ place: key, taken: each, characters: charactersOf(each.text) });
  }
  for (const [key, text] of fresh) {
    const [kind, name = ''] = key.split('.');
    if (kind === 'message') await saveMessageText(kernel, id, name, text);
    else if (kind === 'entry') await saveEntryReason(kernel, id, name, text);
    else if (kind === 'opened') await saveOpened(kernel, id, text);
  }
  await redactIssue(kernel, id, fresh);
  // Written in any case: it counts the revision, so that no page from before can decide.
  await saveContent(
    kernel,
    id,
    withTexts(
      report.content,
      (key, text) => fresh.get(key) ?? text,
      ({ sha256, name }) => (removed.has(sha256) ? MARK : name),
    ),
  );
  return log;
}

async function redactIssue(kernel: Kernel, report: string, fresh: ReadonlyMap<string, string>): Promise<void> {
  const [title, summary, rootCause] = ['title', 'summary', 'rootCause'].map(name => fresh.get(`issue.${name}`));
  if (title === undefined && summary === undefined && rootCause === undefined) return;
  const id = await issueIdOf(kernel, report);
  if (id === undefined) throw refuse('conflict', { report });
  const issue = await lockIssue(kernel, { kind: 'system', name: 'redaction' }, id);
  await saveIssue(kernel, issue, {
    ...(title !== undefined && { title }),
    ...(summary !== undefined && { summary }),
    ...(rootCause !== undefined && { rootCause }),
  });
}

/** Stores the file without the passages, or a note in its place; nothing when none of them stands in it. */
async function redactFile(
  kernel: Kernel,
  file: Attachment,
  { passages, isWhole }: PlannedPlace,
): Promise<readonly Taken[]> {
  const stored = { id: file.file, subject: file.report };
  if (isWhole) {
    const day = kernel.clock.now().toISOString().slice(0, 10);
    const note = Buffer.from(`The security team removed this file on ${day}. What it held is gone.\n`);
    await putInPlace(kernel, file, note, { name: `removed-${day}.txt`, mediaType: 'text/plain' });
    return [{ text: file.sha256, kind: 'file', count: 1 }];
  }
  const { content } = await readBeginning(kernel, stored, Number.POSITIVE_INFINITY);
  const { bytes, taken } = takeOutOfBytes(Buffer.from(content), passages);
  if (taken.length > 0) await putInPlace(kernel, file, bytes, file);
  return taken;
}

async function putInPlace(
  kernel: Kernel,
  file: Attachment,
  bytes: Buffer,
  { name, mediaType }: Pick<Attachment, 'name' | 'mediaType'>,
): Promise<void> {
  const fresh = await kernel.files.store(kernel, {
    subject: file.report,
    purpose: 'evidence',
    name,
    mediaType,
    source: once(bytes),
    // The mark may be longer than what it stands for.
    limitBytes: Number.MAX_SAFE_INTEGER,
  });
  await replaceFile(kernel, file, fresh);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
