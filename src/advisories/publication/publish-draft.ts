// An admin publishes an advisory, its next edition, or its withdrawal: always a person's act.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type AdvisoryRecord, publishRecord } from '../advisory-record.ts';
import { validateForPublication } from '../artefacts/validate-for-publication.ts';
import { readCase, saveCase } from '../cases/case-store.ts';
import { changeCase, tell } from '../cases/change-case.ts';
import { learnWithin } from '../cases/learn-fact.ts';
import type { RecordFault } from '../check-product.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { statementsOf } from './draft-case.ts';
import { type Draft, withCredits } from './draft-record.ts';
import { insertEdition, lockDraft, readDraft, saveDraft } from './draft-store.ts';
import { instantOf } from './edit-draft.ts';
import { putOut } from './publish-advisory.ts';

export type Edition = {
  readonly status: 'final' | 'interim';
  /** What changed, in a line. */
  readonly summary: string;
};

/** The record as it would be published now. */
export async function editionOf(kernel: Kernel, draft: Draft, { status, summary }: Edition): Promise<AdvisoryRecord> {
  const record = withCredits(draft, await statementsOf(kernel, draft));
  return publishRecord(record, instantOf(kernel.clock.now()), status, summary);
}

/** What stands between a draft and its publication: an embargo, and what its formats ask for. */
export async function findObstacles(
  kernel: Kernel,
  actor: Actor,
  draft: Draft,
  edition: Edition,
): Promise<RecordFault[]> {
  const held = draft.case === null ? undefined : await readCase(kernel, actor, draft.case);
  return [
    ...(held && isInForce(held.embargo)
      ? [
          {
            field: 'embargo',
            sentence: `The embargo of ${held.number} is in force. End it first, or wait for its end.`,
          },
        ]
      : []),
    ...(await validateForPublication(await editionOf(kernel, draft, edition))),
  ];
}

/**
 * Publishes what the admin has seen. @returns what stands against it; then nothing was published
 * @param revision of the draft that was shown
 * @throws Refusal conflict when somebody saved it since
 */
export async function publishDraft(
  kernel: Kernel,
  actor: Actor,
  id: string,
  edition: Edition & { readonly revision: number },
): Promise<RecordFault[]> {
  const seen = await readDraft(kernel, actor, id);
  if (seen.revision !== edition.revision) throw refuse('conflict', { advisory: id });
  if (seen.state === 'withdrawn') throw refuse('already_done', { advisory: id });
  // Takes seconds, so it is asked before the transaction; the revision says that nothing changed since.
  const obstacles = await findObstacles(kernel, actor, seen, edition);
  if (obstacles.length > 0) return obstacles;
  await kernel.transaction(async kernel => {
    const draft = await lockDraft(kernel, actor, id);
    if (draft.revision !== edition.revision) throw refuse('conflict', { advisory: id });
    const record = await editionOf(kernel, draft, edition);
    await bringOut(kernel, actor, draft, record, 'published');
  });
  return [];
}

/** Publishes that an advisory is withdrawn, and why; all its editions stay. @returns what stands against it */
export async function withdrawAdvisory(
  kernel: Kernel,
  actor: Actor,
  id: string,
  reason: string,
): Promise<RecordFault[]> {
  const seen = await readDraft(kernel, actor, id);
  if (seen.state !== 'published') throw refuse('already_done', { advisory: id });
  const text: Draft = {
    ...seen,
    record: {
      ...seen.record,
      title: `Withdrawn: ${seen.record.title}`.slice(0, 256),
      details: `**This advisory is withdrawn.** ${reason}\n\n${seen.record.details}`,
    },
  };
  const edition: Edition = { status: 'final', summary: `Withdrawn: ${reason}`.replaceAll('\n', ' ').slice(0, 500) };
  const obstacles = await validateForPublication(await editionOf(kernel, text, edition));
  if (obstacles.length > 0) return obstacles;
  await kernel.transaction(async kernel => {
    const draft = await lockDraft(kernel, actor, id);
    if (draft.revision !== seen.revision) throw refuse('conflict', { advisory: id });
    await bringOut(kernel, actor, draft, await editionOf(kernel, text, edition), 'withdrawn');
  });
  return [];
}

async function bringOut(
  kernel: Kernel,
  actor: Actor,
  draft: Draft,
  record: AdvisoryRecord,
  state: 'published' | 'withdrawn',
): Promise<void> {
  await putOut(kernel, actor, record);
  await insertEdition(kernel, actor, record);
  await saveDraft(
    kernel,
    draft,
    {
      record: { ...record, credits: [], vendorStatements: draft.record.vendorStatements },
      credits: draft.credits,
    },
    { state, ...(draft.publishedAt === null && { publishedAt: kernel.clock.now() }) },
  );
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: state === 'published' ? 'advisory.edition' : 'advisory.withdraw',
    subject: draft.id,
    details: { trackingId: record.trackingId, edition: record.revisions.length },
  });
  if (draft.case !== null) await closeTheCircle(kernel, actor, draft.case, record.trackingId);
  await kernel.emit(kernel, 'advisory.published', { advisory: draft.id });
}

/** The case learns that its advisory is out: the public knows, and the promise to publish is kept. */
async function closeTheCircle(kernel: Kernel, actor: Actor, id: string, trackingId: string): Promise<void> {
  if ((await readCase(kernel, actor, id)).state === 'closed') return;
  await changeCase(kernel, actor, id, async locked => {
    await saveCase(locked.kernel, locked.found, { publishedAt: locked.kernel.clock.now(), discloseDue: null });
    await tell(locked, { kind: 'published', audience: 'everyone', details: { trackingId } });
    if (!locked.found.facts.includes('P')) await learnWithin(locked, 'P', null);
  });
}
