// Bodies of API v2's commands: their declared forms, and what they say to the car (vehicle-platform §1.3, §6.3, §6.4). Pure.
import Type, { type Static, type TSchema } from 'typebox';
import type { commandEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { refuse } from '../../core/errors.ts';
import type { ChargeWindow, CommandInputs } from '../providers/provider.ts';

/** Those that version 2 has. */
type Command = (typeof commandEndpoints)[number]['command'];

/** SDKs send numbers as text, too: `{"limit":"0.7"}`. */
const Numeric = () => Type.Union([Type.Number(), Type.String({ maxLength: 30 })]);
const Time = () => Type.String({ maxLength: 10, description: 'HH:MM' });
const Windows = () =>
  Type.Optional(
    Type.Array(Type.Object({ start: Time(), end: Time() }, { additionalProperties: false }), { maxItems: 20 }),
  );
const action = <const Word extends string>(...words: Word[]) =>
  Type.Object({ action: Type.Union(words.map(word => Type.Literal(word))) });

const Days = { weekday: Windows(), weekend: Windows() };
const LocationSchedule = Type.Object({
  chargeOnPlugin: Type.Optional(Type.Boolean()),
  chargeLimit: Type.Optional(Numeric()),
  chargingSchedules: Type.Optional(Type.Object(Days, { additionalProperties: false })),
  chargingLocation: Type.Optional(
    Type.Object(
      {
        chargeLimit: Type.Optional(Numeric()),
        chargingWindows: Type.Optional(Type.Object(Days, { additionalProperties: false })),
      },
      { additionalProperties: false },
    ),
  ),
});
const ChargeSchedule = Type.Object({
  type: Type.Union([Type.Literal('START_TIME'), Type.Literal('DEPARTURE_TIME')]),
  enable: Type.Boolean(),
  time: Type.Optional(Type.Union([Time(), Type.Null()])),
});

/** The body of each command, as the API's document shows it. */
export const commandBodies = {
  lock_or_unlock: action('LOCK', 'UNLOCK'),
  start_or_stop_charge: action('START', 'STOP'),
  set_charge_limit: Type.Object({ limit: Numeric() }),
  send_destination: Type.Object({ latitude: Numeric(), longitude: Numeric() }),
  set_charge_current: Type.Object({ amperage: Numeric() }),
  move_charge_port_door: action('OPEN', 'CLOSE'),
  set_charge_schedule: ChargeSchedule,
  set_location_schedule: LocationSchedule,
} as const satisfies Record<Command, TSchema>;

/** Where a schedule by location says which place. */
export type PlaceQuery = { readonly latitude?: string; readonly longitude?: string };

type Reader<C extends Command> = (body: never, query: PlaceQuery) => CommandInputs[C];

const asIs = <Input>(input: Input): Input => input;

const readers: { readonly [C in Command]: Reader<C> } = {
  lock_or_unlock: (body: CommandInputs['lock_or_unlock']) => asIs(body),
  start_or_stop_charge: (body: CommandInputs['start_or_stop_charge']) => asIs(body),
  set_charge_limit: ({ limit }: { limit: unknown }) => ({ limit: between('limit', limit, 0.5, 1) }),
  send_destination: (place: { latitude: unknown; longitude: unknown }) => readPlace(place),
  set_charge_current: ({ amperage }: { amperage: unknown }) => ({ current: between('amperage', amperage, 0, 500) }),
  move_charge_port_door: (body: CommandInputs['move_charge_port_door']) => asIs(body),
  set_charge_schedule: ({ type, enable, time }: Static<typeof ChargeSchedule>) => {
    if (enable && typeof time !== 'string') throw refuse('invalid_input', { field: 'time', expected: 'must be HH:MM' });
    return { type, enable, time: typeof time === 'string' && enable ? readTime('time', time) : null };
  },
  set_location_schedule: (body: Static<typeof LocationSchedule>, query) => {
    const { chargingLocation: newer } = body;
    const days = newer?.chargingWindows ?? body.chargingSchedules;
    const limit = newer?.chargeLimit ?? body.chargeLimit;
    if (days === undefined && limit === undefined && body.chargeOnPlugin === undefined)
      throw refuse('invalid_input', { field: 'chargingLocation', expected: 'must say a limit or times' });
    return {
      ...readPlace(query),
      limit: limit === undefined ? null : between('chargeLimit', limit, 0.5, 1),
      chargeOnPlugin: body.chargeOnPlugin ?? null,
      weekday: readWindows('weekday', days?.weekday),
      weekend: readWindows('weekend', days?.weekend),
    };
  },
};

/**
 * What the body of a command says; its form was checked against `commandBodies` before.
 * @throws Refusal invalid_input that names the field
 */
export const readCommandInput = <C extends Command>(command: C, body: unknown, query: PlaceQuery): CommandInputs[C] =>
  // The schema of this very command was applied before.
  readers[command](body as never, query);

export const readPlace = ({ latitude, longitude }: { latitude?: unknown; longitude?: unknown }) => ({
  latitude: between('latitude', latitude, -90, 90),
  longitude: between('longitude', longitude, -180, 180),
});

/** However languages write a number as text: a sum of fractions has up to 17 digits behind the point, a small one an exponent. */
const NUMBER = /^-?(?:\d{1,10}(?:\.\d{0,20})?|\.\d{1,20})(?:e-?\d{1,3})?$/i;

/** A number, or text that is one, within its limits. @throws Refusal invalid_input */
export function between(field: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= least && number <= most) return number;
  throw refuse('invalid_input', { field, expected: `must be a number from ${least} to ${most}` });
}

/** `HH:MM`, also where seconds follow. @throws Refusal invalid_input */
export function readTime(field: string, text: string): string {
  const [, time] = /^((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?$/.exec(text) ?? [];
  if (time === undefined) throw refuse('invalid_input', { field, expected: 'must be HH:MM' });
  return time;
}

const readWindows = (field: string, windows: readonly { start: string; end: string }[] = []): ChargeWindow[] =>
  windows.map(({ start, end }) => ({ start: readTime(field, start), end: readTime(field, end) }));
