// What an owner allowed: which application, which cars, which permissions, until when. Pure.
import { DAY, HOUR, MINUTE } from '../core/clock.ts';
import type { Mode } from '../vehicles/index.ts';

/** One permission of an owner to an application, as its owner sees it. At most one is active per owner, application and car. */
export type Grant = {
  readonly id: string;
  readonly application: { readonly id: string; readonly name: string };
  /** The owner's person id. */
  readonly owner: string;
  /** Vehicle ids (UUIDs). */
  readonly vehicles: readonly string[];
  /** Permissions as in catalog/scopes.ts, without the `required:` prefix. */
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  readonly endReason?: EndReason;
  /** When a used code or refresh token last came again: two had it, and all tokens of the grant were ended. */
  readonly reusedAt?: Date;
  /** When a token of the grant was last used, exact to a minute. */
  readonly lastUsedAt?: Date;
  /** Since when it opens nothing, though it stands. */
  readonly pausedAt?: Date;
  readonly pauseReason?: PauseReason;
  /** Whether places are told to about a kilometer only. */
  readonly isCoarse: boolean;
  /** When its owner last chose anew until when it lasts. */
  readonly renewedAt?: Date;
  readonly mode: Mode;
};

/** Why a grant ended; kept with it and shown to its owner. `unused`: it was paused for want of use, and nobody came. */
export type EndReason = 'owner' | 'application' | 'superseded' | 'erased' | 'expired' | 'unused';
/** Why it is paused: its owner wants it, or nobody used it. */
export type PauseReason = 'owner' | 'unused';

/** How long a grant lasts at most; an application that stays away for `REFRESH_FOR` loses its access before. */
export const GRANT_FOR = 365 * DAY;
/** A refresh token that is not used for this long is dead. */
export const REFRESH_FOR = 60 * DAY;
export const ACCESS_FOR = 2 * HOUR;
/** A token that an application has for itself (vehicle-platform §3). */
export const APPLICATION_TOKEN_FOR = HOUR;
export const CODE_FOR = 10 * MINUTE;

/** The vehicles of an older grant that a newer one of the same owner and application does not take over. */
export const vehiclesLeft = (older: readonly string[], newer: readonly string[]): string[] =>
  older.filter(vehicle => !newer.includes(vehicle));

const REQUIRED = 'required:';

/** A permission as an application asked for it. */
export type AskedScope = { readonly name: string; readonly isRequired: boolean };

/** The OAuth `scope` value as permissions, each once; asked for in both ways, it is required (vehicle-platform §4.2). */
export function readScopes(scope: string): AskedScope[] {
  const asked = new Map<string, boolean>();
  for (const word of scope.split(' ').filter(word => word !== '')) {
    const isRequired = word.startsWith(REQUIRED);
    const name = isRequired ? word.slice(REQUIRED.length) : word;
    asked.set(name, isRequired || (asked.get(name) ?? false));
  }
  return [...asked].map(([name, isRequired]) => ({ name, isRequired }));
}

/** The scope value without `required:`. */
export const plainScopes = (scope: string): string[] => readScopes(scope).map(({ name }) => name);

/** Both spellings of each permission, for whatever compares scope values word by word. */
export const bothSpellings = (names: readonly string[]): string[] => names.flatMap(name => [name, REQUIRED + name]);
