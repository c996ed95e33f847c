// Deciding requests: approving by one or two people, denying with a reason, revoking.
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { supersedeSignature } from '../terms/signature-store.ts';
import { findVisitor } from '../visitors/visitor-store.ts';
import { findGrant, findOwnGrant, insertGrant, revokeGrant } from './grant-store.ts';
import { agreeFirst, decideItem, type Item, lockRequest } from './request-store.ts';

type Approved = { readonly id: string; readonly visitor: string; readonly version: string; readonly grantDays: number };

/** Opens a version to a visitor. Call it in the transaction that decides. @returns false when it waits no more */
export async function approve(
  kernel: Kernel,
  item: Approved,
  {
    by,
    also,
    rule,
    days,
  }: { readonly by: string; readonly also?: string | undefined; readonly rule?: string; readonly days: number },
): Promise<boolean> {
  if (!(await decideItem(kernel, item, { state: 'approved', by, rule }))) return false;
  const endsAt = after(kernel.clock.now(), Math.min(days, item.grantDays) * DAY);
  const grant = await insertGrant(kernel, {
    item: item.id,
    visitor: item.visitor,
    version: item.version,
    endsAt,
    grantedBy: by,
    alsoBy: also ?? null,
  });
  await kernel.audit.record(kernel.db, {
    actor: by.startsWith('per_') ? by : `system:documents`,
    action: 'documents.grant',
    subject: grant,
    details: { version: item.version, until: endsAt.toISOString(), by, ...(also !== undefined && { also }) },
  });
  return true;
}

export type StaffDecision =
  | { readonly kind: 'approve'; readonly items: readonly string[]; readonly days: number }
  | { readonly kind: 'deny'; readonly items: readonly string[]; readonly reason: string };

/** What came of it: how many were decided, and how many now wait for a second person. */
export type Decided = { readonly decided: number; readonly half: number };

/**
 * Decides those of the items that still wait. A document for which two must agree is only opened by the second, who is
 * not the first.
 * @throws Refusal not_found for a request or an item that is none, conflict when nothing of it waits any more
 */
export async function decideRequest(
  kernel: Kernel,
  actor: Actor,
  request: string,
  decision: StaffDecision,
): Promise<Decided> {
  return kernel.transaction(async kernel => {
    const found = await lockRequest(kernel, request);
    if (!found) throw refuse('not_found');
    const chosen = decision.items.map(id => found.items.find(item => item.id === id) ?? missing());
    let decided = 0;
    let half = 0;
    for (const item of chosen) {
      if (item.state !== 'waiting') continue;
      const done =
        decision.kind === 'deny'
          ? await deny(kernel, actor, { ...item, visitor: found.visitor }, decision.reason)
          : await agree(kernel, actor, { ...item, visitor: found.visitor }, decision.days);
      if (done === 'decided') decided += 1;
      else if (done === 'half') half += 1;
    }
    if (decided + half === 0) throw refuse('conflict');
    if (decided > 0)
      await tellVisitor(kernel, found.visitor, `${request} ${actorId(actor)} ${kernel.clock.now().getTime()}`);
    return { decided, half };
  });
}

function missing(): never {
  throw refuse('not_found');
}

async function deny(kernel: Kernel, actor: Actor, item: Item & { visitor: string }, reason: string) {
  const done = await decideItem(kernel, item, { state: 'denied', by: actorId(actor), reason });
  if (!done) return 'gone';
  await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'documents.deny', subject: item.id });
  return 'decided';
}

async function agree(kernel: Kernel, actor: Actor, item: Item & { visitor: string }, days: number) {
  // What was superseded meanwhile would be opened to nobody.
  if (!item.isCurrent) return 'gone';
  const by = actorId(actor);
  if (item.approvals === 2 && item.firstApproval === null) {
    if (!(await agreeFirst(kernel, item.id, by))) return 'gone';
    await kernel.audit.record(kernel.db, { actor: by, action: 'documents.agree', subject: item.id });
    return 'half';
  }
  if (item.approvals === 2 && item.firstApproval === by) return 'gone';
  const first = item.firstApproval ?? undefined;
  return (await approve(kernel, item, { by, also: item.approvals === 2 ? first : undefined, days }))
    ? 'decided'
    : 'gone';
}

/** Ends a grant at once. The visitor accepts the terms anew before they read anything again. */
export async function revoke(kernel: Kernel, actor: Actor, id: string, reason: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const grant = await findGrant(kernel, id);
    if (!grant) throw refuse('not_found');
    if (!(await revokeGrant(kernel, grant, actorId(actor), reason))) throw refuse('already_done');
    await supersedeSignature(kernel, grant.visitor, 'revocation');
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'documents.revoke', subject: id });
    await tellVisitor(kernel, grant.visitor, `${id} revoked`);
  });
}

/** A visitor gives their own access back. */
export async function giveUp(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const grant = await findOwnGrant(kernel, actor, id);
    if (!grant) throw refuse('not_found');
    if (await revokeGrant(kernel, grant, actorId(actor), undefined))
      await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'documents.give-up', subject: id });
  });
}

/** Says that there is news, never what: neither document nor decision stands in a mail. */
async function tellVisitor(kernel: Kernel, visitor: string, cause: string): Promise<void> {
  const found = await findVisitor(kernel, visitor);
  if (!found) return;
  const { operator, publicUrl } = kernel.config;
  await kernel.compose(
    kernel,
    {
      to: found.address,
      subject: `News of your request to ${operator.name}`,
      text: [
        `There is news of what you asked ${operator.name} for. Prove your address once more to see it:`,
        publicUrl + href(routes.documents.mine),
      ].join('\n'),
      forget: true,
    },
    `documents ${cause}`,
  );
}
