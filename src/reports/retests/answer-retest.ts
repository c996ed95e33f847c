// A reporter says whether the fix works: the words become a message, the files belong to it, and the issue follows.
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { FileId } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { tieToMessage } from '../attachment-store.ts';
import { addEntry } from '../conversation-store.ts';
import { makeMove } from '../make-move.ts';
import { lockReport } from '../report-store.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';
import { lockLinked, settleRetest } from './carry-out-verdict.ts';
import { type RetestAnswer, shortestWords } from './retest.ts';
import { findAskOf, saveAnswer } from './retest-store.ts';

export type AnswerInput = {
  readonly answer: RetestAnswer;
  readonly words: string;
  /** Files that were added to the report just now. */
  readonly files: readonly FileId[];
};

/** `fault` is a sentence for the field of the form. */
export type AnswerOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly field: 'outcome' | 'observation'; readonly fault: string };

/**
 * Answers for the reporter of this report. Without an open request, a fix can still be judged as long as the report's
 * own rules let its reporter check it.
 * @throws Refusal not_found for everybody who is not on the reporter's side
 */
export async function answerRetest(
  kernel: Kernel,
  actor: Actor,
  id: string,
  { answer, words, files }: AnswerInput,
): Promise<AnswerOutcome> {
  const said = words.trim();
  if ((answer === 'not_fixed' || answer === 'partial') && [...said].length < shortestWords)
    return {
      ok: false,
      field: 'observation',
      fault: `Say in at least ${shortestWords} characters what still happens.`,
    };
  const terms = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    await readOwnReport(kernel, actor, id);
    const ask = await findAskOf(kernel, id);
    if (!ask || ask.endedAt !== null) {
      if (answer !== 'fixed' && answer !== 'not_fixed') return notAsked;
      const report = await lockReport(kernel, actor, id);
      const move = { kind: 'retest', outcome: answer, observation: said } as const;
      const moved = await makeMove(kernel, actor, { report, move, terms, reason: said === '' ? null : said });
      return moved.ok ? { ok: true } : notAsked;
    }
    if (ask.answer !== null || ask.dueAt <= kernel.clock.now()) return notAsked;
    await lockLinked(kernel, ask.issue);
    const report = await lockReport(kernel, actor, id);
    const body = said === '' ? `**${answerSentences[answer]}**` : `**${answerSentences[answer]}**\n\n${said}`;
    const message = await addToConversation(kernel, actor, { report, terms, audience: 'reporter', body });
    await tieToMessage(kernel, id, files, message);
    if (!(await saveAnswer(kernel, { retest: ask.retest, report: id, answer, message }))) throw refuse('conflict');
    await addEntry(kernel, actor, id, {
      kind: 'retest_answered',
      role: 'reporter',
      audience: 'reporter',
      details: { retest: ask.retest, answer, message },
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'retest.answer',
      subject: ask.issue,
      details: { retest: ask.retest, report: id, answer, files: [...files] },
    });
    await settleRetest(kernel, ask.issue, { actor, said: report.number });
    return { ok: true };
  });
}

const notAsked = {
  ok: false,
  field: 'outcome',
  fault: 'This check has ended or was answered already. Write a message if you saw something else.',
} as const;

/** First line of the message. */
const answerSentences: Readonly<Record<RetestAnswer, string>> = {
  fixed: 'I checked the fix: it is fixed.',
  partial: 'I checked the fix: it is partly fixed.',
  not_fixed: 'I checked the fix: it still works.',
  declined: 'I do not check this fix.',
};
