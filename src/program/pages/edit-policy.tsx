// Editing the policy: write, see it as it will be read with what changes, publish.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Markdown } from '../../web/ui/markdown.tsx';
import { currentProgram } from '../current-program.ts';
import type { Fields } from '../edit/form-answer.ts';
import { compareLines, longestPolicy, type PolicyEdit, readPolicyEdit } from '../edit/policy-edit.ts';
import { lintProgram } from '../policy-lint/lint-current.ts';
import type { LintFinding } from '../policy-lint/policy-lint.ts';
import { type CurrentProgram, safeHarbors } from '../program.ts';
import { findPolicy } from '../program-store.ts';
import { publishPolicy } from '../publish-version.ts';
import { safeHarborWords } from '../safe-harbor.ts';
import { ConfirmVersion, Overtaken, ProgramEditor } from './edit-frame.tsx';

const text = Type.Optional(Type.String());

export const editPolicyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.editPolicy,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'The policy in a form.',
    handle: async context => {
      const { policyVersion } = await currentProgram(context.kernel);
      const { body, language, safeHarbor, number } = policyVersion;
      return formPage(context, { body, language, safeHarbor, basedOn: String(number) });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.editPolicy,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Shows what a new policy would change, then publishes it.',
    body: Type.Object({ step: text, basedOn: text, body: text, language: text, safeHarbor: text }),
    handle: async context => {
      const { kernel, actor, body: fields } = context;
      if (fields.step === 'edit') return formPage(context, fields);
      const basedOn = Number(fields.basedOn);
      const before = Number.isInteger(basedOn) ? await findPolicy(kernel, basedOn) : undefined;
      const program = await currentProgram(kernel);
      const newest = program.policyVersion;
      const read = readPolicyEdit(before ?? newest, fields);
      if (!read.ok) return formPage(context, fields, { errors: read.errors, status: 422 });
      if (before?.number !== newest.number) return overtaken(context, fields);
      if (fields.step !== 'publish') {
        const { body } = read.value;
        return html(
          renderPage(
            <ProgramEditor shell={shell(context)} title="Publish a new policy?">
              <ConfirmVersion
                title={`Publish version ${newest.number + 1} of the policy?`}
                changes={[...read.changes, ...lintChanges(kernel, program, read.value)]}
                action={href(routes.program.editPolicy)}
                fields={{ ...fields, body }}
              >
                <Section title="What changes, line by line">
                  <LineDifference before={newest.body} after={body} />
                </Section>
                <Section title="As it will be read">
                  <Markdown source={body} topLevel={3} />
                </Section>
              </ConfirmVersion>
            </ProgramEditor>,
          ),
        );
      }
      try {
        await publishPolicy(kernel, actor, { basedOn, ...read.value });
      } catch (error) {
        if (isRefusal(error, 'conflict')) return overtaken(context, fields);
        throw error;
      }
      return seeOther(href(routes.program.edit, undefined, { published: 'policy' }));
    },
  }),
];

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

async function overtaken(context: Context, fields: Fields): Promise<Answer> {
  const { policyVersion } = await currentProgram(context.kernel);
  return formPage(
    context,
    { ...fields, basedOn: String(policyVersion.number) },
    { status: 409, overtakenBy: policyVersion.number },
  );
}

type Extras = { errors?: FieldErrors; status?: number; overtakenBy?: number };

function formPage(context: Context, fields: Fields, { errors = {}, status = 200, overtakenBy }: Extras = {}): Answer {
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title="Policy">
        {overtakenBy !== undefined && <Overtaken what="policy" version={overtakenBy} />}
        <Form action={href(routes.program.editPolicy)} values={fields} errors={errors} guarded>
          <FormErrors kept="What you typed was kept." />
          <Hidden name="basedOn" value={fields['basedOn'] ?? ''} />
          <TextArea
            name="body"
            label="Text"
            hint="Markdown. Sections begin with ##; the one called “Safe harbor” is also shown on the program page."
            rows={28}
            maxLength={longestPolicy}
            mono
            required
          />
          <Select
            name="safeHarbor"
            label="Safe harbor"
            options={safeHarbors.map(value => ({ value, label: safeHarborWords[value] }))}
          />
          <Field name="language" label="Language" hint="A language tag, like en or de." width="short" required />
          <ButtonRow>
            <Button kind="primary">See what changes</Button>
          </ButtonRow>
        </Form>
        <Disclosure summary="Versions so far stay public">
          <p>
            Nothing here is published yet; the next page shows what changes and asks. A version that was published can’t
            be taken back, only followed by another.
          </p>
        </Disclosure>
      </ProgramEditor>,
    ),
    { status },
  );
}

/** What the policy check would no longer find. */
function lintChanges(kernel: Context['kernel'], program: CurrentProgram, draft: PolicyEdit): string[] {
  const lacks = (findings: readonly LintFinding[]) => findings.filter(({ state }) => state === 'missing');
  const already = new Set(lacks(lintProgram(kernel, program)).map(({ id }) => id));
  return lacks(lintProgram(kernel, program, draft))
    .filter(({ id }) => !already.has(id))
    .map(({ claim }) => `Mind: the policy check no longer finds this: “${claim}”`);
}

/** Removed and added lines; of long stretches without a change only the edges are shown. */
function LineDifference({ before, after }: { before: string; after: string }) {
  const changes = compareLines(before, after);
  const isNear = (index: number) =>
    changes.slice(Math.max(0, index - 2), index + 3).some(({ kind }) => kind !== 'same');
  return (
    <div class="line-difference">
      {changes.map((change, index) => {
        if (change.kind === 'added') return <ins key={index}>{change.text || ' '}</ins>;
        if (change.kind === 'removed') return <del key={index}>{change.text || ' '}</del>;
        if (isNear(index)) return <span key={index}>{change.text || ' '}</span>;
        return isNear(index - 1) ? <span key={index}>…</span> : null;
      })}
    </div>
  );
}
