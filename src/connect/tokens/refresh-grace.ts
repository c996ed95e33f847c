// How long a refresh token may be used again after its first use: an answer may get lost, and a fleet of workers may
// hold the same token (vehicle-platform §3). Pure.
import { MINUTE } from '../../core/clock.ts';
import type { Exchange } from './exchange.ts';

const REFRESH_GRACE = 10 * MINUTE;

/**
 * Milliseconds for which an artifact of this kind may be used again. Clients without credentials get none: what they
 * have is protected by rotation alone (RFC 9700 §4.14.2), and none of the SDKs is one.
 */
export const graceOf = (kind: string, { application }: Exchange): number =>
  kind === 'RefreshToken' && application !== undefined && application.clientAuth.method !== 'none' ? REFRESH_GRACE : 0;

export const isWithinGrace = (grace: number, usedAt: Date, now: Date): boolean =>
  now.getTime() - usedAt.getTime() < grace;
