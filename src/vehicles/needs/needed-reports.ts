// What of a car's reports is needed, by the names of its protocol: the rest is dropped, places are made as coarse as they
// are needed. Pure.
import { type SignalId, signalIds } from '../../catalog/signals.ts';
import type { Pushed } from '../makers/pushed-value-store.ts';
import { metricsFor } from '../providers/ovms/ovms-metrics.ts';
import { fieldsFor } from '../providers/tesla/tesla-telemetry.ts';
import { isRounded, roundPlace } from '../reads/round-places.ts';
import type { Batch, Sample } from '../telemetry/telemetry.ts';
import type { Needed } from './needed.ts';

export const LATITUDE = 'v.p.latitude';
const LONGITUDE = 'v.p.longitude';
/** Tesla's field has both. */
const PLACE = 'Location';
export const PLACES = [LATITUDE, LONGITUDE, PLACE] as const;

type Reports = ReadonlyMap<string, Pushed>;

/** The heading is a value of its own in every protocol, and has a permission of its own. */
const HEADINGS = ['v.p.direction', 'GpsHeading'];

const namesOf = new WeakMap<Needed, ReadonlySet<string>>();

/** The names behind what is needed, of every protocol: no two have one in common. */
export function neededNames(needed: Needed): ReadonlySet<string> {
  const known = namesOf.get(needed);
  if (known) return known;
  const signals = signalIds.filter(id => needed.signals.has(id));
  // Whether a Tesla is connected is told beside its fields, not by itself.
  const fields = fieldsFor(signals);
  const names = new Set([...metricsFor(signals), ...(fields.length > 1 ? fields : [])]);
  if (!needed.signals.has('heading')) for (const name of HEADINGS) names.delete(name);
  namesOf.set(needed, names);
  return names;
}

/**
 * Those of the reports that are needed. A coarse longitude needs to know how far north it is: where no latitude is known
 * it is left out, and comes again.
 * @param latitude what the car reported before, if anything
 */
export function neededReports(needed: Needed, reports: Reports, latitude: string | undefined): Map<string, Pushed> {
  const names = neededNames(needed);
  const kept = new Map([...reports].filter(([name]) => names.has(name)));
  return needed.isExact ? kept : coarseReports(kept, latitude);
}

/** Whether what is needed of these reports cannot be told without the latitude that was reported before. */
export const wantsLatitude = (needed: Needed, reports: Reports): boolean =>
  !needed.isExact && needed.signals.has('location') && reports.has(LONGITUDE) && !reports.has(LATITUDE);

/** The same reports with places to about a kilometer; what is no place is left out. */
export function coarseReports(reports: Reports, latitude: string | undefined): Map<string, Pushed> {
  const north = numberIn(reports.get(LATITUDE)?.text ?? latitude);
  return new Map(
    [...reports].flatMap(([name, { text, at }]): [string, Pushed][] => {
      const coarse = coarseText(name, text, north);
      return coarse === undefined ? [] : [[name, { text: coarse, at }]];
    }),
  );
}

function coarseText(name: string, text: string, north: number | undefined): string | undefined {
  if (name === PLACE) {
    const place = placeIn(text);
    return place && JSON.stringify(roundPlace(place));
  }
  if (name !== LATITUDE && name !== LONGITUDE) return text;
  const value = numberIn(text);
  if (value === undefined || north === undefined) return undefined;
  return name === LATITUDE
    ? String(roundPlace({ latitude: value, longitude: 0 }).latitude)
    : String(roundPlace({ latitude: north, longitude: value }).longitude);
}

/** The names of places that were kept coarsely: not what whoever may know the exact place shall be told. */
export function coarsePlacesIn(reports: Reports): string[] {
  const latitude = numberIn(reports.get(LATITUDE)?.text);
  const longitude = numberIn(reports.get(LONGITUDE)?.text);
  const place = placeIn(reports.get(PLACE)?.text ?? '');
  return [
    ...(latitude !== undefined && longitude !== undefined && isRounded({ latitude, longitude })
      ? [LATITUDE, LONGITUDE]
      : []),
    ...(place && isRounded(place) ? [PLACE] : []),
  ];
}

/** What of a fleet's batch is needed; undefined when that is nothing. */
export function neededBatch<B extends Batch>(batch: B, needed: Needed): B | undefined {
  const samples = neededSamples(batch.samples, needed);
  if (samples.size === 0) return undefined;
  const lists = [...samples.values()];
  const until = Math.max(...lists.map(list => list.at(-1)?.[0] ?? 0));
  return { ...batch, samples, until, count: lists.reduce((sum, { length }) => sum + length, 0) };
}

/** Those of the samples that are needed, as exactly as they are. */
export function neededSamples(samples: Batch['samples'], needed: Needed): Map<SignalId, readonly Sample[]> {
  return new Map(
    [...samples]
      .filter(([signal]) => needed.signals.has(signal))
      .map(([signal, list]) => [
        signal,
        signal === 'location' ? list.map(sample => neededPlace(sample, needed)) : list,
      ]),
  );
}

/** Without the places that were kept coarsely. */
export function withoutCoarsePlaces(samples: Batch['samples']): Batch['samples'] {
  const exact = samples.get('location')?.filter(([, value]) => !isRounded(value as Place));
  if (exact === undefined) return samples;
  const kept = new Map(samples);
  if (exact.length === 0) kept.delete('location');
  else kept.set('location', exact);
  return kept;
}

type Place = { latitude: number; longitude: number; heading: number | null };

function neededPlace([at, value]: Sample, needed: Needed): Sample {
  // What was kept under a signal's name was read as its kind.
  const place = value as Place;
  const heading = needed.signals.has('heading') ? place.heading : null;
  return [at, { ...(needed.isExact ? place : roundPlace(place)), heading }];
}

function placeIn(text: string): { latitude: number; longitude: number } | undefined {
  try {
    const { latitude, longitude } = JSON.parse(text) as Record<string, unknown>;
    const north = numberIn(latitude);
    const east = numberIn(longitude);
    return north === undefined || east === undefined ? undefined : { latitude: north, longitude: east };
  } catch {
    return undefined;
  }
}

/** Numbers travel as text. */
function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
