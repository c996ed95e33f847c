// What is worth telling an owner about how an app uses their cars. Pure.
import type { ScopeName } from '../../catalog/scopes.ts';
import { DAY } from '../../core/clock.ts';
import { permissionOf, type UseInLog } from '../../vehicles/index.ts';

export const alertKinds = ['first-read', 'first-sensitive', 'after-silence', 'beyond-pattern'] as const;
export type AlertKind = (typeof alertKinds)[number];
/** By mail and on the page, on the page alone, or not at all. */
export const hows = ['mail', 'page', 'off'] as const;
export type How = (typeof hows)[number];

/** Something to tell, before it has an id. */
export type NewAlert = {
  readonly owner: string;
  readonly grant: string;
  readonly application: string;
  readonly kind: AlertKind;
  readonly signal: string;
  /** The same one is told once. */
  readonly cause: string;
  readonly at: Date;
};

export type Alert = Omit<NewAlert, 'cause'> & { readonly id: string; readonly seenAt: Date | null };

/** An application that did nothing for so long has come back. */
export const SILENCE = 30 * DAY;

/** Location, and everything that makes a car do something. */
const isSensitive = (permission: ScopeName | undefined): boolean =>
  permission === 'read_location' || permission?.startsWith('control_') === true;

/** What was known of a grant's use before: when each signal was last handed out. */
export type Known = ReadonlyMap<string, Date>;

/**
 * What is new about the uses of one grant.
 * @param known its signals so far; empty when nothing was ever handed out
 * @param uses each signal once, in the order in which they began
 */
export function alertsOf(known: Known, uses: readonly UseInLog[]): NewAlert[] {
  const [first] = uses;
  if (first === undefined) return [];
  const make = (
    kind: AlertKind,
    { owner, grant, application, signal, firstAt }: UseInLog,
    cause: string,
  ): NewAlert => ({
    owner,
    grant,
    application,
    kind,
    signal,
    cause: `${kind}:${grant}:${cause}`,
    at: firstAt,
  });
  const last = Math.max(0, ...[...known.values()].map(at => at.getTime()));
  // Some uses come a second time: lines of the last minutes are read again.
  const back = uses.find(({ firstAt }) => firstAt.getTime() > last);
  const isBack = known.size > 0 && back !== undefined && back.firstAt.getTime() - last >= SILENCE;
  const used = new Set([...known.keys()].map(permissionOf));
  const news = new Map(
    uses
      .map(use => [permissionOf(use.signal), use] as const)
      .filter(([permission]) => isSensitive(permission) && !used.has(permission))
      .toReversed(),
  );
  return [
    ...(known.size === 0 ? [make('first-read', first, '')] : []),
    ...(isBack ? [make('after-silence', back, back.firstAt.toISOString().slice(0, 10))] : []),
    ...[...news].map(([permission, use]) => make('first-sensitive', use, String(permission))),
  ];
}
