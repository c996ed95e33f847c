// Vehicles: cars, the adapters of their makers, the vehicle API, and the log of who read what.
import type { Module } from '../core/module.ts';
import { compatibilityRoutes } from './compatibility/api-compatibility.ts';
import { endSignInJob } from './makers/let-go.ts';
import { makerChecks } from './makers/maker-checks.ts';
import { makersPage } from './makers/makers-page.tsx';
import { keepOnlyNeededJob } from './needs/keep-only-needed.ts';
import { vehiclesPersonalData } from './personal-data.ts';
import { carListener } from './providers/mqtt/listen-to-cars.ts';
import { forgetIdleCarsJob } from './providers/simulator/forget-idle.ts';
import { teslaKeyRoute } from './providers/tesla/public-key.ts';
import { quotaOf } from './quota/monthly-quota.ts';
import { commitsAreDurable } from './read-event-store.ts';
import { seedVehicles } from './seed.ts';
import { telemetryRoutes } from './telemetry/api-telemetry.ts';
import { fleetListener } from './telemetry/listen-to-fleet.ts';
import { vehicleRoutes } from './v2/api-v2.ts';
import { commandRoutesV3 } from './v3/api-commands.ts';
import { executionRoutes } from './v3/api-executions.ts';
import { scheduleRoutes } from './v3/api-schedules.ts';
import { signalRoutes } from './v3/api-signals.ts';
import { demoAuthenticator } from './v3/demo-vehicle.ts';
import { countMisplacedConnections } from './vehicle-store.ts';
import { vinLookup } from './vin/vin-lookup-store.ts';

export { renderVehicleProblem } from './api-problem.ts';

export const vehiclesModule: Module = {
  name: 'vehicles',
  routes: [
    ...vehicleRoutes,
    teslaKeyRoute,
    makersPage,
    ...compatibilityRoutes,
    ...signalRoutes,
    ...commandRoutesV3,
    ...scheduleRoutes,
    ...executionRoutes,
    ...telemetryRoutes,
  ],
  authenticators: [demoAuthenticator],
  jobs: [forgetIdleCarsJob, endSignInJob, keepOnlyNeededJob],
  services: [
    carListener,
    fleetListener,
    { name: 'request-counts', start: async kernel => () => quotaOf(kernel).flush() },
  ],
  lookups: [vinLookup],
  personalData: vehiclesPersonalData,
  seed: seedVehicles,
  checks: [
    {
      name: 'read-log-durable',
      claim: 'A read stands in its owner’s log on disk before its answer leaves.',
      run: async kernel => {
        const ok = await commitsAreDurable(kernel);
        return { ok, detail: ok ? 'Commits wait for the disk.' : 'The database has synchronous_commit off.' };
      },
    },
    {
      name: 'connections-with-their-owner',
      claim: 'Every way to a car is sealed under the key of the person who owns the car.',
      run: async kernel => {
        const count = await countMisplacedConnections(kernel);
        return { ok: count === 0, detail: `${count} connections are kept under someone else.` };
      },
    },
    ...makerChecks,
  ],
};
