// Places to about a kilometer, for owners who want an application to know no better. Pure.
import type { Application } from '../../core/actor.ts';
import { isFault, type ProviderFault, type Reading } from '../providers/provider.ts';

type Place = { readonly latitude: number; readonly longitude: number };

/** Degrees of latitude: 1.1 km. A step of longitude is as long on the ground. */
const STEP = 0.01;
/** Near the poles a step of longitude would be without end. */
const NARROWEST = 0.01;

/**
 * The middle of the square of about a kilometer that a place lies in. The squares lie still, so that many answers about
 * a car that stands say no more than one.
 */
export function roundPlace<P extends Place>(place: P): P {
  const latitude = middle(place.latitude, STEP);
  const width = STEP / Math.max(NARROWEST, Math.cos((latitude * Math.PI) / 180));
  return { ...place, latitude, longitude: middle(place.longitude, width) };
}

const middle = (degrees: number, step: number): number =>
  Number(((Math.floor(degrees / step) + 0.5) * step).toFixed(4));

/** Whether a place as the API tells it is one of those middles. */
export function isRounded(body: Readonly<Record<string, unknown>>): boolean {
  const { latitude, longitude } = body;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return latitude == null && longitude == null;
  const rounded = roundPlace({ latitude, longitude });
  return rounded.latitude === latitude && rounded.longitude === longitude;
}

/**
 * What a car answered, as this application may know it: where its owner wants places coarse, each is rounded, and
 * whether the car is at home, which is a place to the meter, is not told.
 */
export function roundedFor(
  { isCoarse }: Pick<Application, 'isCoarse'>,
  answer: readonly Reading[] | ProviderFault,
): readonly Reading[] | ProviderFault {
  if (!isCoarse || isFault(answer)) return answer;
  return answer.filter(({ signal }) => signal !== 'at_home').map(rounded);
}

/** Every kind of value that has a place in it: where the car is, and where a charging timer holds. */
function rounded(reading: Reading): Reading {
  if (reading.value === null) return reading;
  if (reading.signal === 'location') return { ...reading, value: roundPlace(reading.value) };
  if (reading.signal !== 'charge_timers') return reading;
  return {
    ...reading,
    value: reading.value.map(timer => (timer.place ? { ...timer, place: roundPlace(timer.place) } : timer)),
  };
}
