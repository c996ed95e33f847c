// What staff does about the check of a fix: asks, changes what was asked, and tries it themselves.
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { lockIssue } from '../issues/issue-store.ts';
import { type RetestRequest, setRequest } from './ask-for-retest.ts';
import { lockToJudge, settleRetest } from './carry-out-verdict.ts';
import { type CheckOutcome, leastDays, longestInstructions, mostDays, shortestWords } from './retest.ts';
import { addCheck, findOpenRetest, insertRetest } from './retest-store.ts';

/** What is wrong with a request, by field of its form; undefined when nothing is. */
export function faultOfRequest(
  { dueAt, instructions, place }: Omit<RetestRequest, 'dueAt' | 'reports'> & { readonly dueAt: Date | null },
  now: Date,
): Readonly<Record<string, string>> | undefined {
  if (dueAt === null) return { retestDue: 'Enter the day until which the fix can be checked.' };
  // Somebody must be able to read a mail and find an evening.
  if (dueAt < after(now, (leastDays - 1) * DAY) || dueAt > after(now, mostDays * DAY))
    return { retestDue: `Leave at least ${leastDays} days for it, and ${mostDays} at most.` };
  if (instructions.length + place.length > longestInstructions)
    return { instructions: 'This is too long. Say what to try in fewer words, or send it as a message with a file.' };
  return undefined;
}

/**
 * Asks the reporters of a fixed issue to check it, or changes the request that is open.
 * @throws Refusal not_found; not_allowed for who reported it; conflict when the issue is not fixed
 */
export async function requestRetest(
  kernel: Kernel,
  actor: Actor,
  issue: string,
  request: RetestRequest,
): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockToJudge(kernel, actor, issue);
    if ((await lockIssue(kernel, actor, issue)).state !== 'fixed') throw refuse('conflict', { issue });
    await setRequest(kernel, actor, issue, request);
    await settleRetest(kernel, issue, { actor, said: '' });
  });
}

/**
 * Notes what a member of staff found when they tried the fix, and lets the issue follow. `fault` is a sentence for the
 * form's field `note`.
 * @throws Refusal not_found; not_allowed for who reported it; conflict when the issue is not fixed
 */
export async function checkFix(
  kernel: Kernel,
  actor: Actor,
  issue: string,
  { outcome, note }: { readonly outcome: CheckOutcome; readonly note: string },
): Promise<{ readonly ok: true } | { readonly ok: false; readonly fault: string }> {
  const seen = note.trim();
  if ([...seen].length < shortestWords)
    return { ok: false, fault: `Say in at least ${shortestWords} characters what you tried and saw.` };
  await kernel.transaction(async kernel => {
    await lockToJudge(kernel, actor, issue);
    if ((await lockIssue(kernel, actor, issue)).state !== 'fixed') throw refuse('conflict', { issue });
    const open = await findOpenRetest(kernel, actor, issue);
    const content = { instructions: '', place: '' };
    // Nobody was asked: the check stands alone.
    const id = open?.id ?? (await insertRetest(kernel, actor, { issue, dueAt: kernel.clock.now(), content }));
    await addCheck(kernel, actor, { id, issue }, { outcome, note: seen });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'retest.check',
      subject: issue,
      details: { retest: id, outcome },
    });
    await settleRetest(kernel, issue, { actor, said: '' });
  });
  return { ok: true };
}
