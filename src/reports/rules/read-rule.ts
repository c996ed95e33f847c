// Reads a rule from its form, and says what is wrong with it. Pure.

import { toLabel } from '../queue/label.ts';
import { readQueueQuery } from '../queue/queue-query.ts';
import { type AssignmentRule, assignWays, longestRuleName } from './assignment-rule.ts';

export type RuleFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export type RuleRead =
  | { readonly rule: Omit<AssignmentRule, 'id'>; readonly errors?: undefined }
  | { readonly rule?: undefined; readonly errors: Readonly<Record<string, string>> };

/** @param known ids of people who may triage */
export function readRule(fields: RuleFields, known: ReadonlySet<string>): RuleRead {
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.toWellFormed().trim() : '';
  };
  const errors: Record<string, string> = {};
  const name = text('name');
  if (name === '') errors['name'] = 'Give the rule a name by which you know it again.';
  else if ([...name].length > longestRuleName) errors['name'] = `Use at most ${longestRuleName} characters.`;
  // Conditions mean what the queue's filters of the same names mean, and are read the same.
  const filters = Object.fromEntries(
    ['target', 'kind', 'priority', 'language', 'source'].map(each => [each, text(each)]),
  );
  const { target, kind, priority, language, source } = readQueueQuery(filters);
  const chosen = fields['people'];
  const people = [...new Set(typeof chosen === 'string' ? [chosen] : (chosen ?? []))].filter(id => known.has(id));
  const way = assignWays.find(each => each === text('way'));
  const label = text('setLabel') === '' ? null : toLabel(text('setLabel'));
  if (!way) errors['way'] = 'Choose who gets the report.';
  else if (way === 'person' && people.length !== 1) errors['people'] = 'Choose exactly one person.';
  else if ((way === 'turn' || way === 'least') && people.length < 2) errors['people'] = 'Choose at least two people.';
  else if (way === 'nobody' && label === null)
    errors['setLabel'] = 'A rule that gives the report to nobody has to put a label on it.';
  if (text('setLabel') !== '' && label === null) errors['setLabel'] = 'Use letters and digits.';
  if (Object.keys(errors).length > 0 || !way) return { errors };
  const when = {
    target,
    kind,
    priority,
    language: language === 'unknown' ? null : language,
    source,
    label: text('label') === '' ? null : toLabel(text('label')),
  };
  return { rule: { name, when, way, people: way === 'nobody' ? [] : people, label } };
}

/** A rule as its form has it. */
export const fieldsOfRule = ({ name, when, way, people, label }: AssignmentRule): RuleFields => ({
  name,
  target: when.target ?? '',
  kind: when.kind ?? '',
  priority: when.priority === null ? '' : String(when.priority),
  language: when.language ?? '',
  source: when.source ?? '',
  label: when.label ?? '',
  way,
  people,
  setLabel: label ?? '',
});
