// What became of an order to a car, as version 3 tells it (vehicle-platform §12.2). Pure.
import { MINUTE, SECOND } from '../../core/clock.ts';

export type ExecutionKind = 'command-execution' | 'charge-schedule-execution';

/** What the car was told, as the resource repeats it. */
export type Order = { readonly attributes: object; readonly links?: Readonly<Record<string, string>> };

/** The order as it is kept, with how it was answered. */
export type GivenOrder = Order & { readonly mode: 'sync' | 'async' };

export type Execution = {
  readonly id: string;
  readonly kind: ExecutionKind;
  readonly vehicle: string;
  readonly order: GivenOrder;
  readonly began: Date;
  /** Null while it is on its way. */
  readonly ended: Date | null;
  /** An error code of the vehicle API; null when the car obeyed, and while it is on its way. */
  readonly fault: string | null;
};

/** An answer waits so long for the maker unless the client says otherwise, in milliseconds. */
const USUAL_WAIT = 20 * SECOND;
const LONGEST_WAIT = 2 * MINUTE;

/**
 * How long an answer may wait for the maker, in milliseconds. `Prefer: respond-async, wait=5` (RFC 7240 §4.1, §4.3):
 * whoever wants the answer before the car has obeyed says so, and may say how long they wait all the same.
 */
export function waitOf(prefer: string | undefined): number {
  const preferences = (prefer ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map(text => text.trim());
  const [, seconds] =
    preferences.map(text => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(text)).find(found => found !== null) ?? [];
  const usual = preferences.includes('respond-async') ? 0 : USUAL_WAIT;
  return seconds === undefined ? usual : Math.min(Number(seconds) * SECOND, LONGEST_WAIT);
}

/** After this nobody is at work on it any more: the process that was has ended. No maker may take so long. */
const GIVEN_UP_AFTER = 10 * MINUTE;

/** The resource. @param self where it is asked for again */
export function executionResource(
  { id, kind, order, began, ended, fault }: Execution,
  { self, now }: { readonly self: string; readonly now: Date },
) {
  const isLost = ended === null && now.getTime() - began.getTime() > GIVEN_UP_AFTER;
  const [type = '', code = null] = (isLost ? 'UPSTREAM.NO_RESPONSE' : (fault ?? '')).split('.');
  const status =
    type !== '' ? { value: 'ERROR', error: { type, code } } : { value: ended === null ? 'PENDING' : 'SUCCESS' };
  return {
    id,
    type: kind,
    attributes: { ...order.attributes, status, executionMode: order.mode },
    meta: {
      executedAt: began.toISOString(),
      completedAt: ended === null ? null : ended.toISOString(),
      durationInSeconds: ended === null ? null : (ended.getTime() - began.getTime()) / 1000,
    },
    links: { self, ...order.links },
  };
}
