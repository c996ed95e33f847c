// What the module holds of a person: their cars, how these are reached, what was read last, and who read them.
import { nothingSpared } from '../core/erasure/held-items.ts';
import type { PersonalData } from '../core/module.ts';
import { countHeld } from './held/personal-data-store.ts';
import { deleteIdleAccounts, exportAccounts } from './makers/account-store.ts';
import { exportEndedSignIns, forgetEndedSignIns } from './makers/ended-sign-in-store.ts';
import { exportKeptReadings } from './makers/kept-reading-store.ts';
import { letGoOfMakers } from './makers/let-go.ts';
import { exportPushed } from './makers/pushed-value-store.ts';
import { deleteReadEvents, exportReadEvents } from './read-event-store.ts';
import { deleteFleetCars, exportFleetCars } from './telemetry/fleet-car-store.ts';
import { exportTelemetry } from './telemetry/telemetry-store.ts';
import { exportExecutions } from './v3/execution-store.ts';
import { deleteVehicles, exportVehicles, findVehiclesOfOwner } from './vehicle-store.ts';

export const vehiclesPersonalData: PersonalData = {
  tables: [
    'vehicles.vehicle',
    'vehicles.connection',
    'vehicles.read_event',
    'vehicles.simulated_car',
    'vehicles.account',
    'vehicles.ended_sign_in',
    'vehicles.kept_reading',
    'vehicles.pushed_value',
    'vehicles.telemetry',
    'vehicles.fleet_car',
    'vehicles.execution',
  ],
  export: async (kernel, person) => ({
    ...(await exportVehicles(kernel, person)),
    accountsAtMakers: await exportAccounts(kernel, person),
    endedSignIns: await exportEndedSignIns(kernel, person),
    reportedByCars: await exportPushed(kernel, person),
    telemetry: exportTelemetry(kernel, person),
    namedByFleet: await exportFleetCars(kernel, person),
    keptReadings: await exportKeptReadings(kernel, person),
    orders: await exportExecutions(kernel, person),
    reads: exportReadEvents(kernel, person),
  }),
  counts: countHeld,
  // A car is held with the log of who read it, and with what it is reached by.
  items: {
    list: async (kernel, person) =>
      (await findVehiclesOfOwner(kernel, person)).map(({ id, make, model, year }) => ({
        id,
        words: `the ${make} ${model} of ${year}, and the log of who read it`,
      })),
  },
  heldBy: {
    'vehicles.read_event': { person: 'owner', item: 'vehicle' },
    'vehicles.telemetry': { person: 'owner', item: 'vehicle' },
    'vehicles.pushed_value': { person: 'owner', item: 'vehicle' },
    'vehicles.kept_reading': { person: 'owner', item: 'vehicle' },
    'vehicles.execution': { person: 'owner', item: 'vehicle' },
    'vehicles.ended_sign_in': { person: 'owner' },
  },
  erase: async (kernel, person, { kept } = nothingSpared) => {
    // What opens the person's accounts at makers is taken back there, also after the person is gone.
    await letGoOfMakers(kernel, person, 'all');
    await forgetEndedSignIns(kernel, person);
    await deleteReadEvents(kernel, person, kept);
    await deleteFleetCars(kernel, person, kept);
    await deleteVehicles(kernel, person, kept);
    await deleteIdleAccounts(kernel, person);
  },
};
