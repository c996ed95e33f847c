// The public demo vehicle that the official suites read (vehicle-platform §12.1): a fixed picture of a car that nobody
// owns, served with its public token only where the operator switched it on.

import type { SignalId } from '../../catalog/signals.ts';
import type { Actor, Application } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Authenticator } from '../../core/module.ts';
import type { Reading } from '../providers/provider.ts';
import { signalResource } from './shape-v3.ts';

const ID = 'tst2e255-d3c8-4f90-9fec-e6e68b98e9cb';
const TOKEN = 'test-data-token';

const demo: Application = {
  kind: 'application',
  id: 'demo-vehicle',
  grant: 'demo-vehicle',
  owner: 'demo-vehicle',
  // No car of ours is among these, so this actor reaches none.
  scopes: new Set(),
  vehicles: new Set(),
};

/** Knows the public token, where the switch is on and on routes of v3 alone. */
export const demoAuthenticator: Authenticator = {
  credential: 'authorization',
  only: 'application',
  recognize: ({ config }, { headers }) =>
    config.demoVehicle && headers.authorization === `Bearer ${TOKEN}` ? demo : undefined,
};

export const isDemoVehicle = ({ config }: Kernel, actor: Actor, id: string): boolean =>
  config.demoVehicle && actor === demo && id === ID;

export const demoVehicle = {
  id: ID,
  type: 'vehicle',
  attributes: { make: 'TESLA', model: 'Model Y', year: 2021, powertrainType: 'BEV', mode: 'simulated' },
  links: { self: `/vehicles/${ID}` },
};

const readings = (now: Date): Reading[] => {
  const times = { recordedAt: new Date(now.getTime() - 100_000), fetchedAt: now };
  return [
    {
      signal: 'charge_timers',
      value: [{ type: 'location', start: '22:00', end: '06:00', days: ['MONDAY', 'TUESDAY'] }],
      ...times,
    },
    { signal: 'odometer', value: 115_071.5, ...times },
  ];
};

const resource = (reading: Reading) =>
  signalResource(ID, { signal: reading.signal as SignalId, reading }, { system: 'metric', withHeading: false });

export const demoSignals = (now: Date) => {
  const self = `/vehicles/${ID}/signals`;
  return {
    data: readings(now).map(resource),
    meta: { totalCount: 2, pageSize: 2, page: 1 },
    links: { self, first: self, previous: null, next: null, last: self },
    // The suites compare the year as text here.
    included: { vehicle: { ...demoVehicle, attributes: { ...demoVehicle.attributes, year: '2021' } } },
  };
};

/** @throws Refusal vehicle_fault for any signal but its two */
export function demoSignal(code: string, now: Date) {
  const found = readings(now)
    .map(resource)
    .find(one => one?.id === code);
  if (found === undefined) throw refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
  return found;
}
