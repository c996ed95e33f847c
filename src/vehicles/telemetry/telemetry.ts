// What a fleet's own telemetry says: batches of signals, read strictly, kept small. Pure.
import Type from 'typebox';
import { type Kind, type KindValues, quantities } from '../../catalog/signal-values.ts';
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import type { Reading } from '../providers/provider.ts';
import { vinFault } from '../vehicle.ts';

/** Signals of one batch, and batches of one request. */
const MOST_SIGNALS = 100;
export const MOST_BATCHES = 100;

/** What is older was in no hurry and is refused; what is ahead of our clock by more is wrong. */
const OLDEST = 7 * DAY;
const AHEAD = 5 * MINUTE;

/** The signals of a batch as they come: `at` in milliseconds since 1970, UTC; `value` in the unit of API v3. */
export const GivenSignals = Type.Array(
  Type.Object(
    { code: Type.String({ maxLength: 80 }), at: Type.Integer(), value: Type.Unknown() },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: MOST_SIGNALS },
);
type GivenSignal = { readonly code: string; readonly at: number; readonly value: unknown };
export type GivenBatch = { readonly vin: string; readonly signals: readonly GivenSignal[] };

/** One value of a signal in the units of the catalog, and when it was so. */
export type Sample = readonly [at: number, value: unknown];

/** A batch that is understood: the samples of each signal, oldest first. */
export type Batch = {
  readonly vin: string;
  readonly count: number;
  /** The newest of its times. */
  readonly until: number;
  readonly samples: ReadonlyMap<SignalId, readonly Sample[]>;
};

/** Where a batch is wrong: a path into it, and what was expected there. */
export type BatchFault = { readonly field: string; readonly expected: string };

/** How the value of each kind is read; kinds that are left out cannot be told. */
const readers = readersOf();

/** Signals whose values a fleet may tell: all that are one value, and places. */
const byCode = new Map<string, SignalId>(
  signalIds.flatMap(id => {
    const { v3, kind } = signals[id];
    return v3 !== null && kind in readers ? [[v3.code, id] as const] : [];
  }),
);

/** Reads a batch. @param now the time limits count from here */
export function readBatch({ vin, signals: given }: GivenBatch, now: Date): Batch | BatchFault {
  const name = vin.toUpperCase();
  if (vinFault(name) !== null) return { field: 'vin', expected: 'must be a VIN of 17 characters' };
  const samples = new Map<SignalId, Sample[]>();
  const latest = now.getTime() + AHEAD;
  const earliest = now.getTime() - OLDEST;
  let until = 0;
  for (const [index, { code, at, value }] of given.entries()) {
    const fault = (part: string, expected: string): BatchFault => ({ field: `signals/${index}/${part}`, expected });
    const signal = byCode.get(code);
    if (signal === undefined) return fault('code', 'must be a signal of API v3 with a single value or a place');
    if (at > latest || at < earliest) return fault('at', 'must be within the last seven days');
    const read = readValue(signals[signal].kind, value);
    if (read === undefined) return fault('value', `must be a ${signals[signal].kind}`);
    const known = samples.get(signal);
    if (known === undefined) samples.set(signal, [[at, read]]);
    else known.push([at, read]);
    if (at > until) until = at;
  }
  for (const list of samples.values()) if (list.length > 1) list.sort(([one], [other]) => one - other);
  return { vin: name, count: given.length, until, samples };
}

export const isBatchFault = (read: Batch | BatchFault): read is BatchFault => 'field' in read;

/** A batch as the text that is sealed. */
export const writeSamples = ({ samples }: Pick<Batch, 'samples'>): string => JSON.stringify([...samples]);

/** @param text as `writeSamples` wrote it */
export const readSamples = (text: string): Map<SignalId, readonly Sample[]> =>
  new Map(JSON.parse(text) as [SignalId, Sample[]][]);

/** The newest reading of each asked signal among batches. @param fetchedAt when they were looked up */
export function newestReadings(
  batches: readonly ReadonlyMap<SignalId, readonly Sample[]>[],
  asked: readonly SignalId[],
  fetchedAt: Date,
): Reading[] {
  return asked.flatMap(signal => {
    let newest: Sample | undefined;
    for (const batch of batches) {
      const last = batch.get(signal)?.at(-1);
      if (last && (newest === undefined || last[0] > newest[0])) newest = last;
    }
    if (newest === undefined) return [];
    // What was kept under a signal's name was read as its kind.
    return [{ signal, value: newest[1], recordedAt: new Date(newest[0]), fetchedAt } as Reading];
  });
}

function readValue(kind: Kind, value: unknown): unknown {
  const read = readers[kind];
  return read?.(value);
}

type Reader<K extends Kind> = (value: unknown) => KindValues[K] | undefined;

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e12 ? value : undefined;
}

function readersOf(): Readonly<Partial<{ [K in Kind]: Reader<K> }>> {
  const plain = Object.fromEntries(Object.keys(quantities).map(name => [name, number]));
  return {
    ...plain,
    // API v3 writes percent.
    fraction: value => {
      const percent = number(value);
      return percent === undefined || percent < 0 || percent > 100 ? undefined : percent / 100;
    },
    flag: value => (typeof value === 'boolean' ? value : undefined),
    text: value =>
      typeof value === 'string' && value.length <= 200 && value.isWellFormed() && !/\p{Cc}/u.test(value)
        ? value
        : undefined,
    chargingState: value =>
      value === 'CHARGING' || value === 'FULLY_CHARGED' || value === 'NOT_CHARGING' ? value : undefined,
    location: value => {
      if (typeof value !== 'object' || value === null) return undefined;
      const { latitude, longitude, heading = null } = value as Record<string, unknown>;
      if (typeof latitude !== 'number' || Math.abs(latitude) > 90) return undefined;
      if (typeof longitude !== 'number' || Math.abs(longitude) > 180) return undefined;
      if (heading !== null && (typeof heading !== 'number' || heading < 0 || heading > 360)) return undefined;
      return { latitude, longitude, heading };
    },
  };
}
