// How often an application may ask: all its cars together, and each car by itself (vehicle-platform §17).
import { type RateLimitName, rateLimits } from '../catalog/rate-limits.ts';
import type { Application } from '../core/actor.ts';
import { isRefusal, refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Request } from './attempt.ts';
import { quotaOf } from './quota/monthly-quota.ts';

const keyOfCar = ({ id }: Application, vehicle: string): string => `${id}:${vehicle}`;

type Counters = Pick<Kernel, 'rateLimiter' | 'pool' | 'clock' | 'log'>;

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
  const permit = kernel.rateLimiter.take('car', keyOfCar(actor, vehicle));
  const count = (): void => {
    if (!isOurs) quotaOf(kernel).count(actor.id, vehicle);
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
  const car = rateLimiter.left('car', keyOfCar(actor, vehicle));
  if (all === undefined && car === undefined) return {};
  const quota = quotaOf(kernel);
  const told = [
    ...(all === undefined ? [] : [item('vehicle', all)]),
    ...(car === undefined ? [] : [item('car', car)]),
    `"month";r=${quota.left(actor.id, vehicle)};t=${quota.secondsLeft()}`,
  ];
  return { 'ratelimit-policy': `${POLICY}, ${quota.policy()}`, ratelimit: told.join(', ') };
}

/** `t`: seconds until the bucket is full again. */
const item = (name: 'vehicle' | 'car', left: number): string => {
  const { burst, perHour } = rateLimits[name];
  return `"${name}";r=${left};t=${Math.max(0, Math.ceil(((burst - left) * 3600) / perHour))}`;
};
