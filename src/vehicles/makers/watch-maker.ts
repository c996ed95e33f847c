// What the operator learns of a maker while others ask it: that it is out, when it last answered, what it refused.
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { keepMakerContact } from './maker-contact-store.ts';
import { keepMakerState } from './maker-state-store.ts';

/** Told by whatever stands before a maker. */
export type MakerWatch = {
  /** It goes out, or answers again. */
  readonly outage: (state: { readonly isOut: boolean; readonly fault: VehicleErrorCode | null }) => void;
  /** It has answered; with what fault, if any. */
  readonly answered: (fault: VehicleErrorCode | null) => void;
};

/** What is the maker's own trouble, or ours with it; that a car sleeps is a good answer. */
const isTrouble = (fault: VehicleErrorCode): boolean =>
  fault.startsWith('UPSTREAM.') || fault === 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED';

/** Keeps what matters of one maker, each kind once a minute at most. */
export function watchMaker({ clock, pool, log }: Pick<Kernel, 'clock' | 'pool' | 'log'>, provider: string): MakerWatch {
  const noted = new Map<string, number>();
  const keep = (what: Promise<void>): void => {
    what.catch((err: unknown) => log.error({ err, provider }, 'the state of a maker could not be kept'));
  };
  return {
    outage: state => {
      log.warn({ provider, ...state }, state.isOut ? 'a maker does not answer' : 'a maker answers again');
      keep(keepMakerState({ clock, pool }, provider, state));
    },
    answered: fault => {
      const trouble = fault !== null && isTrouble(fault) ? fault : null;
      const now = clock.now().getTime();
      const kind = trouble ?? 'answer';
      if (now - (noted.get(kind) ?? 0) < MINUTE) return;
      noted.set(kind, now);
      keep(keepMakerContact({ clock, pool }, provider, trouble));
    },
  };
}
