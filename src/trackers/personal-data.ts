// What this module holds of a person: nothing that is asked for by person. Names, addresses and tokens are the team's own, who
// made or wrote something is an opaque id, and comments of tickets are copies of what a tracker keeps.
import type { PersonalData } from '../core/module.ts';

export const personalData: PersonalData = {
  tables: [
    'trackers.receiver',
    'trackers.signing_secret',
    'trackers.tracker',
    'trackers.link',
    'trackers.ticket_comment',
    'trackers.reconciliation',
  ],
  export: async () => ({}),
  erase: async () => undefined,
};
