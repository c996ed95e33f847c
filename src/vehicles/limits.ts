// How often an application may ask: all its cars together, and each car by itself (vehicle-platform §17).
import type pg from 'pg';
import { type RateLimitName, rateLimits } from '../catalog/rate-limits.ts';
import type { Application } from '../core/actor.ts';
import { isRefusal, refuse } from '../core/errors.ts';
import type { Bucket } from '../core/http/rate-limit.ts';
import type { Kernel } from '../core/kernel.ts';
import { type RecentlyUsed, recentlyUsed } from '../core/recently-used.ts';
import type { Request } from './attempt.ts';
import { type CountedCar, quotaOf } from './quota/monthly-quota.ts';

type Counters = Pick<Kernel, 'rateLimiter' | 'pool' | 'clock' | 'log'>;

/** What one application may ask of one car, found once for its limit and its quota: looking up costs more than counting. */
type CarLimits = { readonly bucket: Bucket; readonly counted: CountedCar };

/** Cars whose limits are kept at hand. */
const AT_HAND = 100_000;

/** One set of cars for each database: the kernel itself comes anew with each transaction. */
const carsOf = new WeakMap<pg.Pool, RecentlyUsed<CarLimits>>();

function limitsOf(kernel: Counters, { id }: Application, vehicle: string): CarLimits {
  let cars = carsOf.get(kernel.pool);
  if (cars === undefined) {
    cars = recentlyUsed(AT_HAND);
    carsOf.set(kernel.pool, cars);
  }
  const key = `${id}:${vehicle}`;
  const known = cars.get(key);
  if (known !== undefined) return known;
  const limits = { bucket: kernel.rateLimiter.bucket('car', key), counted: quotaOf(kernel).car(id, vehicle) };
  cars.set(key, limits);
  return limits;
}

/**
 * Takes one permit for a car, and counts one request in the month's quota. A car that the grant does not cover costs
 * nothing: it is refused anyway.
 * @throws Refusal vehicle_fault with RATE_LIMIT.VEHICLE and `retryAfter`, or with BILLING.VEHICLE_REQUEST_LIMIT
 */
export function takeCarPermit(
  kernel: Counters,
  actor: Application,
  { vehicle, isOurs }: Request,
): Promise<void> | undefined {
  if (!actor.vehicles.has(vehicle)) return undefined;
  const { bucket, counted } = limitsOf(kernel, actor, vehicle);
  const permit = kernel.rateLimiter.takeFrom(bucket);
  const count = (): void => {
    if (!isOurs) quotaOf(kernel).count(counted);
  };
  if (permit === undefined) return void count();
  return permit.then(count, (error: unknown) => {
    if (!isRefusal(error, 'rate_limited')) throw error;
    const { retryAfter = 60 } = error.details;
    throw refuse('vehicle_fault', { fault: 'RATE_LIMIT.VEHICLE', retryAfter });
  });
}

const POLICY = (['vehicle', 'car'] as const)
  .map(name => `"${name}";q=${rateLimits[name].burst};w=${windowOf(name)}`)
  .join(', ');

/** Seconds in which an empty bucket fills. */
function windowOf(name: RateLimitName): number {
  const { burst, perHour } = rateLimits[name];
  return Math.ceil((burst * 3600) / perHour);
}

/**
 * What is left, in the headers of draft-ietf-httpapi-ratelimit-headers-10: `vehicle` is the application's, `car` this
 * car's, `month` the quota of this car. Exact to what this process holds at the moment; none when it does not know.
 */
export function limitHeaders(kernel: Counters, actor: Application, vehicle: string): Readonly<Record<string, string>> {
  const { rateLimiter } = kernel;
  const all = rateLimiter.left('vehicle', actor.id);
  const { bucket, counted } = limitsOf(kernel, actor, vehicle);
  const car = rateLimiter.leftIn(bucket);
  if (all === undefined && car === undefined) return {};
  const quota = quotaOf(kernel);
  const told = [
    ...(all === undefined ? [] : [item('vehicle', all)]),
    ...(car === undefined ? [] : [item('car', car)]),
    `"month";r=${quota.left(counted)};t=${quota.secondsLeft()}`,
  ];
  return { 'ratelimit-policy': `${POLICY}, ${quota.policy()}`, ratelimit: told.join(', ') };
}

/** `t`: seconds until the bucket is full again. */
const item = (name: 'vehicle' | 'car', left: number): string => {
  const { burst, perHour } = rateLimits[name];
  return `"${name}";r=${left};t=${Math.max(0, Math.ceil(((burst - left) * 3600) / perHour))}`;
};
