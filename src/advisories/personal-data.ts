// What this module holds of a person: the seats that their address has in cases, and what they said there.
import { findPerson } from '../accounts/index.ts';
import { system } from '../core/actor.ts';
import { nothingSpared } from '../core/erasure/held-items.ts';
import type { Kernel } from '../core/kernel.ts';
import type { PersonalData } from '../core/module.ts';
import { readCase } from './cases/case-store.ts';
import {
  findAllSeatsOfEmail,
  findSeatsById,
  forgetContact,
  listParticipants,
  type Seat,
} from './cases/participant-store.ts';
import { listMessages } from './cases/talk-store.ts';
import { listStatuses } from './cases/vulnerability-store.ts';
import { signingKeyTables } from './csaf/key-personal-data.ts';

export const personalData: PersonalData = {
  tables: [
    ...signingKeyTables,
    'advisories.coordination_case',
    'advisories.participant',
    'advisories.vulnerability',
    'advisories.participant_status',
    'advisories.embargo_proposal',
    'advisories.case_message',
    'advisories.case_entry',
    'advisories.advisory_draft',
    // Texts about an advisory, under its key: nothing in them is a person's.
    'advisories.cve_assignment',
  ],
  export: async (kernel, person) => {
    const cases = [];
    for (const { participant, case: id } of await seatsOf(kernel, person)) {
      const { number } = await readCase(kernel, system('export'), id);
      const seat = (await listParticipants(kernel, id)).find(one => one.id === participant);
      const self = { kind: 'participant', id: participant, case: id } as const;
      cases.push({
        number,
        name: seat?.name ?? '',
        email: seat?.email ?? '',
        roles: seat?.roles ?? [],
        progress: seat?.progress ?? '',
        statement: seat?.statement ?? null,
        statuses: (await listStatuses(kernel, id))
          .filter(said => said.participant === participant)
          .map(({ status, justification, note, at }) => ({ status, justification, note, at: at.toISOString() })),
        messages: (await listMessages(kernel, self, id))
          .filter(message => message.participant === participant)
          .map(({ at, audience, body }) => ({ at: at.toISOString(), audience, body })),
      });
    }
    return { cases };
  },
  // What was said for an organization stays with the case; who said it does not.
  items: {
    haveOwnKeys: true,
    list: async (kernel, person) =>
      Promise.all(
        (await seatsOf(kernel, person)).map(async ({ participant, case: id }) => ({
          id: participant,
          words: `name and address in case ${(await readCase(kernel, system('hold'), id)).number}`,
        })),
      ),
  },
  // Seats are found by the address, which is gone once a part has been left: those are taken by their ids.
  erase: async (kernel, person, { kept, left } = nothingSpared) => {
    const seats = [...(await seatsOf(kernel, person)), ...(await findSeatsById(kernel, left))];
    for (const seat of seats) if (!kept.includes(seat.participant)) await forgetContact(kernel, seat);
  },
};

async function seatsOf(kernel: Kernel, person: string): Promise<readonly Seat[]> {
  const found = await findPerson(kernel, person);
  return found ? findAllSeatsOfEmail(kernel, found.email) : [];
}
