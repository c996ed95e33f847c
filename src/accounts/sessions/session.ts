// How long a session lives, and how a person can have proven who they are.
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';

const sessionMethods = ['link', 'totp', 'recovery-code', 'passkey', 'enrollment', 'operator', 'demo'] as const;
export type SessionMethod = (typeof sessionMethods)[number];

type Limits = { readonly idle: number; readonly absolute: number };

const limits: Record<'staff' | 'everyone', Limits> = {
  staff: { idle: 12 * HOUR, absolute: 7 * DAY },
  everyone: { idle: 14 * DAY, absolute: 90 * DAY },
};

export const limitsOf = (isStaff: boolean): Limits => (isStaff ? limits.staff : limits.everyone);

/** How often the time of last use is written down, at most. */
const USE_GRAIN = 5 * MINUTE;

type Lifetime = { readonly createdAt: Date; readonly lastUsedAt: Date };

/** When the session ends if it is not used again. */
function endsAt({ createdAt, lastUsedAt }: Lifetime, isStaff: boolean): Date {
  const { idle, absolute } = limitsOf(isStaff);
  return new Date(Math.min(after(lastUsedAt, idle).getTime(), after(createdAt, absolute).getTime()));
}

/** Staff need more than mail: a session begun by a link alone, before somebody became staff, opens nothing. */
export const isEnough = (method: SessionMethod, isStaff: boolean): boolean => !isStaff || method !== 'link';

export const isAlive = (session: Lifetime, isStaff: boolean, now: Date): boolean => now < endsAt(session, isStaff);

/** Whether the last use was written down so long ago that this one should be. */
export const isUseWorthWriting = ({ lastUsedAt }: Lifetime, now: Date): boolean => now >= after(lastUsedAt, USE_GRAIN);

/** How long the browser keeps the cookie, in seconds; the server's own limits are stricter. */
export const cookieSeconds = (isStaff: boolean): number => limitsOf(isStaff).absolute / 1000;

/** How the sign-in was made, for the list of sessions. */
export const methodWords: Readonly<Record<SessionMethod, string>> = {
  link: 'E-mail link',
  totp: 'E-mail link and authenticator app',
  'recovery-code': 'E-mail link and recovery code',
  passkey: 'Passkey',
  enrollment: 'E-mail link, then a second step was set up',
  operator: 'Link from the operator',
  demo: 'Demo',
};

export const readSessionMethod = (text: string): SessionMethod =>
  sessionMethods.find(method => method === text) ?? 'link';
