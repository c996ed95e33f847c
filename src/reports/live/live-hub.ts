// Hands notices of changed reports to the pages that are open in this process.
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { REPORTS, tellOfReports } from './live-store.ts';

type Listener = { readonly changed: (report: string) => void; readonly end: () => void };

export type LiveHub = {
  /** @returns what stops it */
  subscribe(listener: Listener): () => void;
  /** Ends every open page's stream: the process is closing. */
  closeAll(): void;
};

const hubs = new WeakMap<Kernel['listen'], LiveHub>();

/** The one hub of this process; it listens from the first time it is asked for. */
export function hubOf({ listen }: Pick<Kernel, 'listen'>): LiveHub {
  const known = hubs.get(listen);
  if (known) return known;
  const listeners = new Set<Listener>();
  const hub: LiveHub = {
    subscribe: listener => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    closeAll: () => {
      for (const { end } of [...listeners]) end();
    },
  };
  hubs.set(listen, hub);
  listen(
    REPORTS,
    report => {
      for (const { changed } of [...listeners]) changed(report);
    },
    // What went by unheard is found by whoever looks again; a browser connects anew by itself.
    gap => {
      if (gap === 'broken') hub.closeAll();
    },
  );
  return hub;
}

export const tellQueueWhenSubmitted = subscriber({
  name: 'tell-queue-when-report-submitted',
  event: 'report.submitted',
  handleAll: (kernel, deliveries) =>
    tellOfReports(
      kernel,
      deliveries.map(({ payload }) => payload.report),
    ),
});
