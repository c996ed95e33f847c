// A person asks for something in words, or withdraws it.
import { mailPerson } from '../accounts/index.ts';
import { href, routes } from '../catalog/routes.ts';
import type { Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { type AskedKind, isAsked } from './request.ts';
import { insertRequest, lockRequest, moveRequest } from './request-store.ts';

/** As many characters as fit a page. */
export const LONGEST_WORDS = 5000;

/** Keeps the request; its month begins. @returns its id @throws Refusal not_allowed for programs */
export const askInWords = (kernel: Kernel, actor: Person, kind: AskedKind, words: string): Promise<string> =>
  kernel.transaction(async kernel => {
    if (actor.token !== undefined || actor.sandbox !== undefined) throw refuse('not_allowed');
    const id = await insertRequest(kernel, { person: actor.id, kind, words });
    if (id === undefined) throw refuse('already_done');
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'rights.ask', subject: id, details: { kind } });
    await mailPerson(
      kernel,
      actor.id,
      {
        subject: 'We have your request',
        text: `We answer within a month. How far it is:\n${kernel.config.publicUrl}${href(routes.rights.request, { request: id })}\n`,
      },
      `rights-asked:${id}`,
    );
    return id;
  });

/** Takes back one's own request in words. @throws Refusal not_found, already_done once it is answered */
export const withdraw = (kernel: Kernel, actor: Person, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const request = await lockRequest(kernel, id);
    if (request?.person !== actor.id || !isAsked(request.kind)) throw refuse('not_found');
    if (request.state !== 'open') throw refuse('already_done');
    await moveRequest(kernel, id, 'withdrawn', { end: true });
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'rights.withdraw', subject: id });
  });
