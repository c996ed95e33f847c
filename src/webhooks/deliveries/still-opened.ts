// Whether a message that was made a while ago tells nothing but what its grant opens now. Pure.
import { type SignalId, signals } from '../../catalog/signals.ts';
import type { TellingGrant } from '../../connect/index.ts';
import { DAY } from '../../core/clock.ts';
import { isRounded } from '../../vehicles/index.ts';

/** Longer than any message is tried. */
const TRIED_FOR = 4 * DAY;

type Told = {
  readonly data?: {
    readonly vehicle?: { readonly make?: unknown };
    readonly signals?: readonly { readonly code: string; readonly body: Record<string, unknown> | null }[];
  };
};

/** Signals by the code that messages name them by. */
const byCode: ReadonlyMap<string, SignalId> = new Map(
  (Object.keys(signals) as SignalId[]).flatMap(id => {
    const { v3 } = signals[id];
    return v3 ? [[v3.code, id] as const] : [];
  }),
);

/**
 * Asked of every message just before it leaves. Only messages under a grant that was narrowed lately are looked into.
 * @param payload JSON, as it is kept
 */
export function isStillOpened(payload: string, { narrowed }: Pick<TellingGrant, 'narrowed'>, now: Date): boolean {
  if (!narrowed || now.getTime() - narrowed.at.getTime() >= TRIED_FOR) return true;
  // Only this product wrote it.
  const { data } = JSON.parse(payload) as Told;
  const { scopes, isCoarse } = narrowed;
  if (data?.vehicle?.make != null && !scopes.has('read_vehicle_info')) return false;
  return (data?.signals ?? []).every(({ code, body }) => {
    const id = byCode.get(code);
    if (body === null) return true;
    if (id === undefined || !scopes.has(signals[id].permission)) return false;
    if (id !== 'location') return true;
    return (body['heading'] == null || scopes.has('read_compass')) && (!isCoarse || isRounded(body));
  });
}
