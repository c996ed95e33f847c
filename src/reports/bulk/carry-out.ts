// Works through a change of many reports: each in a transaction of its own, so that nothing is half done and a crash
// loses nothing. The preview does the very same and then takes it back.
import { findPerson } from '../../accounts/index.ts';
import { type Actor, actorId, system } from '../../core/actor.ts';
import { after, MINUTE } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { type BulkChange, type BulkFields, doneAtOnce, type Verdict, whatBulkLacks } from './bulk-change.ts';
import {
  enterPhase,
  findBulk,
  hasBulkItems,
  listBulkItems,
  nextBulkItem,
  saveBulkInput,
  savePreview,
  saveResult,
} from './bulk-store.ts';
import { changeOne, inWords } from './change-one.ts';

/**
 * Keeps the form and says of every report what would happen; of many, a job does. What the form lacks comes back by field.
 * @throws Refusal not_found for a change that is not theirs, conflict for one that has begun
 */
export async function previewBulk(
  kernel: Kernel,
  actor: Actor,
  id: string,
  fields: BulkFields,
): Promise<Record<string, string>> {
  const change = await findBulk(kernel, actor, id);
  if (!change) throw refuse('not_found');
  const lacks = whatBulkLacks(change.kind, fields);
  if (Object.keys(lacks).length > 0) return lacks;
  const isShort = (await listBulkItems(kernel, id)).length <= doneAtOnce;
  await kernel.transaction(async kernel => {
    if (!(await enterPhase(kernel, id, 'previewing', ['draft', 'previewed']))) throw refuse('conflict');
    await saveBulkInput(kernel, id, fields);
    await leaveToJob(kernel, id, 'previewing', isShort);
  });
  if (isShort) await workThrough(kernel, actor, { ...change, fields }, 'previewing');
  return {};
}

/**
 * Does what the preview said.
 * @throws Refusal not_found for a change that is not theirs, conflict for one that has begun or has no preview
 */
export async function runBulk(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  const change = await findBulk(kernel, actor, id);
  if (!change) throw refuse('not_found');
  const items = await listBulkItems(kernel, id);
  await kernel.transaction(async kernel => {
    if (!(await enterPhase(kernel, id, 'running', ['previewed']))) throw refuse('conflict');
    await leaveToJob(kernel, id, 'running', items.length <= doneAtOnce);
    const details = { kind: change.kind, reports: items.length };
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.bulk', subject: id, details });
  });
  if (items.length <= doneAtOnce) await workThrough(kernel, actor, change, 'running');
}

/** Short ones are done while one waits; the job then only goes on if this process should die over it. */
const leaveToJob = (kernel: Kernel, bulk: string, phase: 'previewing' | 'running', isShort: boolean): Promise<void> =>
  kernel.enqueue(
    kernel,
    'carry-out-bulk-change',
    { bulk, phase },
    { key: `bulk-${phase}:${bulk}`, ...(isShort && { runAt: after(kernel.clock.now(), MINUTE) }) },
  );

/** Goes on where a request or a process stopped; finds nothing to do when all is done. */
export const carryOutJob: Job = {
  name: 'carry-out-bulk-change',
  run: async (kernel, { bulk = '', phase }) => {
    const change = await findBulk(kernel, system('bulk'), bulk);
    if (!change || change.phase !== phase) return;
    const person = await findPerson(kernel, change.actor);
    // With the role of now: who has lost it since is refused report by report.
    const actor: Actor = {
      kind: 'person',
      id: change.actor,
      session: 'bulk',
      staffRole: person?.staffRole,
      signedInAt: change.createdAt,
    };
    await workThrough(kernel, actor, change, phase === 'running' ? 'running' : 'previewing');
  },
};

async function workThrough(
  kernel: Kernel,
  actor: Actor,
  change: BulkChange,
  phase: 'previewing' | 'running',
): Promise<void> {
  const step = phase === 'previewing' ? previewNext : runNext;
  while (await step(kernel, actor, change));
  if (!(await hasBulkItems(kernel, change.id, phase)))
    await enterPhase(kernel, change.id, phase === 'previewing' ? 'previewed' : 'done', [phase]);
}

/** Thrown to take back what a preview has tried. */
class TakenBack extends Error {}

async function previewNext(kernel: Kernel, actor: Actor, change: BulkChange): Promise<boolean> {
  const item = await nextBulkItem(kernel, change.id, 'previewing');
  if (!item) return false;
  let said: (Verdict & { readonly revision: number | null }) | undefined;
  try {
    await kernel.transaction(async kernel => {
      said = await changeOne(kernel, actor, change, item.report, null);
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) said = { ...inWords(error), revision: null };
  }
  if (said) await savePreview(kernel, change.id, item.position, said);
  return true;
}

async function runNext(kernel: Kernel, actor: Actor, change: BulkChange): Promise<boolean> {
  let position: number | undefined;
  try {
    return await kernel.transaction(async kernel => {
      const item = await nextBulkItem(kernel, change.id, 'running');
      if (!item) return false;
      position = item.position;
      const verdict =
        item.preview?.ok === true ? await changeOne(kernel, actor, change, item.report, item.revision) : item.preview;
      await saveResult(kernel, change.id, item.position, verdict ?? { ok: false, says: 'It had no preview.' });
      return true;
    });
  } catch (error) {
    if (position === undefined) throw error;
    await saveResult(kernel, change.id, position, inWords(error));
    return true;
  }
}
