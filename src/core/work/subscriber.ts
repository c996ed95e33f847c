// What happens elsewhere in the product because something happened here.
import type { EventName, EventPayload } from '../../catalog/events.ts';
import type { Kernel } from '../kernel.ts';

/** `name` is a sentence and the name of its job. */
export type Subscriber<Name extends EventName = EventName> = {
  readonly name: string;
  readonly event: Name;
  /** May run again after a crash; `delivery` is the same each time, so that effects can be keyed by it. */
  readonly handle: (kernel: Kernel, payload: EventPayload<Name>, delivery: string) => Promise<void>;
};

/** A subscriber of any event, as manifests list them. */
export type AnySubscriber = { [Name in EventName]: Subscriber<Name> }[EventName];

/** Declares a subscriber. */
export const subscriber = <const Name extends EventName>(declared: Subscriber<Name>): AnySubscriber =>
  // The union over all names is what each member is by construction; TypeScript cannot see it through the generic.
  declared as unknown as AnySubscriber;
