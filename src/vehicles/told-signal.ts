// What a signal looks like in a message of a webhook (vehicle-platform §15.1); its body is that of API v3.
import { type SignalId, signals } from '../catalog/signals.ts';
import type { VehicleErrorCode, VehicleErrorEntry } from '../catalog/vehicle-errors.ts';
import { vehicleErrors } from '../catalog/vehicle-errors.ts';
import type { Reading } from './providers/provider.ts';
import { bodyV3 } from './v3/shape-v3.ts';

export type SignalV3 = {
  readonly code: string;
  readonly name: string;
  readonly group: string;
  readonly status:
    | { readonly value: 'SUCCESS' }
    | { readonly value: 'ERROR'; readonly error: { readonly type: string; readonly code: string | null } };
  readonly body: object | null;
  /** Milliseconds since 1970, as numbers: Java's `Long` (§28.8). */
  readonly meta: { readonly oemUpdatedAt: number; readonly retrievedAt: number } | null;
};

/**
 * A reading, or why there is none. Null where API v3 has no such signal.
 * @param withHeading whether the heading of a location may be told: it has a permission of its own
 */
export function signalV3(signal: SignalId, told: Reading | VehicleErrorCode, withHeading: boolean): SignalV3 | null {
  const { v3 } = signals[signal];
  if (v3 === null) return null;
  const body = typeof told === 'string' || told.value === null ? null : bodyV3(told, { system: 'metric', withHeading });
  if (typeof told !== 'string' && body !== null)
    return {
      ...v3,
      status: { value: 'SUCCESS' },
      body,
      meta: { oemUpdatedAt: told.recordedAt.getTime(), retrievedAt: told.fetchedAt.getTime() },
    };
  // A car that has the signal, but does not know it now, is in a state that nobody can name.
  const fault: VehicleErrorEntry = vehicleErrors[typeof told === 'string' ? told : 'VEHICLE_STATE.UNKNOWN'];
  return {
    ...v3,
    status: { value: 'ERROR', error: { type: fault.type, code: fault.code } },
    body: null,
    meta: null,
  };
}
