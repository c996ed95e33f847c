// Rules in their order, as sentences; with the buttons that move, change and remove them.
import { href, routes } from '../../../catalog/routes.ts';
import type { CurrentProgram } from '../../../program/index.ts';
import { Button, ButtonLink } from '../../../web/ui/button.tsx';
import { Badge } from '../../../web/ui/text.tsx';
import type { AssignmentRule } from '../assignment-rule.ts';
import { thenWords, whenWords } from '../rule-words.ts';

type RuleListProps = {
  rules: readonly AssignmentRule[];
  program: CurrentProgram;
  nameOf: (id: string) => string;
  /** Who is away, and until when. */
  away: ReadonlyMap<string, Date>;
  editable: boolean;
};

export const RuleList = ({ rules, program, nameOf, away, editable }: RuleListProps) => (
  <ol class="rules">
    {rules.map((rule, index) => (
      <li key={rule.id} class="rule">
        <div class="rule-words">
          <strong>{rule.name}</strong>{' '}
          {rule.people.length > 0 && rule.people.every(person => away.has(person)) && (
            <Badge tone="attention">all away</Badge>
          )}
          <p class="move-hint">
            {whenWords(rule.when, program)}: {thenWords(rule, nameOf)}.
          </p>
        </div>
        {editable && (
          <div class="rule-buttons">
            <form action={href(routes.reports.ruleChange, { id: rule.id })} method="post">
              <Button size="small" name="change" value="up" disabled={index === 0}>
                Up<span class="visually-hidden">: {rule.name}</span>
              </Button>
              <Button size="small" name="change" value="down" disabled={index === rules.length - 1}>
                Down<span class="visually-hidden">: {rule.name}</span>
              </Button>
              <Button size="small" name="change" value="remove">
                Remove<span class="visually-hidden">: {rule.name}</span>
              </Button>
            </form>
            <ButtonLink size="small" href={href(routes.reports.rule, { id: rule.id })}>
              Change<span class="visually-hidden">: {rule.name}</span>
            </ButtonLink>
          </div>
        )}
      </li>
    ))}
  </ol>
);
