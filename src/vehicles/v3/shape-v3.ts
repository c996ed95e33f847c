// What a reading looks like in API v3 and in webhooks (vehicle-platform §12.2, §14): one body for each kind of value,
// one spelling for each unit, made from the catalog.
import { type Quantity, quantities } from '../../catalog/signal-values.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { type Reading, type ReadingOf, readingValue } from '../providers/provider.ts';
import { present, roundTo, type UnitSystem } from '../units.ts';

export type V3Context = {
  readonly system: UnitSystem;
  /** Whether the heading of a location may be told: it has a permission of its own. */
  readonly withHeading: boolean;
};

/** The body of one signal; null when the car cannot tell it. For signals that v3 has. */
export function bodyV3(reading: Reading, context: V3Context): object | null {
  if (reading.value === null) return null;
  const special = specials[reading.signal];
  if (special) return special([reading], context);
  const { kind } = signals[reading.signal];
  if (isQuantity(kind)) return measure(reading.value as number, kind, context.system);
  // `kind` belongs to this very signal, so the value has its type; TypeScript cannot follow the pair.
  return (kinds[kind] as Shape<unknown>)(reading.value, context);
}

type Shape<Value> = (value: Value, context: V3Context) => object;
type ValueOf<S extends SignalId> = NonNullable<ReadingOf<S>['value']>;

const isQuantity = (kind: string): kind is Quantity => Object.hasOwn(quantities, kind);

function measure(value: number, quantity: Quantity, system: UnitSystem) {
  const { v3, imperial, metric } = quantities[quantity];
  // Fractions are told as percent throughout, fuel included.
  if (quantity === 'fraction') return { value: roundTo(value * 100, 2), unit: v3 };
  const unit = system === 'imperial' && imperial !== metric ? imperial : v3;
  return { value: present(value, quantity, system), ...(unit !== null && { unit }) };
}

/** Rows and columns as far as the places go. */
const grid = (places: readonly { readonly row: number; readonly column: number }[]) => ({
  rowCount: Math.max(0, ...places.map(({ row }) => row + 1)),
  columnCount: Math.max(0, ...places.map(({ column }) => column + 1)),
});

const plain: Shape<unknown> = value => ({ value });
const moment = (time: number): string => new Date(time).toISOString();

const kinds = {
  flag: plain,
  text: plain,
  chargingState: plain,
  texts: (values: unknown) => ({ values }),
  attributes: (value: object) => value,
  location: ({ latitude, longitude, heading }: ValueOf<'location'>, { withHeading }) => ({
    latitude,
    longitude,
    ...(withHeading && heading !== null && { heading }),
  }),
  openings: (values: ValueOf<'doors'>) => ({ values, ...grid(values) }),
  opening: ({ isOpen, isLocked }: ValueOf<'rear_trunk'>) => ({ isOpen, isLocked }),
  tires: (tires: ValueOf<'tires'>, { system }) => ({
    values: tires.map(({ row, column, pressure }) => ({
      row,
      column,
      tirePressure: present(pressure, 'pressure', system),
    })),
    ...grid(tires),
    unit: system === 'imperial' ? quantities.pressure.imperial : quantities.pressure.v3,
  }),
  capacity: ({ nominal, source, candidates }: ValueOf<'battery_capacity'>) => ({
    capacity: nominal,
    source,
    availableCapacities: candidates,
    unit: quantities.energy.v3,
  }),
  timers: (timers: ValueOf<'charge_timers'>) => ({
    values: timers.map(({ type, start, end, days, place, schedule }) => ({
      type: schedule === undefined ? type : 'LOCATION',
      condition: place ?? null,
      schedules: [{ start: `${start}:00`.slice(0, 8), end: `${end}:00`.slice(0, 8), days }],
      departureTimers: [],
      isOEMOptimizationEnabled: null,
      ...(schedule && { scheduleType: schedule.type.toUpperCase(), scheduleId: schedule.id }),
    })),
  }),
  chargeRecords: (records: ValueOf<'charge_records'>) => ({
    values: records.map(({ startedAt, endedAt, energy }) => ({
      startedAt: moment(startedAt),
      endedAt: moment(endedAt),
      energyAdded: roundTo(energy, quantities.energy.decimals),
      unit: quantities.energy.v3,
    })),
  }),
  system: ({ status, description }: ValueOf<'system_abs'>) => ({ status, description }),
  troubleCodes: (codes: ValueOf<'trouble_codes'>) => ({
    values: codes.map(({ code, since }) => ({ code, timestamp: since === null ? null : moment(since) })),
  }),
  services: (services: ValueOf<'services'>, { system }) => ({
    values: services.map(({ id, at, odometer, tasks, place, cost }) => ({
      serviceId: id,
      serviceDate: moment(at),
      odometer: measure(odometer, 'distance', system),
      tasks: tasks.map(task => ({ taskId: task.id, description: task.description })),
      details: { type: place },
      cost: cost && { total: cost.total, currency: cost.currency },
    })),
  }),
} satisfies Record<string, Shape<never>>;

