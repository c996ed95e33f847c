// What version 2 of the vehicle API and the management API answer, as the API documents say it (vehicle-platform §6 to §9).
// Objects are open: more may be added, so clients pass over what they do not know. `test/api-schemas.test.ts` and
// `test/api-examples.test.ts` hold these against the examples and against a running product, where nothing may be more.
import Type, { type TSchema } from 'typebox';
import { scopes } from '../src/catalog/scopes.ts';
import { vehicleErrors } from '../src/catalog/vehicle-errors.ts';

export const text = Type.String();
export const whole = Type.Integer();
export const number = Type.Number();
export const flag = Type.Boolean();
export const uuid = Type.String({ format: 'uuid' });
export const moment = Type.String({ format: 'date-time', description: 'With three digits of a second and a Z.' });
export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const words = (...values: readonly string[]) => Type.Unsafe<string>({ type: 'string', enum: [...values] });
export const listOf = (schema: TSchema) => Type.Array(schema);
export const object = (properties: Record<string, TSchema>) => Type.Object(properties);

export const permission = words(...scopes.map(({ name }) => name));
export const mode = words('live', 'test', 'simulated');
const success = words('success');
const fraction = Type.Number({ minimum: 0, maximum: 1 });
const offsetPaging = object({ count: Type.Integer({ description: 'Of all pages.' }), offset: whole });

const done = object({ message: words('Successfully sent request to vehicle'), status: success });
const openings = listOf(object({ type: text, status: words('OPEN', 'CLOSED', 'UNKNOWN') }));
const times = object({ enabled: flag, time: orNull(text) });
const reason = orNull(words('VEHICLE_NOT_CAPABLE', 'SMARTCAR_NOT_CAPABLE'));

const errorTypes = [...new Set(Object.keys(vehicleErrors).map(code => code.split('.')[0] ?? ''))];
const errorCodes = [...new Set(Object.keys(vehicleErrors).flatMap(code => code.split('.').slice(1)))];

export const resolution = Type.Object({
  type: orNull(words('RETRY_LATER', 'REAUTHENTICATE', 'CONTACT_SUPPORT')),
  url: Type.Optional(text),
});

/** Fields of an error in version 2 (§13.1). */
export const errorFields = {
  type: words(...errorTypes),
  code: orNull(words(...errorCodes)),
  description: text,
  docURL: text,
  statusCode: whole,
  requestId: uuid,
  resolution,
  detail: Type.Optional(listOf(object({ field: Type.Union([text, listOf(text)]), message: text }))),
  suggestedUserMessage: Type.Optional(text),
};

/** What every refusal is told as. */
export const errorSchema = Type.Object(errorFields, { description: 'vehicle-platform §13.1' });

const item = Type.Object({
  path: Type.String({ description: 'As it was asked for.' }),
  code: Type.Integer({ description: 'The status of this item.' }),
  body: Type.Unsafe<unknown>({ description: 'As the call answers by itself, or an error.' }),
  headers: Type.Record(Type.String(), Type.String()),
});

const model = object({
  model: text,
  startYear: whole,
  endYear: whole,
  type: words('ICE', 'HEV', 'PHEV', 'BEV'),
  endpoints: listOf(text),
  permissions: listOf(permission),
});

const service = object({
  serviceId: orNull(whole),
  serviceDate: moment,
  odometerDistance: number,
  serviceTasks: listOf(object({ taskId: orNull(whole), taskDescription: text })),
  serviceDetails: object({ type: text }),
  serviceCost: orNull(object({ totalCost: number, currency: text })),
});

/** By the call's `operationId`. */
export const answersV2: Readonly<Record<string, TSchema>> = {
  compatibility: object({
    compatible: flag,
    reason: orNull(words('VEHICLE_NOT_COMPATIBLE', 'MAKE_NOT_COMPATIBLE')),
    capabilities: listOf(object({ permission, endpoint: text, capable: flag, reason })),
  }),
  'compatibility-matrix': Type.Record(Type.String(), listOf(model)),
  connections: object({
    connections: listOf(object({ vehicleId: uuid, userId: uuid, connectedAt: moment, mode })),
    paging: object({ cursor: orNull(text) }),
  }),
  'connections-delete': object({ connections: listOf(object({ vehicleId: uuid, userId: uuid })) }),
  user: object({ id: uuid }),
  vehicles: object({ vehicles: listOf(uuid), paging: offsetPaging }),
  permissions: object({ permissions: listOf(permission), paging: offsetPaging }),
  'disconnect-delete': object({ status: success }),
  'subscription-post': object({ webhookId: uuid, vehicleId: uuid }),
  'subscription-delete': object({ status: success }),
  batch: object({ responses: listOf(item) }),
  attributes: object({ id: uuid, make: text, model: text, year: whole }),
  vin: object({ vin: Type.String({ minLength: 17, maxLength: 17 }) }),
  odometer: object({ distance: number }),
  location: object({ latitude: number, longitude: number }),
  fuel: object({ range: orNull(number), percentRemaining: orNull(fraction), amountRemaining: orNull(number) }),
  battery: object({ percentRemaining: orNull(fraction), range: orNull(number) }),
  'battery-capacity': object({ capacity: number }),
  'nominal-capacity': object({
    availableCapacities: listOf(object({ capacity: number, description: orNull(text) })),
    capacity: orNull(object({ nominal: number, source: words('SMARTCAR', 'USER_SELECTED') })),
    url: orNull(text),
  }),
  charge: object({ isPluggedIn: orNull(flag), state: words('CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING') }),
  'charge-limit': object({ limit: fraction }),
  'engine-oil': object({ lifeRemaining: fraction }),
  'tires-pressure': object({
    frontLeft: orNull(number),
    frontRight: orNull(number),
    backLeft: orNull(number),
    backRight: orNull(number),
  }),
  security: object({
    isLocked: orNull(flag),
    doors: openings,
    windows: openings,
    sunroof: openings,
    storage: openings,
    chargingPort: openings,
  }),
  'service-history': listOf(service),
  'system-status': object({
    systems: listOf(object({ systemId: text, status: words('OK', 'ALERT'), description: orNull(text) })),
  }),
  dtcs: object({ activeCodes: listOf(object({ code: text, timestamp: orNull(moment) })) }),
  'charge-completion': object({ time: moment }),
  'charge-voltmeter': object({ voltage: number }),
  'charge-ammeter': object({ amperage: number }),
  'charge-wattmeter': object({ wattage: number }),
  compass: object({ heading: number, direction: words('N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW') }),
  speedometer: object({ speed: number }),
  'thermometer-interior': object({ temperature: number }),
  'thermometer-exterior': object({ temperature: number }),
  'virtual-key': object({ isPaired: orNull(flag) }),
  'extended-attributes': object({
    driveUnit: orNull(text),
    firmwareVersion: orNull(text),
    nickname: orNull(text),
    trimBadging: orNull(text),
    exteriorColor: orNull(text),
    wheel: orNull(text),
    sentryMode: orNull(flag),
    atHome: orNull(flag),
  }),
  'control-security': done,
  'control-charge': done,
  'control-charge-limit': done,
  'control-navigation': done,
  'control-charge-ammeter': done,
  'control-charge-port': done,
  'control-location-schedule': done,
  'control-charge-schedule': object({ departureTime: times, startTime: times }),
};

/** What stands once in the document, by its name there. */
export const partsV2: Readonly<Record<string, TSchema>> = { Permission: permission, Done: done, Openings: openings };
