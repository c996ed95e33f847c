// The private halves of the program's keys are sealed, but they are nobody's personal data.
import type { PersonalData } from '../../core/module.ts';

export const keyPersonalData: PersonalData = {
  tables: ['program.openpgp_key'],
  export: async () => ({}),
  erase: async () => undefined,
};
