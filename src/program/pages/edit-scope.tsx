// Editing the scope: rules are added, changed and removed one by one, each after a question that says what changes.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { currentProgram } from '../current-program.ts';
import type { Fields } from '../edit/form-answer.ts';
import { fieldsOfRule, readScopeEdit, severityCaps } from '../edit/scope-edit.ts';
import { scopeMatchWords } from '../program-words.ts';
import { publishScope } from '../publish-version.ts';
import { type ScopeRule, scopeMatches } from '../scope.ts';
import { ConfirmVersion, Overtaken, ProgramEditor } from './edit-frame.tsx';
import { ScopeTable } from './scope-table.tsx';

const text = Type.Optional(Type.String());

export const editScopeRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.editScope,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'The rules of the scope, and a form for one of them.',
    query: Type.Object({ rule: text }),
    handle: async context => {
      const { rules } = await currentProgram(context.kernel);
      const rule = rules.find(({ id }) => id === context.query.rule);
      return formPage(
        context,
        rule ? { ...fieldsOfRule(rule), rule: rule.id } : { effect: 'allow', match: 'exact-host' },
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.editScope,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Shows what an edit of the scope would change, then publishes it.',
    body: Type.Object({
      step: text,
      basedOn: text,
      rule: text,
      remove: text,
      effect: text,
      match: text,
      identifier: text,
      instruction: text,
      maxSeverity: text,
      safetyRelevant: text,
    }),
    handle: async context => {
      const { kernel, actor, body: fields } = context;
      if (fields.step === 'edit') {
        return fields.remove ? seeOther(href(routes.program.editScope)) : formPage(context, fields);
      }
      const { rules, scopeVersion } = await currentProgram(kernel);
      if (fields.basedOn !== String(scopeVersion.number)) return overtaken(context, fields);
      const read = readScopeEdit(rules, scopeVersion.number + 1, fields);
      if (!read.ok) return formPage(context, fields, { errors: read.errors, status: 422 });
      if (fields.step !== 'publish') {
        return html(
          renderPage(
            <ProgramEditor shell={shell(context)} title="Publish a new scope?">
              <ConfirmVersion
                title={`Publish version ${scopeVersion.number + 1} of the scope?`}
                changes={read.changes}
                action={href(routes.program.editScope)}
                fields={fields}
              />
            </ProgramEditor>,
          ),
        );
      }
      try {
        await publishScope(kernel, actor, { basedOn: scopeVersion.number, rules: read.value });
      } catch (error) {
        if (isRefusal(error, 'conflict')) return overtaken(context, fields);
        throw error;
      }
      return seeOther(href(routes.program.edit, undefined, { published: 'scope' }));
    },
  }),
];

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Extras = { errors?: FieldErrors; status?: number; isOvertaken?: boolean };

const overtaken = (context: Context, fields: Fields): Promise<Answer> =>
  formPage(context, fields, { status: 409, isOvertaken: true });

async function formPage(
  context: Context,
  fields: Fields,
  { errors = {}, status = 200, isOvertaken = false }: Extras = {},
): Promise<Answer> {
  const { rules, scopeVersion } = await currentProgram(context.kernel);
  const basedOn = String(scopeVersion.number);
  const changed = rules.find(({ id }) => id === fields['rule']);
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title="Scope">
        {isOvertaken && <Overtaken what="scope" version={scopeVersion.number} />}
        <ScopeTable rules={rules} actions={rule => <RuleActions rule={rule} basedOn={basedOn} />} />
        <Section
          id="rule"
          title={changed ? `Change rule ${changed.id}` : 'Add a rule'}
          intro={<p>Out wins over in. What no rule covers is out.</p>}
        >
          <Form action={href(routes.program.editScope)} values={fields} errors={errors}>
            <FormErrors kept="What you typed was kept." />
            <Hidden name="basedOn" value={basedOn} />
            {changed && <Hidden name="rule" value={changed.id} />}
            <RadioGroup
              name="effect"
              label="This is"
              look="inline"
              options={[
                { value: 'allow', label: 'In scope' },
                { value: 'deny', label: 'Out of scope' },
              ]}
            />
            <Select
              name="match"
              label="The rule covers"
              width="medium"
              options={scopeMatches.map(value => ({ value, label: scopeMatchWords[value] }))}
            />
            <Field
              name="identifier"
              label="What exactly"
              hint="A host like api.example.com, an address, a network range, an app id, or a name."
              mono
              required
              spellcheck={false}
              autocomplete="off"
            />
            <Field name="instruction" label="What to mind" hint="Shown beside it in the table and in answers." />
            <Select
              name="maxSeverity"
              label="Counts at most as"
              width="medium"
              placeholder="No limit"
              options={severityCaps.map(value => ({ value, label: value }))}
            />
            <Checkbox name="safetyRelevant" label="Can affect the safety of people" />
            <ButtonRow>
              <Button kind="primary">See what changes</Button>
              {changed && <ButtonLink href={href(routes.program.editScope)}>Add a rule instead</ButtonLink>}
            </ButtonRow>
          </Form>
        </Section>
      </ProgramEditor>,
    ),
    { status },
  );
}

function RuleActions({ rule, basedOn }: { rule: ScopeRule; basedOn: string }) {
  const action = href(routes.program.editScope);
  return (
    <form method="post" action={action} class="row-actions">
      <a
        class="button button-quiet button-small"
        href={`${href(routes.program.editScope, undefined, { rule: rule.id })}#rule`}
      >
        <span>
          Change<span class="visually-hidden"> {rule.id}</span>
        </span>
      </a>
      <Hidden name="basedOn" value={basedOn} />
      <Button size="small" name="remove" value={rule.id}>
        Remove<span class="visually-hidden"> {rule.id}</span>
      </Button>
    </form>
  );
}
