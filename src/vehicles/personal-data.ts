// What the module holds of a person: their cars, how these are reached, what was read last, and who read them.
import type { PersonalData } from '../core/module.ts';
import { countHeld } from './held/personal-data-store.ts';
import { deleteAccounts, exportAccounts } from './makers/account-store.ts';
import { exportEndedSignIns, forgetEndedSignIns } from './makers/ended-sign-in-store.ts';
import { exportKeptReadings } from './makers/kept-reading-store.ts';
import { letGoOfMakers } from './makers/let-go.ts';
import { exportPushed } from './makers/pushed-value-store.ts';
import { deleteReadEvents, exportReadEvents } from './read-event-store.ts';
import { deleteFleetCars, exportFleetCars } from './telemetry/fleet-car-store.ts';
import { exportTelemetry } from './telemetry/telemetry-store.ts';
import { deleteVehicles, exportVehicles } from './vehicle-store.ts';

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
  ],
  export: async (kernel, person) => ({
    ...(await exportVehicles(kernel, person)),
    accountsAtMakers: await exportAccounts(kernel, person),
    endedSignIns: await exportEndedSignIns(kernel, person),
    reportedByCars: await exportPushed(kernel, person),
    telemetry: exportTelemetry(kernel, person),
    namedByFleet: await exportFleetCars(kernel, person),
    keptReadings: await exportKeptReadings(kernel, person),
    reads: exportReadEvents(kernel, person),
  }),
  counts: countHeld,
  erase: async (kernel, person) => {
    // What opens the person's accounts at makers is taken back there, also after the person is gone.
    await letGoOfMakers(kernel, person, 'all');
    await forgetEndedSignIns(kernel, person);
    await deleteReadEvents(kernel, person);
    await deleteFleetCars(kernel, person);
    await deleteVehicles(kernel, person);
    await deleteAccounts(kernel, person);
  },
};
