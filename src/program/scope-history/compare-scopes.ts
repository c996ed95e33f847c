// What changed between two versions of the scope, in sentences that a researcher can act on.
import { scopeMatchWords } from '../program-words.ts';
import type { ScopeRule } from '../scope.ts';

export type ScopeChange =
  | { readonly kind: 'added' | 'removed'; readonly rule: ScopeRule }
  | {
      readonly kind: 'changed';
      readonly rule: ScopeRule;
      readonly before: ScopeRule;
      readonly what: readonly string[];
    };

/** Rules are the same when their ids are. Their order is not compared, since it decides nothing: deny always wins. */
export function compareScopes(before: readonly ScopeRule[], after: readonly ScopeRule[]): ScopeChange[] {
  const earlier = new Map(before.map(rule => [rule.id, rule]));
  const later = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((rule): ScopeChange[] => {
      const was = earlier.get(rule.id);
      if (was === undefined) return [{ kind: 'added', rule }];
      const what = differences(was, rule);
      return what.length > 0 ? [{ kind: 'changed', rule, before: was, what }] : [];
    }),
    ...before.filter(({ id }) => !later.has(id)).map((rule): ScopeChange => ({ kind: 'removed', rule })),
  ];
}

/** `In: this host, api.example.com (rule vehicle-api)`. */
const ruleInWords = ({ id, effect, match, identifier }: ScopeRule): string =>
  `${effect === 'allow' ? 'In' : 'Out'}: ${scopeMatchWords[match].toLowerCase()}, ${identifier} (rule ${id})`;

/** A change as one sentence. */
export function changeInWords(change: ScopeChange): string {
  if (change.kind !== 'changed')
    return `${change.kind === 'added' ? 'Added' : 'Removed'}. ${ruleInWords(change.rule)}.`;
  return `Changed. ${ruleInWords(change.rule)}: ${change.what.join('; ')}.`;
}

const labels: Readonly<Partial<Record<keyof ScopeRule, string>>> = {
  effect: 'effect',
  match: 'kind of target',
  identifier: 'target',
  assetType: 'asset type',
  eligibleForSubmission: 'takes reports',
  maxSeverity: 'highest severity',
  instruction: 'instruction',
  safetyRelevant: 'can affect safety',
  CR: 'confidentiality requirement',
  IR: 'integrity requirement',
  AR: 'availability requirement',
};

function differences(before: ScopeRule, after: ScopeRule): string[] {
  return Object.entries(labels).flatMap(([name, label]) => {
    // The keys of `labels` are those of a rule.
    const key = name as keyof ScopeRule;
    const [was, is] = [show(before[key]), show(after[key])];
    return was === is ? [] : [`${label} was ${was}, is ${is}`];
  });
}

function show(value: string | boolean | undefined): string {
  if (value === undefined || value === '') return 'not set';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === 'allow') return 'in';
  return value === 'deny' ? 'out' : `“${value}”`;
}
