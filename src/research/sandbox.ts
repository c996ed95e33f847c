// A researcher's sandbox: how long it lasts and what can be done with it. Pure.
import { after, DAY } from '../core/clock.ts';

export type Sandbox = {
  readonly id: string;
  /** The researcher. */
  readonly person: string;
  readonly organization: string;
  /** The OAuth client id. */
  readonly application: string;
  /** The simulated owners, persons of their own; the second is null in sandboxes from before there were two. */
  readonly owner: string;
  readonly otherOwner: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly extendedAt: Date | null;
  readonly resetAt: Date | null;
};

/** How long a sandbox lasts, and how much longer when it is extended. */
const SANDBOX_FOR = 30 * DAY;
/** So long before its end the researcher is told. */
export const WARN_BEFORE = 3 * DAY;

export const endOfNew = (now: Date): Date => after(now, SANDBOX_FOR);

/** When it would end if it were extended now; null when it was extended before, which can be done once. */
export const extendedEnd = ({ expiresAt, extendedAt }: Pick<Sandbox, 'expiresAt' | 'extendedAt'>): Date | null =>
  extendedAt === null ? after(expiresAt, SANDBOX_FOR) : null;

/** What the simulated owners are called, and the simulator's names of the models that each has at the beginning. */
export const simulatedOwners = [
  // Electric, plug-in hybrid, and one with a tank.
  { name: 'Riley', models: ['volt', 'model-y', '320d'] },
  // One of a make that Riley has too: what is Sam's must not be reached through it.
  { name: 'Sam', models: ['model-y', 'leaf'] },
] as const;

/** The sandbox's owners, Riley first. */
export const ownersOf = ({ owner, otherOwner }: Pick<Sandbox, 'owner' | 'otherOwner'>): readonly string[] =>
  otherOwner === null ? [owner] : [owner, otherOwner];
