// The makers of test mode: any name and password sign in, and special names make every error happen
// (vehicle-platform §16.1). Commands succeed always, and hold as far as the car can follow them (§16.2).
import type { Command } from '../../../catalog/vehicle-endpoints.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { Provider, ProviderFault, RunCommand } from '../provider.ts';
import { faultOf, listed, readCar } from './answer.ts';
import { changeCar, readKeptCar } from './car-store.ts';
import { fleetMakes } from './fleet.ts';
import { carMoment, type Life } from './life.ts';
import { noHabits } from './maker-habits.ts';
import { allCommands, obey } from './obey.ts';
import { sceneAt } from './sensors.ts';
import { testAccount } from './test-accounts.ts';
import { type TestCredentials, testCar, testCars } from './test-cars.ts';

/** The make when none was chosen before. */
const ANY_MAKE = 'CHEVROLET';

/** The provider of test accounts. Credentials are JSON: `TestCredentials`. */
export const testMakersOf = (kernel: Kernel): Provider => {
  const command =
    <C extends Command>(name: C): RunCommand<C> =>
    async ({ vehicle, credentials }, input, now) => {
      const account = readCredentials(credentials);
      const car = account && testCar(vehicle, account);
      if (!account || !car) return missing;
      if (account.fault !== null) return faultOf(account.fault);
      return changeCar(kernel, vehicle, ({ life }): Life | ProviderFault => {
        const scene = sceneAt(car, life.orders, carMoment(life, now.getTime()));
        const outcome = obey(name, scene, input, noHabits);
        if (typeof outcome !== 'string') return { ...life, orders: outcome };
        return outcome.startsWith('COMPATIBILITY.') ? faultOf(outcome) : life;
      });
    };
  return {
    id: 'test',
    makes: fleetMakes,
    modes: ['test'],
    signIn: {
      kind: 'form',
      of: 'simulation',
      signIn: async ({ username, password, make = ANY_MAKE }) => {
        if (username.trim() === '' || password === '')
          return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
        const name = username.trim().toLowerCase();
        const account = kernel.vault
          .blindIndex('vehicles.test-account', `${make}\n${name}`)
          .toString('hex')
          .slice(0, 24);
        const credentials: TestCredentials = { account, make, ...testAccount(username) };
        return { credentials: JSON.stringify(credentials) };
      },
    },
    listVehicles: async credentials => {
      const account = readCredentials(credentials);
      if (account === null) return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
      if (account.refusal !== null) return faultOf(account.refusal);
      const isIncompatible = account.level === 'incompatible' || account.level === 'dinosaur';
      return testCars(account).map(car => ({ ...listed(car), ...(isIncompatible && { isIncompatible }) }));
    },
    read: async ({ vehicle, credentials }, signals, now) => {
      const account = readCredentials(credentials);
      const car = account && testCar(vehicle, account);
      if (!account || !car) return missing;
      const { life } = await readKeptCar(kernel, vehicle);
      return readCar(car, { ...life, refusal: account.fault }, signals, now);
    },
    commands: allCommands(command),
  };
};

const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };

// Sealed and written by us: what is inside was checked when it was made.
const readCredentials = (credentials: string | null): TestCredentials | null =>
  credentials?.startsWith('{') ? (JSON.parse(credentials) as TestCredentials) : null;
