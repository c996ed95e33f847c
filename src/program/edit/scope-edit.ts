// Reads one edit of the scope: a rule added, changed or removed.

import { scopeMatchWords } from '../program-words.ts';
import { findRuleFault, type ScopeRule, scopeMatches } from '../scope.ts';
import { type Fields, type FormAnswer, oneOf, trimmed } from './form-answer.ts';

export const severityCaps = ['low', 'medium', 'high', 'critical'] as const;

/** The fields that show a rule in its form. */
export const fieldsOfRule = (rule: ScopeRule): Record<string, string> => ({
  effect: rule.effect,
  match: rule.match,
  identifier: rule.identifier,
  instruction: rule.instruction ?? '',
  maxSeverity: rule.maxSeverity ?? '',
  safetyRelevant: rule.safetyRelevant ? 'on' : '',
});

/**
 * Reads the form against the rules in force. `remove` names a rule to take out, `rule` one to change; without either
 * the fields are a new rule, called after the version it comes with, so that no name is ever used twice.
 */
export function readScopeEdit(
  rules: readonly ScopeRule[],
  nextVersion: number,
  fields: Fields,
): FormAnswer<readonly ScopeRule[]> {
  const removed = trimmed(fields, 'remove');
  if (removed !== '') return removeRule(rules, removed);
  const changed = trimmed(fields, 'rule');
  const before = rules.find(({ id }) => id === changed);
  if (changed !== '' && before === undefined) return gone;
  const read = readRule(before?.id ?? `rule-${nextVersion}`, fields);
  if (!read.ok) return read;
  const rule = before ? { ...extrasOf(before), ...read.value } : read.value;
  const twin = rules.find(each => each.id !== rule.id && each.match === rule.match && same(each, rule));
  if (twin) return { ok: false, errors: { identifier: `Rule ${twin.id} says something about this already.` } };
  const next = before ? rules.map(each => (each.id === rule.id ? rule : each)) : [...rules, rule];
  if (before && JSON.stringify(fieldsOfRule(before)) === JSON.stringify(fieldsOfRule(rule)))
    return { ok: false, errors: { identifier: 'Nothing is different from the rule in force.' } };
  return {
    ok: true,
    value: next,
    changes: [
      before ? `Changed: ${inWords(before)}` : `New: ${inWords(rule)}`,
      ...(before ? [`Becomes: ${inWords(rule)}`] : []),
      ...warnings(next),
    ],
  };
}

const gone: FormAnswer<never> = {
  ok: false,
  errors: { identifier: 'This rule is no longer in the scope; somebody removed it.' },
};

function removeRule(rules: readonly ScopeRule[], id: string): FormAnswer<readonly ScopeRule[]> {
  const rule = rules.find(each => each.id === id);
  if (!rule) return gone;
  const next = rules.filter(each => each !== rule);
  return { ok: true, value: next, changes: [`Removed: ${inWords(rule)}`, ...warnings(next)] };
}

function readRule(id: string, fields: Fields): FormAnswer<ScopeRule> {
  const effect = oneOf(['allow', 'deny'], trimmed(fields, 'effect'));
  const match = oneOf(scopeMatches, trimmed(fields, 'match'));
  const identifier = trimmed(fields, 'identifier');
  const instruction = trimmed(fields, 'instruction');
  const maxSeverity = oneOf(severityCaps, trimmed(fields, 'maxSeverity'));
  if (effect === undefined || match === undefined) {
    return {
      ok: false,
      errors: {
        ...(effect === undefined && { effect: 'Choose whether this is in or out.' }),
        ...(match === undefined && { match: 'Choose what the rule goes by.' }),
      },
    };
  }
  const rule: ScopeRule = {
    id,
    effect,
    match,
    identifier,
    ...(instruction !== '' && { instruction }),
    ...(maxSeverity && { maxSeverity }),
    ...(trimmed(fields, 'safetyRelevant') !== '' && { safetyRelevant: true }),
  };
  const fault = findRuleFault(rule);
  const errors = {
    ...(fault !== null && { identifier: fault }),
    ...(identifier.length > 500 && { identifier: 'This is too long for a rule.' }),
    ...(instruction.length > 500 && { instruction: 'Keep this under 500 characters; the policy has room for more.' }),
  };
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: rule, changes: [] };
}

/** What the form doesn't show and must not lose. */
function extrasOf({ assetType, eligibleForSubmission, CR, IR, AR }: ScopeRule): Partial<ScopeRule> {
  return {
    ...(assetType !== undefined && { assetType }),
    ...(eligibleForSubmission !== undefined && { eligibleForSubmission }),
    ...(CR && { CR }),
    ...(IR && { IR }),
    ...(AR && { AR }),
  };
}

const same = (a: ScopeRule, b: ScopeRule): boolean =>
  a.identifier.trim().toLowerCase() === b.identifier.trim().toLowerCase();

function inWords({ effect, match, identifier, instruction, maxSeverity, safetyRelevant }: ScopeRule): string {
  const extras = [
    ...(maxSeverity ? [`${maxSeverity} at most`] : []),
    ...(safetyRelevant ? ['can affect safety'] : []),
    ...(instruction ? [`“${instruction}”`] : []),
  ];
  const place = `${scopeMatchWords[match].toLowerCase()}, ${identifier}`;
  return `${effect === 'allow' ? 'in' : 'out'}, ${place}${extras.length > 0 ? ` (${extras.join('; ')})` : ''}`;
}

const warnings = (rules: readonly ScopeRule[]): string[] =>
  rules.some(({ effect }) => effect === 'allow') ? [] : ['Mind: after this, nothing is in scope.'];
