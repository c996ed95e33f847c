// The page of one rule: when it fits, who gets the report, and which label goes on. It changes the draft only.
import Type from 'typebox';
import { listStaff } from '../../../accounts/index.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { currentProgram, priorityWords } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { CheckboxGroup, RadioGroup, Select } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../../web/ui/form.tsx';
import { reportSources } from '../../queue/queue-query.ts';
import { languageName, sourceWords } from '../../queue/queue-words.ts';
import { kindOptions } from '../../triage/kind-options.ts';
import { type AssignmentRule, assignWays, longestRuleName } from '../assignment-rule.ts';
import { keepRule } from '../change-rules.ts';
import { fieldsOfRule, type RuleFields, readRule } from '../read-rule.ts';
import { findDraft, findRulesInForce, listAbsences } from '../rule-store.ts';
import { wayNames } from '../rule-words.ts';

/** Stands for a rule that is not there yet, in the address. */
const NEW = 'new';
const text = Type.Optional(Type.String());

export const editRuleRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.rule,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'Where a rule is written.',
    handle: async context => {
      const { kernel, params } = context;
      if (params.id === NEW) return showForm(context, { way: 'turn' });
      return showForm(context, fieldsOfRule(await findRule(kernel, params.id)));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.rule,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Keeps a rule in the draft.',
    body: Type.Object({
      name: text,
      target: text,
      kind: text,
      priority: text,
      language: text,
      source: text,
      label: text,
      way: text,
      people: Type.Optional(Type.Array(Type.String())),
      setLabel: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      if (params.id !== NEW) await findRule(kernel, params.id);
      const people = await listStaff(kernel, 'report.triage');
      const read = readRule(body, new Set(people.map(({ id }) => id)));
      if (!read.rule) return showForm(context, body, read.errors);
      const fault = await keepRule(kernel, actor, read.rule, params.id === NEW ? null : params.id);
      if (fault !== undefined) return showForm(context, body, { name: fault });
      return seeOther(`${href(routes.reports.rules)}#draft`);
    },
  }),
];

/** @throws Refusal not_found */
async function findRule(kernel: Kernel, id: string): Promise<AssignmentRule> {
  const source = (await findDraft(kernel)) ?? (await findRulesInForce(kernel));
  const rule = source?.rules.find(each => each.id === id);
  if (!rule) throw refuse('not_found');
  return rule;
}

type FormContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'> & { readonly params: { readonly id: string } };

async function showForm(
  context: FormContext,
  values: RuleFields,
  errors?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { kernel, params } = context;
  const [program, people, away] = await Promise.all([
    currentProgram(kernel),
    listStaff(kernel, 'report.triage'),
    listAbsences(kernel),
  ]);
  const title = params.id === NEW ? 'Add a rule' : 'Change a rule';
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={title}
        breadcrumbs={[
          { href: href(routes.reports.queue), label: 'Triage' },
          { href: href(routes.reports.rules), label: 'Assignment rules' },
        ]}
      >
        <Form
          action={href(routes.reports.rule, { id: params.id })}
          values={values}
          errors={errors}
          guarded
          label={title}
        >
          <FormErrors kept="What you entered was kept." />
          <Field name="name" label="Name" maxLength={longestRuleName} required />
          <Section
            id="when"
            title="When"
            intro={<p>All that you choose must be so. What you leave open does not matter.</p>}
          >
            <Select
              name="target"
              label="Target"
              placeholder="Any target"
              options={program.targets.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Select
              name="kind"
              label="Kind of vulnerability"
              placeholder="Any kind"
              options={[
                ...program.taxonomy.content.map(({ id, name }) => ({ value: id, label: `${name}: all of it` })),
                ...kindOptions(program.taxonomy),
              ]}
            />
            <Select
              name="priority"
              label="Priority, as proposed on arrival"
              placeholder="Any priority"
              width="medium"
              options={([1, 2, 3, 4, 5] as const).map(level => ({
                value: String(level),
                label: `P${level} ${priorityWords[level]}`,
              }))}
            />
            <Select
              name="language"
              label="Language"
              placeholder="Any language"
              width="medium"
              options={['en', 'de', 'fr', 'es'].map(tag => ({ value: tag, label: languageName(tag) }))}
            />
            <Select
              name="source"
              label="How it came in"
              placeholder="Any door"
              width="medium"
              options={reportSources.map(each => ({ value: each, label: sourceWords[each] }))}
            />
            <Field name="label" label="Label" hint="One that a rule above this one has put on." width="medium" />
          </Section>
          <Section id="then" title="Then">
            <RadioGroup
              name="way"
              label="Who gets it"
              look="cards"
              options={assignWays.map(value => ({ value, ...wayNames[value] })).toReversed()}
            />
            <CheckboxGroup
              name="people"
              label="People"
              options={people.map(({ id, name }) => ({
                value: id,
                label: name,
                ...(away.has(id) && { hint: 'Away; passed over until they are back.' }),
              }))}
            />
            <Field
              name="setLabel"
              label="Label to put on"
              hint="Left empty, none. Labels are not sealed: nothing of a report belongs in them."
              width="medium"
            />
          </Section>
          <ButtonRow>
            <Button kind="primary">Keep in the draft</Button>
            <ButtonLink href={href(routes.reports.rules)}>Leave it as it is</ButtonLink>
          </ButtonRow>
        </Form>
      </StaffConsole>,
    ),
    { status: errors ? 422 : 200 },
  );
}
