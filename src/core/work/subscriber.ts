// What happens elsewhere in the product because something happened here.
import type { EventName, EventPayload } from '../../catalog/events.ts';
import type { Kernel } from '../kernel.ts';

/** One event on its way to one subscriber; `delivery` is the same each time, so that effects can be keyed by it. */
export type Delivery<Name extends EventName = EventName> = {
  readonly payload: EventPayload<Name>;
  readonly delivery: string;
};

/** `name` is a sentence and the name of its job. Whatever it does may run again after a crash. */
export type Subscriber<Name extends EventName = EventName> = {
  readonly name: string;
  readonly event: Name;
} & (
  | { readonly handle: (kernel: Kernel, payload: EventPayload<Name>, delivery: string) => Promise<void> }
  /**
   * For work that costs less for many at once: events that wait together come together. When it fails, each comes again
   * by itself.
   */
  | { readonly handleAll: (kernel: Kernel, deliveries: readonly Delivery<Name>[]) => Promise<void> }
);

/** A subscriber of any event, as manifests list them. */
export type AnySubscriber = { [Name in EventName]: Subscriber<Name> }[EventName];

/** Declares a subscriber. */
export const subscriber = <const Name extends EventName>(declared: Subscriber<Name>): AnySubscriber =>
  // The union over all names is what each member is by construction; TypeScript cannot see it through the generic.
  declared as unknown as AnySubscriber;
