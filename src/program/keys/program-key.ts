// The program's OpenPGP key as plain values, and when its end is near enough to say so.
import { DAY } from '../../core/clock.ts';

/** Who can open what is encrypted to the key: this server, or only the team with a key that never comes here. */
export type KeyCustody = 'server' | 'team';

export type ProgramKey = {
  readonly id: string;
  /** 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** The contact that the key is for, in lower case. */
  readonly address: string;
  readonly custody: KeyCustody;
  readonly state: 'current' | 'former' | 'revoked';
  /** Armored. */
  readonly publicKey: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
  /** Whether its revocation certificate waits to be taken. */
  readonly hasRevocation: boolean;
  /** The last alarm that was mailed, in days before the end. */
  readonly toldDays: number | null;
};

/** Keys that this server makes last a year. */
export const KEY_SECONDS = 365 * 24 * 60 * 60;

/** How many days before a key's end admins are told. */
const alarmDays = [3, 14, 30] as const;

/** Whole days until the key ends; negative once it has; null when it never does. */
export const daysLeft = ({ expiresAt }: Pick<ProgramKey, 'expiresAt'>, now: Date): number | null =>
  expiresAt === null ? null : Math.floor((expiresAt.getTime() - now.getTime()) / DAY);

/** The alarm that is due: the smallest of 30, 14 and 3 days that the end is within, 0 once it has ended. */
export function dueAlarm(key: Pick<ProgramKey, 'expiresAt'>, now: Date): number | null {
  const days = daysLeft(key, now);
  if (days === null) return null;
  if (days < 0) return 0;
  return alarmDays.find(alarm => days < alarm) ?? null;
}

/** `A1B2 C3D4 … `: as people compare it, in groups of four. */
export const groupedFingerprint = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/gu, '$1 ');
