// What a test sends: an event of a car that does not exist, with a value of every kind that the webhook wants.
import type { KindValues } from '../../catalog/signal-values.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import { after, MINUTE } from '../../core/clock.ts';
import { newUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { signalV3 } from '../../vehicles/index.ts';
import { type Envelope, vehicleState } from '../envelope.ts';
import type { Webhook } from '../webhook.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5);

/** One value of every kind, in the units of the catalog. */
const samples: KindValues = {
  distance: 53168.25,
  speed: 84.5,
  volume: 31.5,
  pressure: 232.5,
  temperature: 21.5,
  fraction: 0.785,
  energy: 12.75,
  power: 7040,
  current: 16.5,
  voltage: 229.5,
  angle: 132.5,
  duration: 45,
  count: 2,
  flag: true,
  text: 'SAMPLE',
  texts: ['SAMPLE'],
  chargingState: 'CHARGING',
  attributes: { make: 'TESLA', model: 'Model Y', year: 2021, powertrain: 'BEV' },
  location: { latitude: 37.773972, longitude: -122.431297, heading: 132.5 },
  openings: [
    { row: 0, column: 0, isOpen: false, isLocked: true },
    { row: 0, column: 1, isOpen: false, isLocked: true },
  ],
  opening: { isOpen: false, isLocked: true },
  tires: [
    { row: 0, column: 0, pressure: 232.5 },
    { row: 0, column: 1, pressure: 231.5 },
  ],
  capacity: { nominal: 75.5, source: 'SMARTCAR', candidates: [{ capacity: 75.5, description: null }] },
  timers: [{ type: 'global', start: '22:00:00', end: '06:00:00', days: ['MONDAY'] }],
  chargeRecords: [{ startedAt: at, endedAt: at + 90 * MINUTE, energy: 23.5 }],
  system: { status: 'OK', description: null },
  troubleCodes: [{ code: 'P0455', since: at }],
  services: [
    {
      id: 1,
      at,
      odometer: 50000.5,
      tasks: [{ id: 1, description: 'oil change' }],
      place: 'dealership',
      cost: { total: 100.5, currency: 'USD' },
    },
  ],
};

/** The ids of the owner and the car that no test is about. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** An event of mode TEST: sample data, never a car's. */
export function sampleEvent(kernel: Pick<Kernel, 'clock' | 'random'>, webhook: Webhook): Envelope {
  const now = kernel.clock.now();
  return vehicleState(
    newUuid(kernel.random),
    webhook,
    {
      user: NOBODY,
      vehicle: { id: NOBODY, make: 'TESLA', model: 'Model Y', year: 2021 },
      mode: 'TEST',
    },
    {
      signals: webhook.data.flatMap(signal => {
        const shown = signalV3(signal, readingOf(signal, now), true);
        return shown ? [shown] : [];
      }),
      changed: webhook.triggers.slice(0, 1),
    },
  );
}

const readingOf = (signal: SignalId, now: Date) =>
  // Each sample has the type of its kind; TypeScript cannot follow that through the union of all signals.
  ({ signal, value: samples[signals[signal].kind], recordedAt: after(now, -MINUTE), fetchedAt: now }) as Parameters<
    typeof signalV3
  >[1];
