// Fills the demo with what this module shows.

import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DemoFacts } from '../../core/module.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { insertDraft, insertEdition, saveDraft } from '../publication/draft-store.ts';
import { startDraft } from '../publication/edit-draft.ts';
import { demoPerson, seedCase } from './seed-cases.ts';
import { demoAdvisories, seedPublished } from './seed-published.ts';

/** Runs in the seeding's transaction; hands on a link that opens the page of one party of the case. */
export async function seedAdvisories(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const report = Object.entries(facts['reports'] ?? {}).find(([title]) => title.startsWith('Redirect address'))?.[1];
  await seedPublished(kernel);
  for (const record of demoAdvisories(kernel.config, kernel.clock.now())) await keepForEditing(kernel, record);
  const { id, link } = await seedCase(kernel, report ?? null);
  await startDraft(kernel, await demoPerson(kernel, 'triager'), id);
  return { ...facts, case: { participantUrl: link } };
}

/** What is out can be edited into a next edition. */
async function keepForEditing(kernel: Kernel, record: AdvisoryRecord): Promise<void> {
  const demo = system('demo');
  const published = record.dates.published ?? record.dates.updated;
  const content = {
    record: { ...record, credits: [] },
    credits: record.credits.map(credit => ({ ...credit, agreedAt: published })),
  };
  const id = await insertDraft(kernel, demo, content, null);
  await saveDraft(kernel, { id, revision: 0 }, content, { state: 'published', publishedAt: new Date(published) });
  await insertEdition(kernel, demo, record);
}
