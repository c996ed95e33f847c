// A participant comes in by the link of a mail, is recognized by a cookie afterwards, and asks for a new link.
import { type Actor, actorId, anonymous, system } from '../../core/actor.ts';
import { after, HOUR } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import { readCookie } from '../../core/http/cookies.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Authenticator } from '../../core/module.ts';
import { readCase } from './case-store.ts';
import { mailLink } from './invite-participant.ts';
import { emailIndex, findByLink, findBySession, findSeatsOfEmail, insertSession } from './participant-store.ts';
import { arrive } from './take-part.ts';

export const SESSION_MS = 12 * HOUR;

/** Counts on the pages of participants only, and there before an account: one browser may have both. */
export const participantAuthenticator: Authenticator = {
  credential: 'cookie',
  only: 'participant',
  recognize: async (kernel, request) => {
    const token = readCookie(kernel.config, request, 'participant');
    const seat = token === undefined ? undefined : await findBySession(kernel, token);
    return seat && { kind: 'participant', id: seat.participant, case: seat.case };
  },
};

/** Begins a session with the token of a link; undefined when the link has expired or was taken back. */
export async function enterCase(
  kernel: Kernel,
  token: string,
): Promise<{ readonly participant: string; readonly session: string } | undefined> {
  const seat = await findByLink(kernel, token);
  if (!seat) return undefined;
  const actor: Actor = { kind: 'participant', id: seat.participant, case: seat.case };
  return kernel.transaction(async kernel => {
    const session = await insertSession(kernel, seat.participant, after(kernel.clock.now(), SESSION_MS));
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'case.enter', subject: seat.case });
    const { state } = await readCase(kernel, actor, seat.case);
    if (state === 'open') await arrive(kernel, actor, seat.case);
    return { participant: seat.participant, session };
  });
}

/** Mails new links for every open case of an address; nothing happens, and nothing is told, when there is none. */
export async function mailNewLinks(kernel: Kernel, email: string): Promise<void> {
  if (!(await mayMail(kernel, email))) return;
  await kernel.transaction(async kernel => {
    for (const seat of await findSeatsOfEmail(kernel, email)) {
      const found = await readCase(kernel, system('link'), seat.case);
      await kernel.audit.record(kernel.db, {
        actor: actorId(anonymous),
        action: 'case.link-asked',
        subject: seat.case,
        details: { participant: seat.participant },
      });
      await mailLink(kernel, found, { participant: seat.participant, email }, 'renewal');
    }
  });
}

/** Too many mails to one address are not sent, and nobody is told: a refusal would say that somebody asked before. */
async function mayMail(kernel: Kernel, email: string): Promise<boolean> {
  try {
    await kernel.rateLimiter.take('linkMail', emailIndex(kernel, email).toString('hex'));
    return true;
  } catch (error) {
    if (isRefusal(error, 'rate_limited')) return false;
    throw error;
  }
}
