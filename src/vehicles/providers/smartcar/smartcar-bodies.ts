// From bodies of API v2 back to signals (vehicle-platform §6.2, §6.4): the reverse of what we answer ourselves.
import type { Opening } from '../../../catalog/signal-values.ts';
import { type SignalId, type SignalValue, signals } from '../../../catalog/signals.ts';
import type { ReadEndpointId } from '../../../catalog/vehicle-endpoints.ts';
import { flagIn, type Json, listIn, numberIn, objectIn, textIn } from '../ask-json.ts';

type Values = { readonly [S in SignalId]?: SignalValue<S> | null | undefined };

/** What else is known while a body is read. */
export type BodyContext = { readonly recordedAt: Date; readonly powertrain: SignalValue<'attributes'>['powertrain'] };

const places = [
  ['frontLeft', 0, 0],
  ['frontRight', 0, 1],
  ['backLeft', 1, 0],
  ['backRight', 1, 1],
] as const;

const isOpen = (status: unknown): boolean | null => (status === 'OPEN' ? true : status === 'CLOSED' ? false : null);

const sides = (value: unknown): Opening[] =>
  listIn(value).flatMap(part => {
    const { type, status } = objectIn(part);
    const place = places.find(([name]) => name === type);
    return place === undefined ? [] : [{ row: place[1], column: place[2], isOpen: isOpen(status), isLocked: null }];
  });

const lid = (value: unknown, type: string) => {
  const part = listIn(value)
    .map(objectIn)
    .find(one => one['type'] === type);
  return part === undefined ? undefined : { isOpen: isOpen(part['status']), isLocked: null };
};

const moment = (value: unknown): number | null => {
  const at = Date.parse(textIn(value) ?? '');
  return Number.isNaN(at) ? null : at;
};

const chargingState = (value: unknown): SignalValue<'charge_state'> | undefined =>
  value === 'CHARGING' || value === 'FULLY_CHARGED' || value === 'NOT_CHARGING' ? value : undefined;

const systemsByName: ReadonlyMap<string, SignalId> = new Map(
  (Object.keys(signals) as SignalId[]).flatMap(id => {
    const { kind, v3 } = signals[id];
    if (kind !== 'system' || v3 === null) return [];
    return [[comparable(v3.name), id]];
  }),
);

/** Upstreams write `SYSTEM_EV_HV_BATTERY` for what v3 calls `EVHVBattery`. */
function comparable(name: string): string {
  return name
    .toUpperCase()
    .replace(/^SYSTEM_/, '')
    .replaceAll('_', '');
}

const systems = (body: Json): Values =>
  Object.fromEntries(
    listIn(body['systems']).flatMap((part): [SignalId, SignalValue<'system_abs'>][] => {
      const { systemId, status, description } = objectIn(part);
      const name = systemId === 'SYSTEM_TPMS' ? 'TirePressureMonitoring' : (textIn(systemId) ?? '');
      const signal = systemsByName.get(comparable(name));
      if (signal === undefined || (status !== 'OK' && status !== 'ALERT')) return [];
      return [[signal, { status, description: textIn(description) ?? null }]];
    }),
  );

const services = (body: unknown): SignalValue<'services'> =>
  listIn(body).flatMap(part => {
    const service = objectIn(part);
    const at = moment(service['serviceDate']);
    const odometer = numberIn(service['odometerDistance']);
    if (at === null || odometer === undefined) return [];
    const cost = objectIn(service['serviceCost']);
    const total = numberIn(cost['totalCost']);
    const tasks = listIn(service['serviceTasks'])
      .map(objectIn)
      .map(task => ({ id: numberIn(task['taskId']) ?? null, description: textIn(task['taskDescription']) ?? '' }));
    return [
      {
        id: numberIn(service['serviceId']) ?? null,
        at,
        odometer,
        tasks,
        place: textIn(objectIn(service['serviceDetails'])['type']) ?? '',
        cost: total === undefined ? null : { total, currency: textIn(cost['currency']) ?? '' },
      },
    ];
  });

