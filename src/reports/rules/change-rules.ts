// Admins change the draft of the rules, and put it in force; people say when they are away.
import { listStaff } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type AssignmentRule, mostRules, moved } from './assignment-rule.ts';
import { dropDraft, findDraft, findRulesInForce, lockRules, putInForce, saveDraft, setAbsence } from './rule-store.ts';

/** What is done with one rule of the draft. */
export type RuleChange = 'up' | 'down' | 'remove';

/**
 * Keeps a rule in the draft: in the place of the one with this id, or behind the others. Gives a sentence when there
 * are too many.
 */
export async function keepRule(
  kernel: Kernel,
  actor: Actor,
  rule: Omit<AssignmentRule, 'id'>,
  id: string | null,
): Promise<string | undefined> {
  return changeDraft(kernel, actor, rules => {
    if (id !== null) {
      if (!rules.some(each => each.id === id)) throw refuse('not_found');
      return rules.map(each => (each.id === id ? { ...rule, id } : each));
    }
    return [...rules, { ...rule, id: newId('rul', kernel.clock, kernel.random) }];
  });
}

/**
 * Moves a rule of the draft by one place, or takes it out.
 * @throws Refusal not_found
 */
export const changeRule = (kernel: Kernel, actor: Actor, id: string, change: RuleChange): Promise<string | undefined> =>
  changeDraft(kernel, actor, rules => {
    if (!rules.some(rule => rule.id === id)) throw refuse('not_found');
    return change === 'remove' ? rules.filter(rule => rule.id !== id) : moved(rules, id, change === 'up' ? -1 : 1);
  });

async function changeDraft(
  kernel: Kernel,
  actor: Actor,
  change: (rules: readonly AssignmentRule[]) => readonly AssignmentRule[],
): Promise<string | undefined> {
  return kernel.transaction(async kernel => {
    await lockRules(kernel);
    const before = (await findDraft(kernel)) ?? (await findRulesInForce(kernel));
    const rules = change(before?.rules ?? []);
    if (rules.length > mostRules) return `There can be ${mostRules} rules at most.`;
    await saveDraft(kernel, actor, rules);
    return undefined;
  });
}

/** Throws the draft away; the rules in force stay. */
export const discardDraft = (kernel: Kernel): Promise<void> =>
  kernel.transaction(async kernel => {
    await lockRules(kernel);
    await dropDraft(kernel);
  });

/**
 * Puts the draft in force.
 * @param seen when it had been changed last, as the page showed it
 * @throws Refusal conflict when it was changed since
 */
export const putRulesInForce = (kernel: Kernel, actor: Actor, seen: Date): Promise<void> =>
  kernel.transaction(async kernel => {
    await lockRules(kernel);
    const version = await putInForce(kernel, actor, seen);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'assignment-rules.put-in-force',
      subject: `rules:${version}`,
      details: { version },
    });
  });

/**
 * Notes that somebody is away until a day, or back. Everybody may say so of themselves, admins of all.
 * @throws Refusal not_allowed; invalid_input for who is no triager
 */
export async function noteAway(
  kernel: Kernel,
  actor: Actor,
  { person, until }: { readonly person: string; readonly until: Date | null },
): Promise<void> {
  const isAdmin = actor.kind === 'person' && may(actor.staffRole, 'program.edit');
  if (!isAdmin && actorId(actor) !== person) throw refuse('not_allowed');
  const staff = await listStaff(kernel, 'report.triage');
  if (!staff.some(({ id }) => id === person)) throw refuse('invalid_input', { field: 'person' });
  await kernel.transaction(async kernel => {
    await setAbsence(kernel, actor, person, until);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'assignment-rules.away',
      subject: person,
      details: { until: until?.toISOString() ?? '' },
    });
  });
}
