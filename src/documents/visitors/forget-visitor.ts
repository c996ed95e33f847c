// A visitor is forgotten: access ends, the address and every word of their requests go, the records of acceptance stay.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteMailsTo } from '../../core/mail/mail.ts';
import { listGrantsOf, revokeGrant } from '../requests/grant-store.ts';
import { decideItem, listRequestsOf } from '../requests/request-store.ts';
import { supersedeSignature } from '../terms/signature-store.ts';
import { endSessions, findVisitor, forgetVisitorRow, lockVisitor } from './visitor-store.ts';

/** Harmless to repeat. */
export async function forgetVisitor(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await lockVisitor(kernel, id))) return;
    const by = actorId(actor);
    const visitor = await findVisitor(kernel, id);
    for (const request of await listRequestsOf(kernel, id))
      for (const item of request.items)
        if (item.state === 'waiting')
          await decideItem(kernel, { id: item.id, visitor: id }, { state: 'withdrawn', by });
    for (const grant of await listGrantsOf(kernel, id))
      if (grant.revokedAt === null) await revokeGrant(kernel, grant, id, undefined);
    await supersedeSignature(kernel, id, 'forgotten');
    await endSessions(kernel, id);
    if (visitor) await deleteMailsTo(kernel, visitor.address);
    await forgetVisitorRow(kernel, id);
    await kernel.audit.record(kernel.db, { actor: by, action: 'documents.forget', subject: id });
  });
}
