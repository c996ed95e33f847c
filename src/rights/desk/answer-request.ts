// Staff answers a request, or takes more time for it.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { extendedFrom, isAsked, mayExtend, type RightsRequest } from '../request.ts';
import { answerRequest, extendRequest, lockRequest } from '../request-store.ts';

/**
 * Answers what was asked for in words, and tells the person by mail that there is an answer.
 * @throws Refusal not_found, already_done
 */
export const answer = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { state, text }: { readonly state: 'done' | 'refused'; readonly text: string },
): Promise<void> =>
  kernel.transaction(async kernel => {
    const request = await openRequest(kernel, id);
    await answerRequest(kernel, request, { state, text, by: actorId(actor) });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'rights.answer',
      subject: id,
      details: { state },
    });
    await tell(kernel, request, 'We have answered your request', 'The answer stands here:', `rights-answered:${id}`);
  });

/**
 * Takes two further months, while the first is not over, and tells the person why.
 * @throws Refusal not_found, already_done when it is too late or was done before
 */
export const extend = (kernel: Kernel, actor: Actor, id: string, reason: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const request = await openRequest(kernel, id);
    if (!mayExtend(request, kernel.clock.now())) throw refuse('already_done');
    await extendRequest(kernel, request, { to: extendedFrom(request.createdAt), reason });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'rights.extend', subject: id });
    await tell(
      kernel,
      request,
      'We need more time for your request',
      'By when we answer, and why it takes longer, stands here:',
      `rights-extended:${id}`,
    );
  });

async function openRequest(kernel: Kernel, id: string): Promise<RightsRequest> {
  const request = await lockRequest(kernel, id);
  if (!request || !isAsked(request.kind)) throw refuse('not_found');
  if (request.state !== 'open') throw refuse('already_done');
  return request;
}

const tell = (
  kernel: Kernel,
  { id, person }: RightsRequest,
  subject: string,
  text: string,
  cause: string,
): Promise<void> =>
  mailPerson(
    kernel,
    person,
    { subject, text: `${text}\n${kernel.config.publicUrl}${href(routes.rights.request, { request: id })}\n` },
    cause,
  );
