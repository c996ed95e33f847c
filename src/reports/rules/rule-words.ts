// A rule as people say it: when it fits, and what it does.
import { type CurrentProgram, findNode, findTarget, nameInWords } from '../../program/index.ts';
import { languageName, sourceWords } from '../queue/queue-words.ts';
import type { AssignmentRule, AssignWay, RuleConditions } from './assignment-rule.ts';

/** When a rule fits, in one sentence. */
export function whenWords(when: RuleConditions, program: CurrentProgram): string {
  const { target, kind, priority, language, source, label } = when;
  const kindName = (id: string): string => {
    const node = findNode(program.taxonomy, id);
    return node ? nameInWords(node) : id;
  };
  const parts = [
    ...(target === null ? [] : [`about ${findTarget(program, target)?.name ?? 'a former target'}`]),
    ...(kind === null ? [] : [`of the kind ${kindName(kind)}`]),
    ...(priority === null ? [] : [`with P${priority}`]),
    ...(language === null ? [] : [`in ${languageName(language)}`]),
    ...(source === null ? [] : [`that came by: ${sourceWords[source].toLowerCase()}`]),
    ...(label === null ? [] : [`with the label ${label}`]),
  ];
  return parts.length === 0 ? 'Every report' : `Reports ${parts.join(', ')}`;
}

/** What a rule does. */
export function thenWords({ way, people, label }: Omit<AssignmentRule, 'id'>, nameOf: (id: string) => string): string {
  const names = people.map(nameOf).join(', ');
  const given = {
    nobody: '',
    person: `to ${names}`,
    turn: `in turn to ${names}`,
    least: `to who has least of ${names}`,
  };
  const parts = [...(given[way] === '' ? [] : [given[way]]), ...(label === null ? [] : [`label ${label}`])];
  return parts.join('; ');
}

export const wayNames: Readonly<Record<AssignWay, { readonly label: string; readonly hint: string }>> = {
  person: { label: 'One person', hint: 'Always the same.' },
  turn: { label: 'Several, in turn', hint: 'Each gets one, in the order of the list.' },
  least: { label: 'Whoever has least', hint: 'The fewest open reports; among equals, in turn.' },
  nobody: { label: 'Nobody', hint: 'Only puts a label on; the next rules go on.' },
};
