// Everything of a report that can be redacted: what was sent, what was said about it, text files, the issue's own words.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Attachment, listAttachments } from '../attachment-store.ts';
import { listEntries, listMessages, type SpeakerRole } from '../conversation-store.ts';
import { findOpenedText } from '../encrypted/opened-text-store.ts';
import { isFileWithheld } from '../evidence/load-evidence.ts';
import { readBeginning, SHOWN_BYTES } from '../evidence/read-beginning.ts';
import { findIssue, issueIdOf } from '../issues/issue-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { type PlacedText, textsOf } from './places.ts';

/** A text of the report; of a long file, what a page shows of it. */
export type Place = PlacedText & { readonly file?: Attachment };

/** Texts and files in the order in which one reads them. The caller has found the report for the actor. */
export async function findPlaces(kernel: Kernel, actor: Actor, report: ReportRecord): Promise<Place[]> {
  const { id } = report;
  const issueId = await issueIdOf(kernel, id);
  const [messages, entries, files, opened, issue] = await Promise.all([
    listMessages(kernel, actor, id),
    listEntries(kernel, actor, id),
    listAttachments(kernel, actor, id),
    findOpenedText(kernel, actor, id),
    issueId === undefined ? undefined : findIssue(kernel, actor, issueId),
  ]);
  const day = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');
  const texts: Place[] = [
    ...textsOf(report.content),
    ...(opened ? [{ key: 'opened', label: 'Text that the team brought back', text: opened.text }] : []),
    ...messages.map(({ id, at, role, audience, body }) => ({
      key: `message.${id}`,
      label: `${audience === 'internal' ? 'Note' : 'Message'} of ${speakers[role]}, ${day(at)} UTC`,
      text: body,
    })),
    ...entries.flatMap(({ id, at, role, reason }) =>
      reason === null
        ? []
        : [{ key: `entry.${id}`, label: `Reason of ${speakers[role]}, ${day(at)} UTC`, text: reason }],
    ),
    ...(issue
      ? [
          { key: 'issue.title', label: `Title of ${issue.number}`, text: issue.title },
          { key: 'issue.summary', label: `Summary of ${issue.number}`, text: issue.summary },
          { key: 'issue.rootCause', label: `Root cause of ${issue.number}`, text: issue.rootCause },
        ]
      : []),
  ];
  for (const file of files)
    texts.push({ key: `file.${file.file}`, label: `File ${file.name}`, text: await textOf(kernel, file), file });
  return texts.filter(({ text, file }) => file !== undefined || text.trim() !== '');
}

const speakers: Readonly<Record<SpeakerRole, string>> = {
  reporter: 'the reporter',
  staff: 'the team',
  system: 'Telltale',
};

/** What can be read of a file; empty for what is no text, and for what is withheld. */
async function textOf(kernel: Kernel, { report, file, mediaType }: Attachment): Promise<string> {
  if (mediaType !== 'text/plain' || (await isFileWithheld(kernel, report, file))) return '';
  const { content } = await readBeginning(kernel, { id: file, subject: report }, SHOWN_BYTES);
  return new TextDecoder().decode(content);
}