const capacities = (body: Json): SignalValue<'battery_capacity'> => {
  const chosen = objectIn(body['capacity']);
  return {
    nominal: numberIn(chosen['nominal']) ?? null,
    source: chosen['source'] === 'USER_SELECTED' ? 'USER_SELECTED' : 'SMARTCAR',
    candidates: listIn(body['availableCapacities']).flatMap(part => {
      const { capacity, description } = objectIn(part);
      const size = numberIn(capacity);
      return size === undefined ? [] : [{ capacity: size, description: textIn(description) ?? null }];
    }),
  };
};

const tires = (body: Json): SignalValue<'tires'> =>
  places.flatMap(([name, row, column]) => {
    const pressure = numberIn(body[name]);
    return pressure === undefined ? [] : [{ row, column, pressure }];
  });

const times = (value: unknown, factor: number): number | undefined => {
  const number = numberIn(value);
  return number === undefined ? undefined : number * factor;
};

type Reader = (body: Json, context: BodyContext, raw: unknown) => Values;

/** By endpoint: the signals in its body. */
export const readers: { readonly [E in ReadEndpointId]?: Reader } = {
  attributes: (body, { powertrain }) => {
    const make = textIn(body['make']);
    const model = textIn(body['model']);
    const year = numberIn(body['year']);
    if (make === undefined || model === undefined || year === undefined) return {};
    return { attributes: { make: make.toUpperCase(), model, year, powertrain } };
  },
  vin: body => ({ vin: textIn(body['vin']) }),
  odometer: body => ({ odometer: numberIn(body['distance']) }),
  location: body => {
    const latitude = numberIn(body['latitude']);
    const longitude = numberIn(body['longitude']);
    if (latitude === undefined || longitude === undefined) return {};
    return { location: { latitude, longitude, heading: null } };
  },
  fuel: body => ({
    fuel_level: numberIn(body['percentRemaining']),
    fuel_amount: numberIn(body['amountRemaining']),
    fuel_range: numberIn(body['range']),
  }),
  battery: body => ({ battery_level: numberIn(body['percentRemaining']), battery_range: numberIn(body['range']) }),
  nominal_capacity: body => ({ battery_capacity: capacities(body) }),
  charge: body => ({ charge_state: chargingState(body['state']), plugged_in: flagIn(body['isPluggedIn']) }),
  charge_limit: body => ({ charge_limit: numberIn(body['limit']) }),
  engine_oil: body => ({ oil_life: numberIn(body['lifeRemaining']) }),
  tires_pressure: body => ({ tires: tires(body) }),
  security: body => ({
    locked: flagIn(body['isLocked']),
    doors: sides(body['doors']),
    windows: sides(body['windows']),
    sunroof: lid(body['sunroof'], 'sunroof'),
    front_trunk: lid(body['storage'], 'front'),
    rear_trunk: lid(body['storage'], 'rear'),
    charging_port: lid(body['chargingPort'], 'chargingPort'),
  }),
  service_history: (_body, _context, raw) => ({ services: services(raw) }),
  system_status: systems,
  dtcs: body => ({
    trouble_codes: listIn(body['activeCodes']).flatMap(part => {
      const { code, timestamp } = objectIn(part);
      const name = textIn(code);
      return name === undefined ? [] : [{ code: name, since: moment(timestamp) }];
    }),
  }),
  charge_completion: (body, { recordedAt }) => {
    const done = moment(body['time']);
    if (done === null) return {};
    return { charge_time_left: Math.max(0, Math.round((done - recordedAt.getTime()) / 60_000)) };
  },
  charge_voltmeter: body => ({ charge_voltage: numberIn(body['voltage']) }),
  charge_ammeter: body => ({ charge_current: numberIn(body['amperage']) }),
  charge_wattmeter: body => ({ charge_power: times(body['wattage'], 1000) }),
  compass: body => ({ heading: numberIn(body['heading']) }),
  speedometer: body => ({ speed: numberIn(body['speed']) }),
  thermometer_interior: body => ({ cabin_temperature: numberIn(body['temperature']) }),
  thermometer_exterior: body => ({ outside_temperature: numberIn(body['temperature']) }),
};
