// What a reading looks like in API v2 (vehicle-platform §6.2): bodies with every key, headers in lower case.
import type { Opening, Quantity } from '../../catalog/signal-values.ts';
import type { SignalId } from '../../catalog/signals.ts';
import { signals } from '../../catalog/signals.ts';
import type { ReadEndpoint, ReadEndpointId } from '../../catalog/vehicle-endpoints.ts';
import { type Reading, readingValue } from '../providers/provider.ts';
import { present, type UnitSystem } from '../units.ts';

export type V2Body = object | readonly object[];
export type V2Answer = { readonly headers: Readonly<Record<string, string>>; readonly body: V2Body };

/** What bodies say besides the readings. */
export type V2Context = {
  readonly vehicleId: string;
  readonly system: UnitSystem;
  /** Where the owner chooses the battery size, when there is something to choose. */
  readonly capacityUrl: string | null;
};

/** A moment as API v2 writes it: exactly three fraction digits and a literal `Z` (§2.3). */
export const headerDate = (moment: Date): string => moment.toISOString();

/**
 * The answer of one read in API v2: body and the headers that belong to the data, names in lower case.
 * Null when the car does not have what the call is about: that is `COMPATIBILITY.VEHICLE_NOT_CAPABLE`.
 */
export const shapeV2 = (
  endpoint: ReadEndpoint & { readonly id: ReadEndpointId },
  readings: readonly Reading[],
  context: V2Context,
): V2Answer | null => {
  const used = readings.filter(({ signal }) => endpoint.signals.includes(signal) || endpoint.extras.includes(signal));
  const body = readingValue(used, endpoint.signals[0]) === null ? null : bodies[endpoint.id](used, context);
  if (body === null) return null;
  return { body, headers: headersOf(endpoint, used, context.system) };
};

// A body made of several readings is as old as its oldest one.
const headersOf = (endpoint: ReadEndpoint, used: readonly Reading[], system: UnitSystem): Record<string, string> => {
  const headers: Record<string, string> = {};
  if (endpoint.hasAge) {
    const oldest = (moments: readonly Date[]) =>
      headerDate(new Date(Math.min(...moments.map(moment => moment.getTime()))));
    headers['sc-data-age'] = oldest(used.map(reading => reading.recordedAt));
    headers['sc-fetched-at'] = oldest(used.map(reading => reading.fetchedAt));
  }
  if (endpoint.hasUnits) headers['sc-unit-system'] = system;
  return headers;
};

type Shape = (readings: readonly Reading[], context: V2Context) => V2Body | null;

/** A numeric signal, converted and rounded; null when the car cannot tell it. */
const numberOf = (readings: readonly Reading[], signal: NumericSignal, system: UnitSystem): number | null => {
  const value = readingValue(readings, signal);
  return value === null ? null : present(value, signals[signal].kind, system);
};

type NumericSignal = { [S in SignalId]: (typeof signals)[S]['kind'] extends Quantity ? S : never }[SignalId];

const measure =
  (field: string, signal: NumericSignal, divisor = 1): Shape =>
  (readings, { system }) => {
    const value = numberOf(readings, signal, system);
    return value === null ? null : { [field]: value / divisor };
  };

const directions = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'];

