// Applications are told to delete what they hold, are reminded, and say what they did.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Grant, listGrantsOfOwner } from '../../connect/index.ts';
import { actorId, type Person, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { findMemberApplication, ownersOfApplication } from '../../developers/index.ts';
import { userIdOf } from '../../vehicles/index.ts';
import { makeOrder, type OrderCause, type OrderOutcome, orderDueFrom } from './order.ts';
import { acknowledgeOrder, findOrderTo, insertOrder, markTaken, takeToRemind } from './order-store.ts';

/**
 * Orders every application that the person ever let in to delete what it holds: whoever had access knows at least the
 * person's id and cars. Once for an erasure, however often it is called.
 */
export const orderDeletions = (
  kernel: Kernel,
  { person, request }: { readonly person: string; readonly request: string },
): Promise<void> =>
  kernel.transaction(async kernel => {
    const grants = await listGrantsOfOwner(kernel, { id: person });
    for (const [application, those] of Map.groupBy(grants, grant => grant.application.id))
      await sendOrder(kernel, { person, request, application, grants: those, cause: 'erased' });
  });

/**
 * An owner asks one application, whose access has ended, to delete what it holds.
 * @throws Refusal not_found when it never had access, already_done while its access stands or an order waits
 */
export const askDeletion = (kernel: Kernel, actor: Person, application: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const grants = (await listGrantsOfOwner(kernel, actor)).filter(grant => grant.application.id === application);
    if (grants.length === 0) throw refuse('not_found');
    if (grants.some(({ revokedAt }) => revokedAt === undefined)) throw refuse('already_done');
    if (!(await sendOrder(kernel, { person: actor.id, request: null, application, grants, cause: 'asked' })))
      throw refuse('already_done');
  });

async function sendOrder(
  kernel: Kernel,
  {
    person,
    request,
    application,
    grants,
    cause,
  }: {
    readonly person: string;
    readonly request: string | null;
    readonly application: string;
    readonly grants: readonly Grant[];
    readonly cause: OrderCause;
  },
): Promise<boolean> {
  const id = newId('ord', kernel.clock, kernel.random);
  const issuedAt = kernel.clock.now();
  const dueAt = orderDueFrom(issuedAt);
  const page = kernel.config.publicUrl + href(routes.rights.orders, { id: application });
  const document = makeOrder(
    {
      id,
      server: kernel.config.publicUrl,
      application,
      user: userIdOf(kernel, application, person),
      vehicles: [...new Set(grants.flatMap(({ vehicles }) => vehicles))].toSorted(),
      cause,
      issuedAt,
      dueAt,
      acknowledgeUrl: page,
    },
    kernel.keyring.signer('receipt'),
  );
  const isNew = await insertOrder(kernel, {
    id,
    person,
    request,
    application,
    cause,
    document: JSON.stringify(document),
    dueAt,
  });
  if (!isNew) return false;
  await kernel.emit(kernel, 'deletion.ordered', { order: id, application, document: JSON.stringify(document) });
  await kernel.audit.record(kernel.db, {
    actor: cause === 'asked' ? person : actorId(system('erasure')),
    action: 'rights.order.send',
    subject: id,
    details: { application, cause },
  });
  await tellDevelopers(kernel, application, {
    subject: 'Delete what you hold of one user',
    text: `An owner who used your application wants their data deleted. By ${dueAt.toISOString().slice(0, 10)} delete what you hold and say what you did:`,
    cause: `order:${id}`,
  });
  return true;
}

/**
 * A developer says what was done.
 * @throws Refusal not_found, not_allowed for members who only look, already_done
 */
export const acknowledge = (
  kernel: Kernel,
  actor: Person,
  at: { readonly application: string; readonly order: string },
  said: { readonly outcome: OrderOutcome; readonly note: string },
): Promise<void> =>
  kernel.transaction(async kernel => {
    const application = await findMemberApplication(kernel, actor, at.application);
    const order = await findOrderTo(kernel, application, at.order);
    if (!order) throw refuse('not_found');
    if (!application.mayChange) throw refuse('not_allowed');
    if (!(await acknowledgeOrder(kernel, order.id, { by: actor.id, ...said }))) throw refuse('already_done');
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'rights.order.acknowledge',
      subject: order.id,
      details: { outcome: said.outcome },
    });
    // Whoever was erased has no address any more; then nothing is sent.
    await mailPerson(
      kernel,
      order.person,
      {
        subject: 'An app has answered that you want your data deleted',
        text: `What it says stands here:\n${kernel.config.publicUrl}${href(routes.rights.home)}\n`,
      },
      `order-answered:${order.id}`,
    );
  });

/** A server of the application took the signed message: received, which is not yet done. */
export const noteWhenTaken = subscriber({
  name: 'note-when-deletion-order-taken',
  event: 'deletion.taken',
  handle: (kernel, { order }) => markTaken(kernel, order),
});

export const remindJob: Job = {
  name: 'remind-of-deletion-orders',
  every: '23 6 * * *',
  run: async kernel => {
    for (;;) {
      const taken = await kernel.transaction(async kernel => {
        const due = await takeToRemind(kernel);
        for (const { id, application } of due)
          await tellDevelopers(kernel, application, {
            subject: 'An order to delete data is due',
            text: 'You have not said yet what you did about an order to delete data of one user:',
            cause: `order-reminder:${id}`,
          });
        return due.length;
      });
      if (taken === 0) return;
    }
  },
};

async function tellDevelopers(
  kernel: Kernel,
  application: string,
  { subject, text, cause }: { readonly subject: string; readonly text: string; readonly cause: string },
): Promise<void> {
  const link = kernel.config.publicUrl + href(routes.rights.orders, { id: application });
  for (const person of await ownersOfApplication(kernel, application))
    await mailPerson(kernel, person, { subject, text: `${text}\n${link}\n` }, cause);
}
