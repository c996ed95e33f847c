// Which reports an advisory is about.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findIssue } from '../../reports/index.ts';
import { readCase } from '../cases/case-store.ts';
import { readDraft } from './draft-store.ts';

/**
 * Ids of the report that the advisory's case began with, and of the others of its issue; empty without a case.
 * @throws Refusal not_found when the actor may not see the advisory
 */
export async function reportsOfAdvisory(kernel: Kernel, actor: Actor, advisory: string): Promise<ReadonlySet<string>> {
  const draft = await readDraft(kernel, actor, advisory);
  if (draft.case === null) return new Set();
  const { report, issue } = await readCase(kernel, actor, draft.case);
  const linked = issue === null ? [] : ((await findIssue(kernel, actor, issue))?.reports ?? []);
  return new Set([...(report === null ? [] : [report]), ...linked.map(({ id }) => id)]);
}
