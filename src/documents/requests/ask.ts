// Asking for documents, named one by one; and taking that back.
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listListed } from '../shelf/document-store.ts';
import { termsOf } from '../terms/sign-terms.ts';
import { domainClassOf, domainOf } from '../visitors/domain-class.ts';
import { findVisitor, lockVisitor } from '../visitors/visitor-store.ts';
import { approve } from './decide.ts';
import { canRenew, isOpen, listGrantsOf, wasRevoked } from './grant-store.ts';
import { countWaiting, decideItem, findOwnRequest, insertRequest, listRequestsOf } from './request-store.ts';
import { listRules } from './rule-store.ts';
import { decidingRule } from './rules.ts';

/** Documents of one visitor that may wait at once. */
export const MOST_WAITING = 20;

/** Why nothing was asked for, by the field that it stands at. */
export type NotAsked = { readonly documents: string } | { readonly needs: 'acceptance' };

/**
 * Keeps a request, and decides what rules decide. Documents that are asked for or open already are left out.
 * @throws Refusal not_found when a document is none that may be asked for: the same for unknown and hidden ones
 */
export async function askForDocuments(
  kernel: Kernel,
  actor: Actor,
  input: { readonly documents: readonly string[]; readonly organization: string; readonly purpose: string },
): Promise<{ readonly request: string } | NotAsked> {
  if (actor.kind !== 'document-visitor') throw refuse('not_found');
  return kernel.transaction(async kernel => {
    // One at a time for each visitor: what is sent twice at once finds the first.
    if (!(await lockVisitor(kernel, actor.id))) throw refuse('not_found');
    const [visitor, { signature }] = await Promise.all([findVisitor(kernel, actor.id), termsOf(kernel, actor.id)]);
    if (!visitor) throw refuse('not_found');
    if (!signature) return { needs: 'acceptance' };
    const listed = new Map((await listListed(kernel)).map(one => [one.id, one]));
    const wanted = [...new Set(input.documents)].map(id => listed.get(id) ?? missing());
    if (wanted.length === 0) return { documents: 'Tick each document that you need.' };
    const [requests, grants, waiting] = await Promise.all([
      listRequestsOf(kernel, actor.id),
      listGrantsOf(kernel, actor.id),
      countWaiting(kernel, actor.id),
    ]);
    const now = kernel.clock.now();
    const waits = new Set(
      requests.flatMap(({ items }) => items.filter(({ state }) => state === 'waiting').map(one => one.version)),
    );
    const open = new Set(grants.filter(grant => isOpen(grant, now) && !canRenew(grant, now)).map(one => one.version));
    const left = wanted.filter(({ current }) => !waits.has(current.id) && !open.has(current.id));
    if (left.length === 0) return { documents: 'You have asked for these already, or may read them now.' };
    if (waiting + left.length > MOST_WAITING)
      return { documents: `At most ${MOST_WAITING} documents wait at once. Withdraw some, or wait for an answer.` };
    const domain = domainOf(visitor.address);
    const { id, items } = await insertRequest(kernel, {
      visitor: actor.id,
      signature: signature.id,
      organization: input.organization,
      purpose: input.purpose,
      domain,
      domainClass: domainClassOf(domain),
      wanted: left.map(({ id: document, current }) => ({ document, version: current.id })),
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'documents.ask',
      subject: id,
      details: { documents: left.map(one => one.id) },
    });
    const rules = (await listRules(kernel)).filter(({ mode }) => mode === 'on');
    const taken = await wasRevoked(kernel, actor.id);
    for (const [index, document] of left.entries()) {
      const item = {
        id: items[index] ?? '',
        visitor: actor.id,
        version: document.current.id,
        grantDays: document.grantDays,
      };
      const asked = {
        domain,
        domainClass: domainClassOf(domain),
        document: document.id,
        approvals: document.approvals,
        wasRevoked: taken,
      };
      const rule = decidingRule(rules, asked);
      if (rule?.effect === 'deny')
        await decideItem(kernel, item, { state: 'denied', by: rule.id, rule: rule.id, reason: rule.words });
      else if (rule) await approve(kernel, item, { by: rule.id, rule: rule.id, days: document.grantDays });
      else if (document.approvals === 0 && !taken)
        await approve(kernel, item, { by: 'acceptance', days: document.grantDays });
    }
    if ((await countWaiting(kernel, actor.id)) > 0)
      await kernel.enqueue(kernel, 'tell-staff-of-document-request', { request: id });
    return { request: id };
  });
}

function missing(): never {
  throw refuse('not_found');
}

/** Takes back what still waits. */
export async function withdrawRequest(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const request = await findOwnRequest(kernel, actor, id);
    if (!request) throw refuse('not_found');
    for (const item of request.items)
      if (item.state === 'waiting')
        await decideItem(kernel, { id: item.id, visitor: request.visitor }, { state: 'withdrawn', by: actorId(actor) });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'documents.withdraw', subject: id });
  });
}

/** Where staff decides a request. */
export const requestLink = (kernel: Kernel, id: string): string =>
  kernel.config.publicUrl + href(routes.documents.request, { id });
