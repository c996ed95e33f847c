// What connect holds of a person: what they allowed, and what they were shown when they did.
import { actorId, system } from '../core/actor.ts';
import { nothingSpared } from '../core/erasure/held-items.ts';
import type { PersonalData } from '../core/module.ts';
import { applicationNames } from '../developers/index.ts';
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
  items: {
    list: async (kernel, person) => {
      const grants = await listGrants(kernel, { id: person });
      const names = await applicationNames(
        kernel,
        grants.map(({ application }) => application),
      );
      return grants.map(({ id, application, grantedAt }) => ({
        id,
        words: `the access of ${names.get(application) ?? 'an app that is gone'} of ${grantedAt.toISOString().slice(0, 10)}, with what was shown then`,
      }));
    },
  },
  // Access ends in any case; what was shown, and the receipts of it, are what a hold keeps. That a grant existed stays, by opaque ids, as proof for the application; codes and tokens go with its end.
  erase: async (kernel, person, { kept } = nothingSpared) => {
    for (const grant of await listGrants(kernel, { id: person }))
      await endGrant(kernel, actorId(system('erasure')), grant, 'erased');
    await deleteNotices(kernel, person, kept);
    await deleteReceipts(kernel, person, kept);
  },
};
