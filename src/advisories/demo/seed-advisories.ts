// Fills the demo with what this module shows.
import type { Kernel } from '../../core/kernel.ts';
import type { DemoFacts } from '../../core/module.ts';
import { seedCase } from './seed-cases.ts';
import { seedPublished } from './seed-published.ts';

/** Runs in the seeding's transaction; hands on a link that opens the page of one party of the case. */
export async function seedAdvisories(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const report = Object.entries(facts['reports'] ?? {}).find(([title]) => title.startsWith('Redirect address'))?.[1];
  await seedPublished(kernel);
  const { link } = await seedCase(kernel, report ?? null);
  return { ...facts, case: { participantUrl: link } };
}
