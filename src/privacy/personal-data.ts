// What privacy holds of a person: what they were told about the use of their cars, and how they want to be told.
import type { PersonalData } from '../core/module.ts';
import { deleteOfOwner, findChoices, listAlerts, listUses } from './alerts/alert-store.ts';

export const personalData: PersonalData = {
  tables: ['privacy.use', 'privacy.alert', 'privacy.alert_choice'],
  export: async (kernel, person) => ({
    alerts: (await listAlerts(kernel, { id: person })).map(({ grant, application, kind, signal, at, seenAt }) => ({
      grant,
      application,
      kind,
      signal,
      at: at.toISOString(),
      seenAt: seenAt?.toISOString() ?? null,
    })),
    alertChoices: (await findChoices(kernel, [person])).get(person) ?? {},
    usesOfGrants: (await listUses(kernel, person)).map(({ grant, signal, first_at, last_at }) => ({
      grant,
      signal,
      firstAt: first_at.toISOString(),
      lastAt: last_at.toISOString(),
    })),
  }),
  erase: deleteOfOwner,
};
