// What an owner sees at a glance of how their data was used.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { type ReadSummary, summarizeUses } from './read-event.ts';
import { listReadUses } from './read-event-store.ts';

/** How the person's data was used during the last week, and each use by grant, car and permission. */
export const summarizeReads = async (kernel: Kernel, actor: Person): Promise<ReadSummary> =>
  summarizeUses(await listReadUses(kernel, actor));
