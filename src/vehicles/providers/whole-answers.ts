// Makes whole what an adapter answers that knows of a car only what it was sent.
import { type SignalId, signalIds } from '../../catalog/signals.ts';
import { isFault, type Provider, type ProviderVehicle, type Reading } from './provider.ts';

/** What the list of cars says of each: nothing that a car would have to report. */
const papers = ['vin', 'attributes'] as const satisfies readonly SignalId[];

const isPaper = (signal: SignalId): boolean => papers.some(paper => paper === signal);

/**
 * The same adapter, of cars that report by themselves, which answers as the contract has it:
 * - VIN, make, model and year come from its list of cars, whether a car ever reported or not;
 * - a car that never told one thing does not have it; out of reach is one that never told anything.
 */
export const withWholeAnswers = (provider: Provider): Provider => ({
  ...provider,
  readsOwnStore: true,
  read: async (connection, asked, now) => {
    const signals = [...new Set(asked)];
    const reported = signals.filter(signal => !isPaper(signal));
    let readings = reported.length === 0 ? [] : await provider.read(connection, reported, now);
    if (isFault(readings) && readings.fault === 'VEHICLE_STATE.UNREACHABLE') {
      const anything = await provider.read(connection, signalIds, now);
      if (!isFault(anything)) readings = [];
    }
    if (isFault(readings) || reported.length === signals.length) return readings;
    const cars = await provider.listVehicles(connection.credentials, now);
    if (isFault(cars)) return cars;
    const car = cars.find(({ vehicle }) => vehicle === connection.vehicle);
    if (car === undefined) return { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
    return [...papersOf(car, now).filter(({ signal }) => signals.includes(signal)), ...readings];
  },
});

const papersOf = ({ vin, make, model, year, powertrain }: ProviderVehicle, now: Date): Reading[] => [
  { signal: 'vin', value: vin, recordedAt: now, fetchedAt: now },
  { signal: 'attributes', value: { make, model, year, powertrain }, recordedAt: now, fetchedAt: now },
];
