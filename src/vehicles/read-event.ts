// What the read log says: who asked for which data of which car, and whether they got it. Pure.
import { type Scope, type ScopeName, scopes } from '../catalog/scopes.ts';
import { type SignalId, signals } from '../catalog/signals.ts';
import { type Command, commands, isCommand } from '../catalog/vehicle-endpoints.ts';

/**
 * `allowed`: the application was let through to the data. `denied`: the grant does not cover it.
 * `failed`: let through, but the car or its maker did not answer, so nothing was handed out.
 */
export type ReadOutcome = 'allowed' | 'denied' | 'failed';

/**
 * The car (`vehicle`) or the permission (`scope`) is not in the grant, or that is `paused`, or has `ended` while the car
 * was being asked.
 */
export type DenialReason = 'vehicle' | 'scope' | 'paused' | 'ended';

/** One asking, before it has its place in the log. */
export type ReadAttempt = {
  readonly owner: string;
  readonly grant: string;
  readonly application: string;
  readonly vehicle: string;
  /** What was read, or what the car was told to do. */
  readonly signal: SignalId | Command;
  readonly outcome: ReadOutcome;
  /** Why it was denied. */
  readonly reason: DenialReason | null;
  readonly request: string;
};

/** One line of the log as its owner reads it. */
export type ReadEvent = {
  readonly seq: number;
  readonly grant: string;
  readonly application: string;
  readonly vehicle: string;
  readonly signal: string;
  readonly outcome: ReadOutcome;
  /** Of a denial a `DenialReason`; of a failure the error code of the vehicle API. */
  readonly reason: string | null;
  readonly request: string;
  readonly at: Date;
};

export type ReadFilter = {
  readonly application?: string | undefined;
  readonly vehicle?: string | undefined;
  /** A permission: every signal that it opens. */
  readonly permission?: ScopeName | undefined;
  readonly outcome?: ReadOutcome | undefined;
};

/** How one kind of data of one car was used under one grant, as long as the log goes back. */
export type ReadUse = {
  readonly grant: string;
  readonly application: string;
  readonly vehicle: string;
  readonly permission: ScopeName;
  readonly lastAllowedAt: Date | null;
  readonly allowedThisWeek: number;
  readonly deniedThisWeek: number;
};

export type ReadSummary = {
  /** Of the last seven days. */
  readonly week: {
    readonly applications: number;
    readonly kinds: number;
    readonly reads: number;
    readonly denied: number;
  };
  readonly uses: readonly ReadUse[];
};

/** The permission for a signal or command of the log; undefined for one that no longer exists. */
export const permissionOf = (signal: string): ScopeName | undefined => {
  if (isCommand(signal)) return commands[signal].permission;
  return isSignal(signal) ? signals[signal].permission : undefined;
};

/** The words for a command of the log; undefined for a signal. */
export const commandLabel = (signal: string): string | undefined =>
  isCommand(signal) ? commands[signal].label : undefined;

/** The signals and commands that a permission opens. */
export const signalsOf = (permission: ScopeName): string[] =>
  [...Object.keys(signals), ...Object.keys(commands)].filter(signal => permissionOf(signal) === permission);

/** The catalog's entry of a permission, or undefined for a name that is none. */
export const findScope = (name: string): (Scope & { readonly name: ScopeName }) | undefined =>
  scopes.find(scope => scope.name === name);

const isSignal = (signal: string): signal is SignalId => Object.hasOwn(signals, signal);

/** Sums up the uses of the last week: applications and kinds of data are counted once each. */
export function summarizeUses(uses: readonly ReadUse[]): ReadSummary {
  const used = uses.filter(({ allowedThisWeek }) => allowedThisWeek > 0);
  return {
    week: {
      applications: new Set(used.map(({ application }) => application)).size,
      kinds: new Set(used.map(({ permission }) => permission)).size,
      reads: used.reduce((sum, { allowedThisWeek }) => sum + allowedThisWeek, 0),
      denied: uses.reduce((sum, { deniedThisWeek }) => sum + deniedThisWeek, 0),
    },
    uses,
  };
}
