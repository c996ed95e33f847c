// A connection as the application's developers see it: what the API tells the application, and nothing of the owner. Pure.
import { DAY } from '../../core/clock.ts';
import type { Connection } from './connection.ts';

/** `granted`: good now. `ended`: by the owner or by the application, which the API does not tell apart. `expired`: its time is over. */
export type ConnectionState = 'granted' | 'ended' | 'expired';

export type ConnectionView = Omit<Connection, 'owner'> & {
  readonly state: ConnectionState;
  readonly expiresAt: Date;
  /** When it ended or expired; undefined while it is good. */
  readonly endedAt: Date | undefined;
};

/** How long ended and expired ones are listed. */
export const LISTED_FOR = 30 * DAY;

export const stateWords: Readonly<Record<ConnectionState, { readonly label: string; readonly tone: Tone }>> = {
  granted: { label: 'Granted', tone: 'good' },
  ended: { label: 'Ended', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'attention' },
};
type Tone = 'good' | 'neutral' | 'attention';

export const modeWords: Readonly<Record<Connection['mode'], string>> = {
  live: 'Real cars',
  test: 'Test',
  simulated: 'Simulated',
};

export const readState = (text: string | undefined): ConnectionState | undefined =>
  text !== undefined && Object.hasOwn(stateWords, text) ? (text as ConnectionState) : undefined;

export const readMode = (text: string | undefined): Connection['mode'] | undefined =>
  text !== undefined && Object.hasOwn(modeWords, text) ? (text as Connection['mode']) : undefined;

/** Where a connection stands, by the times of its grant. */
export function stateOf(
  times: { readonly revokedAt: Date | null; readonly expiresAt: Date },
  now: Date,
): { readonly state: ConnectionState; readonly endedAt: Date | undefined } {
  if (times.revokedAt !== null) return { state: 'ended', endedAt: times.revokedAt };
  return times.expiresAt > now
    ? { state: 'granted', endedAt: undefined }
    : { state: 'expired', endedAt: times.expiresAt };
}
