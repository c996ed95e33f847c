// What this module holds of a person: what they asked for, copies that lie ready, holds and orders about them.
import type { PersonalData } from '../core/module.ts';
import { forgetNotices, listNoticesTo } from './affected/notice-store.ts';
import { deleteCopy, destroyCopy, listCopiesOf } from './export/copy-store.ts';
import { heldOf } from './holds/hold-store.ts';
import { countOrdersOf, listOrdersOf } from './orders/order-store.ts';
import { heldWords } from './parts.ts';
import { isOpen } from './request.ts';
import { countRequestsOf, forgetWords, listRequestsOf, moveRequest } from './request-store.ts';

export const personalData: PersonalData = {
  tables: [
    'rights.request',
    'rights.copy',
    'rights.hold',
    'rights.deletion_order',
    'rights.notice',
    'rights.notice_person',
  ],
  export: async (kernel, person) => ({
    requests: (await listRequestsOf(kernel, person)).map(request => ({
      id: request.id,
      kind: request.kind,
      state: request.state,
      words: request.words ?? null,
      receivedAt: request.createdAt,
      dueAt: request.dueAt,
      extended: request.extended ?? null,
      answer: request.answer?.text ?? null,
      endedAt: request.endedAt ?? null,
    })),
    noticesOfBreaches: await listNoticesTo(kernel, person),
    heldByLaw: (await heldOf(kernel, person)).map(held => ({ what: heldWords(held), until: held.until })),
    ordersToDelete: (await listOrdersOf(kernel, person)).map(
      ({ id, application, createdAt, dueAt, acknowledgedAt, outcome }) => ({
        id,
        application,
        sentAt: createdAt,
        dueAt,
        acknowledgedAt: acknowledgedAt ?? null,
        outcome: outcome ?? null,
      }),
    ),
  }),
  counts: async (kernel, person) => ({
    requests: await countRequestsOf(kernel, person),
    ordersToDelete: await countOrdersOf(kernel, person),
  }),
  // That something was asked for and answered stays, by opaque ids; the words go.
  erase: async (kernel, person) => {
    for (const request of await listCopiesOf(kernel, person)) {
      await destroyCopy(kernel, request);
      await deleteCopy(kernel, request);
    }
    for (const request of await listRequestsOf(kernel, person))
      if (request.kind !== 'erase' && (isOpen(request) || request.state === 'ready'))
        await moveRequest(kernel, request.id, 'withdrawn', { end: true });
    await forgetNotices(kernel, person);
    await forgetWords(kernel, person);
  },
};
