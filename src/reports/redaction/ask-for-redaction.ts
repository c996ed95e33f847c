// A reporter asks the team to make something of their own report unreadable.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { listAttachments } from '../attachment-store.ts';
import { listMessages } from '../conversation-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { lockReport } from '../report-store.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';
import { type PlacedText, textsOf } from './places.ts';
import { addRequest } from './redaction-store.ts';

/** What a reporter can ask for: what they sent, wrote and added themselves. The caller stands on their side. */
export async function ownPlaces(kernel: Kernel, report: ReportRecord): Promise<Omit<PlacedText, 'text'>[]> {
  const self = { kind: 'receipt-holder', report: report.id } as const;
  const [messages, files] = await Promise.all([
    listMessages(kernel, self, report.id),
    listAttachments(kernel, self, report.id),
  ]);
  return [
    ...textsOf(report.content).map(({ key, label }) => ({ key, label })),
    ...messages
      .filter(({ role }) => role === 'reporter')
      .map(({ id, at }) => ({
        key: `message.${id}`,
        label: `Your message of ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      })),
    ...files
      .filter(({ addedBy }) => addedBy === 'reporter')
      .map(({ file, name }) => ({ key: `file.${file}`, label: `File ${name}` })),
  ];
}

/**
 * Tells the team, as a message that names the place, and keeps the request until it is done or declined. Gives a
 * sentence for the form's field `place` when it names none.
 * @throws Refusal not_found for everybody who is not on the reporter's side
 */
export async function askForRedaction(
  kernel: Kernel,
  actor: Actor,
  id: string,
  { place, why }: { readonly place: string; readonly why: string },
): Promise<string | undefined> {
  const terms = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    await readOwnReport(kernel, actor, id);
    const report = await lockReport(kernel, actor, id);
    const found = (await ownPlaces(kernel, report)).find(({ key }) => key === place);
    if (!found) return 'Choose what shall be made unreadable.';
    const words = why.trim();
    const body = `**Please make something unreadable: ${found.label}.**${words === '' ? '' : `\n\n${words}`}`;
    await addToConversation(kernel, actor, { report, terms, audience: 'reporter', body });
    await addRequest(kernel, id, { place, why: words });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'report.redaction-asked',
      subject: id,
      details: { place },
    });
    return undefined;
  });
}
