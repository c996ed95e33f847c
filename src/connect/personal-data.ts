// What connect holds of a person: what they allowed, and what they were shown when they did.
import { actorId, system } from '../core/actor.ts';
import type { PersonalData } from '../core/module.ts';
import { deleteNotices, readNotice } from './consent/notice-store.ts';
import { endGrant } from './end-grant.ts';
import { countHeld } from './ends/held-store.ts';
import { listGrants } from './grant-store.ts';
import { deleteReceipts, listReceipts } from './receipts/receipt-store.ts';

export const personalData: PersonalData = {
  tables: ['connect.grant', 'connect.artifact', 'connect.receipt'],
  export: async (kernel, person) => {
    const grants = await listGrants(kernel, { id: person });
    const receipts = await listReceipts(kernel, { id: person });
    return {
      receipts: receipts.map(({ text }) => JSON.parse(text) as unknown),
      grants: await Promise.all(
        grants.map(async grant => {
          const notice = await readNotice(kernel, { id: person }, grant.id);
          return {
            id: grant.id,
            application: grant.application,
            vehicles: grant.vehicles,
            permissions: grant.scopes,
            grantedAt: grant.grantedAt.toISOString(),
            expiresAt: grant.expiresAt.toISOString(),
            revokedAt: grant.revokedAt?.toISOString() ?? null,
            lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
            whatWasShown: notice === undefined ? null : (JSON.parse(notice) as unknown),
          };
        }),
      ),
    };
  },
  counts: countHeld,
  // That a grant existed stays, by opaque ids, as proof for the application; codes and tokens go with its end.
  erase: async (kernel, person) => {
    for (const grant of await listGrants(kernel, { id: person }))
      await endGrant(kernel, actorId(system('erasure')), grant, 'erased');
    await deleteNotices(kernel, person);
    await deleteReceipts(kernel, person);
  },
};
