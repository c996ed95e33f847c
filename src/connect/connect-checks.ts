// What connect can prove about itself.
import type { Check } from '../core/module.ts';
import { listSandboxVehicles } from '../vehicles/index.ts';
import { drillRevocation } from './ends/revocation-drill.ts';
import { countDeadTokens, countDoubleGrants, countMixedGrants } from './grant-checks-store.ts';

export const connectChecks: readonly Check[] = [
  {
    name: 'connect.no-token-outlives-its-grant',
    claim: 'When an owner takes access back, every code and token that came of it is gone.',
    run: async kernel => {
      const count = await countDeadTokens(kernel);
      return { ok: count === 0, detail: `${count} codes or tokens under ended grants` };
    },
  },
  {
    name: 'connect.revocation-drill',
    claim: 'A permission that was given for a drill is refused everywhere within a second after it was taken back.',
    run: kernel => drillRevocation(kernel),
  },
  {
    name: 'connect.one-grant-per-car',
    claim: 'A car is in one active grant per application, so taking that one back ends all access.',
    run: async kernel => {
      const count = await countDoubleGrants(kernel);
      return { ok: count === 0, detail: `${count} cars in more than one active grant` };
    },
  },
  {
    name: 'connect.sandboxes-apart',
    claim: 'No application of a researcher’s sandbox may read a real car, and no real application a simulated one.',
    run: async kernel => {
      const count = await countMixedGrants(kernel, await listSandboxVehicles(kernel));
      return { ok: count === 0, detail: `${count} cars in grants of another world` };
    },
  },
];
