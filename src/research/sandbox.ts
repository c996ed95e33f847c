// A researcher's sandbox: how long it lasts and what can be done with it. Pure.
import { after, DAY } from '../core/clock.ts';

export type Sandbox = {
  readonly id: string;
  /** The researcher. */
  readonly person: string;
  readonly organization: string;
  /** The OAuth client id. */
  readonly application: string;
  /** The simulated owner, a person of its own. */
  readonly owner: string;
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

/** The models of the simulated cars: electric, plug-in hybrid, and one with a tank. */
export const SANDBOX_CARS: readonly { readonly make: string; readonly model: string }[] = [
  { make: 'CHEVROLET', model: 'volt' },
  { make: 'TESLA', model: 'model-y' },
  { make: 'BMW', model: '320d' },
];
