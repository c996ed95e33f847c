// An admin publishes the draft: from then on the page says it, and nobody can make it unsaid.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { forgetPage } from '../kept-page.ts';
import type { TrustContent } from './content.ts';
import { signEdition } from './edition.ts';
import { addEdition, findNewestEdition } from './edition-store.ts';
import { draftContent } from './item-store.ts';
import { announce, faultsOf, type SubprocessorFault } from './subprocessor-rules.ts';

export type Publication = { readonly faults: readonly SubprocessorFault[] } | { readonly number: number };

/** What publishing now would say, and what forbids it. */
export async function previewEdition(kernel: Kernel): Promise<{
  readonly content: TrustContent;
  readonly before: TrustContent | null;
  readonly basedOn: number;
  readonly faults: readonly SubprocessorFault[];
}> {
  const [draft, newest] = await Promise.all([draftContent(kernel), findNewestEdition(kernel)]);
  const before = newest?.edition.content ?? null;
  const now = kernel.clock.now();
  // The notice that was promised counts for its own shortening as well.
  const noticeDays = Math.max(draft.overview.noticeDays, before?.overview.noticeDays ?? 0);
  return {
    before,
    basedOn: newest?.edition.number ?? 0,
    faults: faultsOf(draft.subprocessors, before?.subprocessors ?? null, { now, noticeDays }),
    content: {
      ...draft,
      subprocessors: announce(draft.subprocessors, before?.subprocessors ?? null, now),
      updates: draft.updates.map(update => ({
        ...update,
        publishedAt: before?.updates.find(({ id }) => id === update.id)?.publishedAt ?? now.toISOString(),
      })),
      answers: (draft.answers ?? []).filter(({ readership }) => readership === 'public'),
    },
  };
}

/**
 * Publishes the draft as the next edition.
 * @param basedOn the number of the edition that the admin saw it compared with; 0 before the first
 * @throws Refusal conflict when another edition came out in between
 */
export async function publishEdition(kernel: Kernel, actor: Actor, basedOn: number): Promise<Publication> {
  return kernel.transaction(async kernel => {
    const preview = await previewEdition(kernel);
    if (preview.basedOn !== basedOn) throw refuse('conflict');
    if (preview.faults.length > 0) return { faults: preview.faults };
    const previous = await findNewestEdition(kernel);
    const kept = signEdition(
      {
        format: 'telltale-trust-edition-1',
        operator: kernel.config.operator.name,
        number: basedOn + 1,
        previous: previous?.sha256 ?? null,
        publishedAt: kernel.clock.now().toISOString(),
        content: preview.content,
      },
      kernel.keyring.signer('audit'),
    );
    if (!(await addEdition(kernel, kept))) throw refuse('conflict');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'trust.publish',
      subject: `edition-${kept.edition.number}`,
      details: { edition: kept.edition.number, sha256: kept.sha256 },
    });
    forgetPage(kernel);
    await kernel.emit(kernel, 'trust.published', { edition: String(kept.edition.number) });
    return { number: kept.edition.number };
  });
}