const bodies: { readonly [E in ReadEndpointId]: Shape } = {
  attributes: (readings, { vehicleId }) => {
    const car = readingValue(readings, 'attributes');
    return car && { id: vehicleId, make: car.make, model: car.model, year: car.year };
  },
  vin: readings => ({ vin: readingValue(readings, 'vin') }),
  odometer: measure('distance', 'odometer'),
  location: readings => {
    const place = readingValue(readings, 'location');
    return place && { latitude: place.latitude, longitude: place.longitude };
  },
  fuel: (readings, { system }) => ({
    range: numberOf(readings, 'fuel_range', system),
    percentRemaining: numberOf(readings, 'fuel_level', system),
    amountRemaining: numberOf(readings, 'fuel_amount', system),
  }),
  battery: (readings, { system }) => ({
    percentRemaining: numberOf(readings, 'battery_level', system),
    range: numberOf(readings, 'battery_range', system),
  }),
  battery_capacity: readings => {
    const capacity = readingValue(readings, 'battery_capacity');
    return capacity?.nominal ? { capacity: capacity.nominal } : null;
  },
  nominal_capacity: (readings, { capacityUrl }) => {
    const capacity = readingValue(readings, 'battery_capacity');
    return (
      capacity && {
        availableCapacities: capacity.candidates,
        capacity: capacity.nominal === null ? null : { nominal: capacity.nominal, source: capacity.source },
        url: capacity.candidates.length > 1 ? capacityUrl : null,
      }
    );
  },
  charge: readings => ({
    isPluggedIn: readingValue(readings, 'plugged_in'),
    state: readingValue(readings, 'charge_state'),
  }),
  charge_limit: measure('limit', 'charge_limit'),
  engine_oil: measure('lifeRemaining', 'oil_life'),
  tires_pressure: (readings, { system }) => {
    const tires = readingValue(readings, 'tires') ?? [];
    const at = (row: number, column: number) => {
      const tire = tires.find(one => one.row === row && one.column === column);
      return tire === undefined ? null : present(tire.pressure, 'pressure', system);
    };
    return { frontLeft: at(0, 0), frontRight: at(0, 1), backLeft: at(1, 0), backRight: at(1, 1) };
  },
  security: readings => {
    const part = (type: string, signal: 'sunroof' | 'front_trunk' | 'rear_trunk' | 'charging_port') => {
      const opening = readingValue(readings, signal);
      return opening === null ? [] : [{ type, status: openOrClosed(opening.isOpen) }];
    };
    return {
      isLocked: readingValue(readings, 'locked'),
      doors: (readingValue(readings, 'doors') ?? []).map(side),
      windows: (readingValue(readings, 'windows') ?? []).map(side),
      sunroof: part('sunroof', 'sunroof'),
      storage: [...part('rear', 'rear_trunk'), ...part('front', 'front_trunk')],
      chargingPort: part('chargingPort', 'charging_port'),
    };
  },
  service_history: (readings, { system }) =>
    (readingValue(readings, 'services') ?? []).map(service => ({
      serviceId: service.id,
      serviceDate: headerDate(new Date(service.at)),
      odometerDistance: present(service.odometer, 'distance', system),
      serviceTasks: service.tasks.map(task => ({ taskId: task.id, taskDescription: task.description })),
      serviceDetails: { type: service.place },
      serviceCost: service.cost && { totalCost: service.cost.total, currency: service.cost.currency },
    })),
  system_status: readings => ({
    systems: readings.flatMap(reading => {
      const { kind, v3 } = signals[reading.signal];
      const value = readingValue(readings, reading.signal);
      return kind === 'system' && v3 && isSystemValue(value)
        ? [
            {
              systemId: systemIds[v3.name] ?? upperSnake(v3.name),
              status: value.status,
              description: value.description,
            },
          ]
        : [];
    }),
  }),
  dtcs: readings => ({
    activeCodes: (readingValue(readings, 'trouble_codes') ?? []).map(({ code, since }) => ({
      code,
      timestamp: since === null ? null : headerDate(new Date(since)),
    })),
  }),
  charge_completion: readings => {
    const minutes = readingValue(readings, 'charge_time_left');
    const reading = readings.find(one => one.signal === 'charge_time_left');
    if (minutes === null || reading === undefined) return null;
    return { time: headerDate(new Date(reading.recordedAt.getTime() + minutes * 60_000)) };
  },
  charge_voltmeter: measure('voltage', 'charge_voltage'),
  charge_ammeter: measure('amperage', 'charge_current'),
  charge_wattmeter: measure('wattage', 'charge_power', 1000),
  compass: readings => {
    const heading = readingValue(readings, 'heading');
    return heading === null ? null : { heading, direction: directions[Math.round(heading / 45) % 8] };
  },
  speedometer: measure('speed', 'speed'),
  thermometer_interior: measure('temperature', 'cabin_temperature'),
  thermometer_exterior: measure('temperature', 'outside_temperature'),
  virtual_key: readings => ({ isPaired: readingValue(readings, 'digital_key') }),
  extended_attributes: readings => ({
    driveUnit: null,
    firmwareVersion: readingValue(readings, 'firmware'),
    nickname: readingValue(readings, 'nickname'),
    trimBadging: readingValue(readings, 'trim'),
    exteriorColor: readingValue(readings, 'exterior_color'),
    wheel: null,
    sentryMode: readingValue(readings, 'surveillance'),
    atHome: readingValue(readings, 'at_home'),
  }),
};

const openOrClosed = (isOpen: boolean | null) => (isOpen === null ? 'UNKNOWN' : isOpen ? 'OPEN' : 'CLOSED');

const side = ({ row, column, isOpen }: Opening) => ({
  type: `${row === 0 ? 'front' : 'back'}${column === 0 ? 'Left' : 'Right'}`,
  status: openOrClosed(isOpen),
});

const isSystemValue = (value: unknown): value is { status: string; description: string | null } =>
  typeof value === 'object' && value !== null && 'status' in value;

// The one name seen in the contract that is not the signal's own.
const systemIds: Readonly<Record<string, string>> = { TirePressureMonitoring: 'SYSTEM_TPMS' };

const upperSnake = (name: string) =>
  `SYSTEM_${name
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replace(/^EV(?=[A-Z])/, 'EV_')
    .toUpperCase()}`;
