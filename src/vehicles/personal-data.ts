// What the module holds of a person: their cars, how these are reached, and who read them.
import type { PersonalData } from '../core/module.ts';
import { deleteReadEvents, exportReadEvents } from './read-event-store.ts';
import { deleteVehicles, exportVehicles } from './vehicle-store.ts';

export const vehiclesPersonalData: PersonalData = {
  tables: ['vehicles.vehicle', 'vehicles.connection', 'vehicles.read_event', 'vehicles.simulated_car'],
  export: async (kernel, person) => ({
    ...(await exportVehicles(kernel, person)),
    reads: await exportReadEvents(kernel, person),
  }),
  erase: async (kernel, person) => {
    await deleteReadEvents(kernel, person);
    await deleteVehicles(kernel, person);
  },
};
