// Staff begins an advisory, from a case or from nothing, and edits it.
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { buildRecord } from '../advisory-record.ts';
import { checkRecord } from '../check-record.ts';
import { publisherOf } from '../csaf/publisher.ts';
import { startFromCase } from './draft-case.ts';
import { type DraftFields, fieldOfFault, readFields } from './draft-fields.ts';
import { insertDraft, lockDraft, nextTrackingId, saveDraft } from './draft-store.ts';

/** RFC 3339 to the second, as records have it. */
export const instantOf = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

/** Begins an advisory; gives its id. @throws Refusal not_found for an unknown case */
export const startDraft = (kernel: Kernel, actor: Actor, caseId: string | null): Promise<string> =>
  kernel.transaction(async kernel => {
    const { credits = [], ...start } = caseId === null ? {} : await startFromCase(kernel, actor, caseId);
    const trackingId = await nextTrackingId(kernel);
    const record = buildRecord({
      at: instantOf(kernel.clock.now()),
      trackingId,
      title: 'Untitled advisory',
      publisher: publisherOf(kernel.config),
      url: kernel.config.publicUrl + href(routes.advisories.advisory, { id: trackingId }),
      ...start,
    });
    const id = await insertDraft(kernel, actor, { record, credits }, caseId);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'advisory.start',
      subject: id,
      details: { trackingId, ...(caseId !== null && { case: caseId }) },
    });
    return id;
  });

type Edited =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>>; readonly fields: DraftFields };

/**
 * Saves the form of a draft; what is wrong comes back by field, and then nothing is saved.
 * @throws Refusal conflict when somebody saved it since, already_done when it was withdrawn
 */
export const editDraft = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  { fields, revision }: { readonly fields: DraftFields; readonly revision: number },
): Promise<Edited> =>
  kernel.transaction(async kernel => {
    const draft = await lockDraft(kernel, actor, id);
    if (draft.state === 'withdrawn') throw refuse('already_done', { advisory: id });
    if (draft.revision !== revision) throw refuse('conflict', { advisory: id });
    const read = readFields(draft, fields, instantOf(kernel.clock.now()));
    const errors: Record<string, string> = { ...read.errors };
    for (const fault of checkRecord({ ...read.content.record, credits: read.content.credits })) {
      const field = fieldOfFault(fault, read.content);
      errors[field] ??= fault.sentence;
    }
    if (Object.keys(errors).length > 0) return { ok: false, errors, fields: read.fields };
    await saveDraft(kernel, draft, read.content);
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'advisory.edit', subject: id });
    return { ok: true };
  });
