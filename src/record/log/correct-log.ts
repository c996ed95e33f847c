// An admin says that a line of the public log was wrong: it counts no more from the next edition on, and everybody reads why.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listStories } from '../../reports/index.ts';
import { addCorrection, removeCorrection } from './correction-store.ts';
import { listLines } from './edition-store.ts';
import type { LogLine } from './event.ts';
import { logId } from './publish-edition.ts';
import { pseudonymOf } from './tell-stories.ts';

export const SHORTEST_WHY = 20;
export const LONGEST_WHY = 300;

/** What the log tells of a report; undefined when there is no such report, or the log has nothing of it. */
export async function linesOfReport(
  kernel: Kernel,
  actor: Actor,
  number: string,
): Promise<{ readonly pseudonym: string; readonly lines: readonly LogLine[] } | undefined> {
  const wanted = number.trim().toUpperCase();
  const story = (await listStories(kernel, actor)).find(each => each.number === wanted);
  if (!story) return undefined;
  const pseudonym = pseudonymOf(kernel, logId(kernel), story.id);
  const lines = (await listLines(kernel)).filter(({ report }) => report === pseudonym);
  return lines.length === 0 ? undefined : { pseudonym, lines };
}

export type CorrectionFaults = { readonly which?: string; readonly why?: string };

/**
 * Notes a correction for the next edition.
 * @param which the number of a line, or `all` for every line of the report, later ones too
 * @returns what is wrong with it; nothing when it is noted
 * @throws Refusal not_found when the log tells nothing of the report
 */
export async function correctLog(
  kernel: Kernel,
  actor: Actor,
  { number, which, why }: { readonly number: string; readonly which: string; readonly why: string },
): Promise<CorrectionFaults> {
  const found = await linesOfReport(kernel, actor, number);
  if (!found) throw refuse('not_found');
  const words = why.toWellFormed().replace(/\s+/gu, ' ').trim();
  const length = [...words].length;
  if (length < SHORTEST_WHY || length > LONGEST_WHY)
    return { why: `Say why in ${SHORTEST_WHY} to ${LONGEST_WHY} characters; everybody will read it.` };
  const line = found.lines.find(({ n, event }) => String(n) === which && event !== 'corrected');
  if (which !== 'all' && !line) return { which: 'Choose one of the lines, or all of them.' };
  return kernel.transaction(async kernel => {
    const correction = { pseudonym: found.pseudonym, line: line?.n ?? null, why: words };
    if (!(await addCorrection(kernel, actorId(actor), correction)))
      return { which: 'This has been corrected already.' };
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'record.correct',
      subject: logId(kernel),
      details: { line: correction.line, report: found.pseudonym },
    });
    return {};
  });
}

/** Takes back a correction that waits. @throws Refusal not_found once it is published */
export async function takeBackCorrection(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await removeCorrection(kernel, id))) throw refuse('not_found');
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'record.take-back-correction', subject: id });
  });
}
