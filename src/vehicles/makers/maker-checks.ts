// What can be proven about the makers whose cars are connected.
import { after, DAY } from '../../core/clock.ts';
import type { Check } from '../../core/module.ts';
import { providersOf } from '../providers/registry.ts';
import { countAccounts } from './account-store.ts';
import { countEndedSignIns } from './ended-sign-in-store.ts';
import { brokerOf, listMakerStates } from './maker-state-store.ts';

export const makerChecks: readonly Check[] = [
  {
    name: 'makers-answer',
    claim: 'Every maker that this installation is signed up with answers.',
    run: async kernel => {
      const makers = providersOf(kernel).filter(({ modes }) => modes.includes('live'));
      const out = (await listMakerStates(kernel)).filter(
        ({ provider, isOut }) => isOut && makers.some(({ id }) => provider === id || provider === brokerOf(id)),
      );
      const told = out.map(({ provider, fault, since }) => `${provider} since ${since.toISOString()} (${fault})`);
      return {
        ok: out.length === 0,
        detail: out.length === 0 ? `${makers.length} makers, none is out.` : `Out: ${told.join(', ')}.`,
      };
    },
  },
  {
    name: 'sign-ins-ended-at-makers',
    claim: 'Where no app has access any more, our sign-in is taken back at the maker.',
    run: async kernel => {
      const since = after(kernel.clock.now(), -30 * DAY);
      const { waiting, failed } = await countEndedSignIns(kernel, since);
      return {
        ok: failed === 0,
        detail: `${waiting} are being taken back, ${failed} could not be within 30 days; their owners were told.`,
      };
    },
  },
  {
    name: 'maker-accounts',
    claim: 'No maker refuses the sign-ins of most of its owners.',
    run: async kernel => {
      const counts = await countAccounts(kernel);
      const refused = counts.filter(one => one.all > 1 && one.refused > one.all / 2);
      const told = counts.map(one => `${one.provider}: ${one.all} accounts, ${one.refused} must sign in again`);
      return { ok: refused.length === 0, detail: told.length === 0 ? 'There are none.' : `${told.join('; ')}.` };
    },
  },
];
