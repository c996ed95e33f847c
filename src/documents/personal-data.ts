// What documents on request hold of a person: the visitor of their address, what they asked for, accepted and got.
import { findPerson } from '../accounts/index.ts';
import { system } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { PersonalData } from '../core/module.ts';
import { listDeliveriesOf } from './deliveries/delivery-store.ts';
import { listGrantsOf } from './requests/grant-store.ts';
import { listRequestsOf } from './requests/request-store.ts';
import { listSignaturesOf } from './terms/signature-store.ts';
import { forgetVisitor } from './visitors/forget-visitor.ts';
import { findVisitor, findVisitorByAddress } from './visitors/visitor-store.ts';

export const personalData: PersonalData = {
  tables: [
    'documents.visitor',
    'documents.code',
    'documents.signature',
    'documents.request',
    'documents.request_item',
    'documents.access_grant',
  ],
  export: async (kernel, person) => {
    const id = await visitorOfPerson(kernel, person);
    if (id === undefined) return {};
    const [visitor, requests, grants, signatures, deliveries] = await Promise.all([
      findVisitor(kernel, id),
      listRequestsOf(kernel, id),
      listGrantsOf(kernel, id),
      listSignaturesOf(kernel, id),
      listDeliveriesOf(kernel, id),
    ]);
    return {
      documentsAddress: visitor?.address ?? null,
      documentRequests: requests.map(({ id, organization, purpose, createdAt, items }) => ({
        id,
        organization: organization ?? null,
        purpose: purpose ?? null,
        askedAt: createdAt.toISOString(),
        documents: items.map(({ title, versionNumber, state, reason }) => ({
          title,
          version: versionNumber,
          state,
          reason: reason ?? null,
        })),
      })),
      documentGrants: grants.map(({ id, title, versionNumber, from, endsAt, revokedAt, reason }) => ({
        id,
        title,
        version: versionNumber,
        from: from.toISOString(),
        until: endsAt.toISOString(),
        revokedAt: revokedAt?.toISOString() ?? null,
        reason: reason ?? null,
      })),
      documentAcceptances: signatures.map(({ record }) => record),
      documentDownloads: deliveries.map(({ id, at, outcome, sent, mark }) => ({
        id,
        at: at.toISOString(),
        outcome,
        bytes: sent,
        number: mark.toString('hex'),
      })),
    };
  },
  // The records of acceptance stay, for claims under the terms (Art. 17(3)(e)).
  erase: async (kernel, person) => {
    const id = await visitorOfPerson(kernel, person);
    if (id !== undefined) await forgetVisitor(kernel, system('erasure'), id);
  },
};

async function visitorOfPerson(kernel: Kernel, person: string): Promise<string | undefined> {
  const found = await findPerson(kernel, person);
  return found && findVisitorByAddress(kernel, found.email);
}
