// Compares what a car says with what was last told of it: what changed, which errors are new, which are over. Pure.
import type { SignalId } from '../../catalog/signals.ts';
import { type VehicleErrorCode, vehicleErrors } from '../../catalog/vehicle-errors.ts';
import type { ToldError } from '../envelope.ts';

/** What was last told: a mark of each signal's value, and the errors that still hold. */
export type Seen = {
  readonly marks: Readonly<Record<string, string>>;
  /** The signals that cannot be read because of it; null for all. */
  readonly errors: Readonly<Record<string, readonly string[] | null>>;
};

export const nothingSeen: Seen = { marks: {}, errors: {} };

/** How one signal came out: the mark of its value, or why there is none. */
export type Look = { readonly signal: SignalId } & ({ readonly mark: string } | { readonly fault: VehicleErrorCode });

export type Difference = {
  /** Triggers whose value is another than the last told one. */
  readonly changed: readonly SignalId[];
  /** Errors that began or ended. */
  readonly errors: readonly ToldError[];
  readonly seen: Seen;
};

/** Faults that are told as an error of the car; the others are told by the signal's own status alone. */
const toldTypes: ReadonlySet<string> = new Set(['VEHICLE_STATE', 'CONNECTED_SERVICES_ACCOUNT', 'UPSTREAM']);

/**
 * @param looks every signal that the webhook wants, each once
 * @param triggers those whose change makes an event
 */
export function compare(before: Seen, looks: readonly Look[], triggers: readonly SignalId[]): Difference {
  const marks: Record<string, string> = { ...before.marks };
  const changed: SignalId[] = [];
  const faults = new Map<VehicleErrorCode, SignalId[]>();
  for (const look of looks) {
    if ('fault' in look) {
      if (toldTypes.has(vehicleErrors[look.fault].type))
        faults.set(look.fault, [...(faults.get(look.fault) ?? []), look.signal]);
      continue;
    }
    // A signal that cannot be read keeps its mark, so that its return with the same value is no change.
    if (marks[look.signal] !== look.mark && triggers.includes(look.signal)) changed.push(look.signal);
    marks[look.signal] = look.mark;
  }
  const errors: ToldError[] = [];
  const holding: Record<string, readonly string[] | null> = {};
  for (const [code, affected] of faults) {
    const some = affected.length < looks.length ? affected : null;
    holding[code] = some;
    if (!Object.hasOwn(before.errors, code)) errors.push({ code, state: 'ERROR', ...(some && { signals: some }) });
  }
  for (const [code, affected] of Object.entries(before.errors)) {
    if (Object.hasOwn(holding, code) || !isCode(code)) continue;
    errors.push({ code, state: 'RESOLVED', ...(affected && { signals: affected as readonly SignalId[] }) });
  }
  return { changed, errors, seen: { marks, errors: holding } };
}

const isCode = (code: string): code is VehicleErrorCode => Object.hasOwn(vehicleErrors, code);
