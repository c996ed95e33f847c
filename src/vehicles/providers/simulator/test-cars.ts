// The cars of test accounts: cars of the fleet that live in Colorado, within the ranges of vehicle-platform §16.2.
import { testCodeOf } from '../../vehicle.ts';
import type { Car } from './car.ts';
import { chance } from './chance.ts';
import { findCar, fleetIds, withinReach } from './fleet.ts';
import type { TestAccount, TestLevel } from './test-accounts.ts';

/** What the credentials of a test account say: who it is, as a keyed hash, which make was chosen, what is in it. */
export type TestCredentials = { readonly account: string; readonly make: string } & Pick<
  TestAccount,
  'cars' | 'vin' | 'level' | 'refusal' | 'fault'
>;

/** The cars of a test account, the same for the same credentials. */
export const testCars = (credentials: TestCredentials): readonly Car[] => {
  const models = fleetIds.filter(id => findCar(id)?.make === credentials.make);
  if (models.length === 0) return [];
  return Array.from({ length: credentials.cars }, (_, index) => {
    const model = models[index % models.length] ?? '';
    return testCar(`${model}~t.${credentials.account}.${index}`, credentials);
  }).filter(car => car !== null);
};

/** One car of a test account by its id; null when the account has no such car. */
export const testCar = (id: string, { account, make, cars, vin, level }: TestCredentials): Car | null => {
  const [model = '', rest = ''] = id.split('~', 2);
  const number = Number(rest.slice(`t.${account}.`.length));
  if (!rest.startsWith(`t.${account}.`) || !Number.isInteger(number) || number < 0 || number >= cars) return null;
  const car = findCar(id);
  if (car === null || car.make !== make || !fleetIds.includes(model)) return null;
  const away = (index: number) => 0.4 * (chance(car.seed, 'home', index) - 0.5);
  return withinReach({
    ...drivenBy(car, level),
    vin: vin ?? testVin(car),
    home: { latitude: COLORADO.latitude + away(0), longitude: COLORADO.longitude + away(1) },
    currency: 'USD',
    // From here tires stay between 175 and 237 kPa, whatever the weather.
    tirePressure: 209,
    week: 'commuter',
    weeklyKilometers: 480,
    delivered: Math.max(car.delivered, Date.UTC(2021, 0, 4, 12)),
  });
};

const COLORADO = { latitude: 39.7, longitude: -105.1 };

// `0SC`, four letters for the make, and ten hexadecimal digits, as the contract's own test VINs.
const testVin = ({ make, seed }: Car): string => {
  const digits = (index: number) =>
    Math.floor(chance(seed, 'serial', index) * 0x1000)
      .toString(16)
      .padStart(3, '0');
  return `0SC${testCodeOf(make)}0${digits(1)}${digits(2)}${digits(3)}`.toUpperCase();
};

const MOST_RANGE = 465;

// Another powertrain than its model has, where the account asks for one; and tanks that last no further than batteries.
const drivenBy = (car: Car, level: TestLevel): Car => {
  const battery = car.battery ?? { capacity: 72, perKilometer: 0.19, charger: 9.6, limit: 0.9, plug: 'CCS1' };
  const tank = car.tank ?? { liters: 45, perKilometer: 0.06 };
  const small = { ...tank, liters: Math.min(tank.liters, MOST_RANGE * tank.perKilometer) };
  const driven: Partial<Car> =
    level === 'bev'
      ? { powertrain: 'BEV', battery, tank: null, electricShare: 1 }
      : level === 'phev'
        ? { powertrain: 'PHEV', battery: { ...battery, capacity: 18, charger: 3.6 }, tank: small, electricShare: 0.6 }
        : level === 'fuel'
          ? { powertrain: 'ICE', battery: null, tank: small, electricShare: 0 }
          : { tank: car.tank && small };
  return { ...car, ...driven };
};
