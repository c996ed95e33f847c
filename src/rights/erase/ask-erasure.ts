// A person asks to be erased, and can take it back as long as the time for that runs.
import { isLastAdmin, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor, Person } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh } from '../../core/http/access.ts';
import type { Kernel } from '../../core/kernel.ts';
import { mayCancel } from '../request.ts';
import { findLiving, insertRequest, lockRequest, moveRequest } from '../request-store.ts';
import { ERASE_PERSON } from './erase-person.ts';

/**
 * Notes the wish, and when it will be carried out.
 * @returns the path under which the certificate will be found, by whoever has it
 * @throws Refusal fresh_sign_in_required, last_admin, already_done
 */
export async function askErasure(kernel: Kernel, actor: Actor): Promise<string> {
  if (actor.kind !== 'person' || actor.token !== undefined || actor.sandbox !== undefined) throw refuse('not_allowed');
  if (!isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
  const { cancelDays } = kernel.config.erasure;
  const runsAt = after(kernel.clock.now(), cancelDays * DAY);
  const token = newToken(kernel.random);
  const certificate = href(routes.rights.certificate, { token });
  await kernel.transaction(async kernel => {
    if (await isLastAdmin(kernel, actor.id)) throw refuse('last_admin');
    const request = await insertRequest(kernel, {
      person: actor.id,
      kind: 'erase',
      runsAt,
      certificateHash: hashToken(token),
    });
    if (!request) throw refuse('already_done');
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'rights.erase.ask', subject: request });
    await kernel.enqueue(kernel, ERASE_PERSON, { request }, { key: request, runAt: runsAt });
    const { publicUrl } = kernel.config;
    await mailPerson(
      kernel,
      actor.id,
      {
        subject: 'You asked to be erased',
        text: [
          `We will erase what we hold of you on ${runsAt.toISOString().slice(0, 10)} (UTC).`,
          '',
          'Was it not you, or have you changed your mind? Sign in and take it back before then:',
          publicUrl + href(routes.rights.erase),
          '',
          'Afterwards you find the signed certificate here, without signing in. Keep this address:',
          publicUrl + certificate,
        ].join('\n'),
      },
      `erase-asked:${request}`,
    );
  });
  return certificate;
}

/** Takes it back. @throws Refusal not_found when there is nothing, or it is too late */
export async function cancelErasure(kernel: Kernel, actor: Person): Promise<void> {
  await kernel.transaction(async kernel => {
    const found = await findLiving(kernel, actor.id, 'erase');
    const request = found && (await lockRequest(kernel, found.id));
    if (!request || !mayCancel(request, kernel.clock.now())) throw refuse('not_found');
    await moveRequest(kernel, request.id, 'withdrawn', { end: true });
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'rights.erase.cancel', subject: request.id });
    await mailPerson(
      kernel,
      actor.id,
      { subject: 'You will not be erased', text: 'You took back that you want to be erased. Everything stays.' },
      `erase-cancelled:${request.id}`,
    );
  });
}
