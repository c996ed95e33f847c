// What the library does not ask of a client assertion (RFC 7523 §3): when it was made, and for how long.
import { errors } from 'oidc-provider';
import { HOUR, MINUTE, SECOND, systemClock } from '../../core/clock.ts';

/** Clocks may differ by this much. */
const SKEW = MINUTE;
/** An assertion is for one request; one that is good for days is a secret that lies around. */
const LONGEST = HOUR;

/** The library counts by the machine, so this does too. @throws InvalidClientAuth */
export function checkAssertionTimes(_ctx: unknown, { iat, exp }: Readonly<Record<string, unknown>>): void {
  const now = systemClock.now().getTime();
  if (iat !== undefined && (typeof iat !== 'number' || iat * SECOND > now + SKEW))
    throw new errors.InvalidClientAuth('iat (JWT issued at) must not be in the future');
  if (typeof exp !== 'number' || exp * SECOND > now + LONGEST + SKEW)
    throw new errors.InvalidClientAuth('exp (JWT expiration) must be within an hour');
}
