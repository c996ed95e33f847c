// Staff writes: to the reporter, or a note that stays inside.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation, longestMessage } from '../add-to-conversation.ts';
import type { Audience } from '../conversation-store.ts';
import { lockForStaff } from './lock-for-staff.ts';
import { looksInternal } from './looks-internal.ts';

export type StaffMessage = {
  readonly id: string;
  readonly audience: Audience;
  readonly text: string;
  /** The writer has seen why it looks like an internal note, and means it all the same. */
  readonly isMeant: boolean;
};

export type AnswerOutcome =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly fault: string }
  /** A message to the reporter that looks like an internal note; it was not sent. */
  | { readonly ok: false; readonly doubts: readonly string[] };

/**
 * Adds a message or note. Words don't collide, so nobody is overtaken here.
 * @throws Refusal not_allowed as `lockForStaff`
 */
export async function answerAsStaff(kernel: Kernel, actor: Actor, message: StaffMessage): Promise<AnswerOutcome> {
  const { id, audience, isMeant } = message;
  const body = message.text.toWellFormed();
  const terms = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id);
    if (body.trim() === '') return { ok: false, fault: 'Write something before you send it.' };
    if ([...body].length > longestMessage)
      return { ok: false, fault: `This is longer than ${longestMessage} characters. Send it in parts.` };
    if (audience === 'reporter' && !isMeant) {
      const { target, title, location, description, steps, impact } = report.content;
      const known = [target.typed, title, location, description, steps, impact].join('\n');
      const doubts = looksInternal(body, known);
      if (doubts.length > 0) return { ok: false, doubts };
    }
    return { ok: true, message: await addToConversation(kernel, actor, { report, terms, audience, body }) };
  });
}