/** Signals whose body says more than their kind. */
const specials: { readonly [S in SignalId]?: (readings: readonly Reading[], context: V3Context) => object | null } = {
  charge_limit: readings => {
    const fraction = readingValue(readings, 'charge_limit');
    const limit = fraction === null ? null : roundTo(fraction * 100, 1);
    return limit === null
      ? null
      : { values: [{ type: 'GLOBAL', limit, condition: null }], activeLimit: limit, unit: quantities.fraction.v3 };
  },
  battery_range: (readings, { system }) => {
    const range = readingValue(readings, 'battery_range');
    if (range === null) return null;
    const { value, unit } = measure(range, 'distance', system);
    return { value, type: 'DEFAULT', additionalValues: [], unit };
  },
  // Nobody locks a window, a sunroof or a hood from afar.
  windows: readings => {
    const windows = (readingValue(readings, 'windows') ?? []).map(({ row, column, isOpen }) => ({
      row,
      column,
      isOpen,
    }));
    return { values: windows, ...grid(windows) };
  },
  sunroof: readings => ({ isOpen: readingValue(readings, 'sunroof')?.isOpen ?? null }),
  engine_cover: readings => ({ isOpen: readingValue(readings, 'engine_cover')?.isOpen ?? null }),
};

/** How one signal came out: a reading, or why there is none. */
export type SignalOutcome =
  | { readonly signal: SignalId; readonly reading: Reading }
  | { readonly signal: SignalId; readonly fault: VehicleErrorCode };

/** A signal as a resource: bare, without a wrapper. Undefined for one that v3 does not have. */
export function signalResource(vehicle: string, outcome: SignalOutcome, context: V3Context) {
  const { v3 } = signals[outcome.signal];
  if (v3 === null) return undefined;
  const body = 'reading' in outcome ? bodyV3(outcome.reading, context) : null;
  const names = { code: v3.code, name: v3.name, group: v3.group };
  const self = { links: { self: `/vehicles/${vehicle}/signals/${v3.code}` } };
  if (!('reading' in outcome) || body === null) {
    // A car that has the signal, but does not know it now, is in a state that nobody can name.
    const [type = '', code = null] = ('fault' in outcome ? outcome.fault : 'VEHICLE_STATE.UNKNOWN').split('.');
    return {
      id: v3.code,
      type: 'signal',
      attributes: { ...names, status: { value: 'ERROR', error: { type, code } } },
      ...self,
    };
  }
  return {
    id: v3.code,
    type: 'signal',
    attributes: { ...names, status: { value: 'SUCCESS' }, body },
    // Milliseconds since 1970: one SDK reads whole numbers and nothing else.
    meta: {
      retrievedAt: outcome.reading.fetchedAt.getTime(),
      oemUpdatedAt: outcome.reading.recordedAt.getTime(),
    },
    ...self,
  };
}
