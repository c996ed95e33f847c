// The simulator as a provider: cars that developers made, those of the demonstration and of researchers' sandboxes. They
// answer like real ones, from seed, clock, and what they were told.
import type { Command } from '../../../catalog/vehicle-endpoints.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { CommandInputs, Provider, ProviderFault, RunCommand } from '../provider.ts';
import { faultOf, listed, readCar } from './answer.ts';
import type { Car } from './car.ts';
import { changeCar, findCarByAccount, type KeptCar, lookUpCar, readKeptCar } from './car-store.ts';
import { findCar, fleetIds, fleetMakes, orderedCar } from './fleet.ts';
import { carMoment, type Life } from './life.ts';
import { habitsOf } from './maker-habits.ts';
import { allCommands, obey } from './obey.ts';
import { sceneAt } from './sensors.ts';

export const SIMULATOR = 'simulator';

/** Before the id of a car that somebody made, in the credentials that open it. */
const MADE = 'car:';

/** The car with what was done to it; null when there is none, or it was deleted. */
export const carOf = (id: string, { order }: Pick<KeptCar, 'order'>): Car | null =>
  order === null ? findCar(id) : orderedCar(id, order);

/**
 * The provider of simulated cars. Who signs in gives the name and password that were made with a car. Credentials are
 * `car:` and a made car's id; for cars that nobody made, a make, `MAKE~word` for cars of one's own, or `~word` for one of
 * one's own of every model; null for the whole fleet.
 */
export const simulatorOf = (kernel: Kernel): Provider => {
  const command =
    <C extends Command>(name: C): RunCommand<C> =>
    async ({ vehicle }, input, now) => {
      const kept = await readKeptCar(kernel, vehicle);
      if (carOf(vehicle, kept) === null) return missing;
      return changeCar(kernel, vehicle, (kept): Life | ProviderFault => {
        const car = carOf(vehicle, kept);
        return car === null ? missing : afterOrder(car, kept.life, name, input, now);
      });
    };
  return {
    id: SIMULATOR,
    makes: fleetMakes,
    modes: ['simulated'],
    signIn: {
      kind: 'form',
      of: 'simulation',
      signIn: async ({ username, password }) => {
        const car = await findCarByAccount(kernel, username, password);
        return car === undefined ? wrongPassword : { credentials: MADE + car };
      },
    },
    listVehicles: async credentials => {
      if (credentials?.startsWith(MADE)) {
        const id = credentials.slice(MADE.length);
        const car = carOf(id, await lookUpCar(kernel, id));
        return car === null ? missing : [listed(car)];
      }
      const [make, word] = credentials?.split('~', 2) ?? [];
      const cars = fleetIds.flatMap(id => findCar(word === undefined ? id : `${id}~${word}`) ?? []);
      return cars.filter(car => make === undefined || make === '' || car.make === make).map(listed);
    },
    read: async ({ vehicle }, signals, now) => {
      const kept = await readKeptCar(kernel, vehicle);
      const car = carOf(vehicle, kept);
      return car === null ? missing : readCar(car, kept.life, signals, now);
    },
    commands: allCommands(command),
  };
};

const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
const wrongPassword: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };

const afterOrder = <C extends Command>(
  car: Car,
  life: Life,
  command: C,
  input: CommandInputs[C],
  now: Date,
): Life | ProviderFault => {
  if (life.refusal !== null) return faultOf(life.refusal);
  const scene = sceneAt(car, life.orders, carMoment(life, now.getTime()));
  const outcome = obey(command, scene, input, habitsOf(car));
  return typeof outcome === 'string' ? faultOf(outcome) : { ...life, orders: outcome };
};
