// The page of the assignment rules: what is in force, the draft, who is away, and the versions before.
import Type from 'typebox';
import { listStaff, personNames } from '../../../accounts/index.ts';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { currentProgram } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../../web/ui/form.tsx';
import { EmptyState } from '../../../web/ui/table.tsx';
import { Callout } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { endOfDay } from '../../triage/date-field.ts';
import { changeRule, discardDraft, noteAway } from '../change-rules.ts';
import { findDraft, listAbsences, listVersions } from '../rule-store.ts';
import { RuleList } from './rule-list.tsx';

const text = Type.Optional(Type.String());

export const rulesPageRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.rules,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'The rules by which new reports are given away, and who is away.',
    handle: context => showRules(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.ruleChange,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Moves a rule of the draft up or down, or takes it out.',
    body: Type.Object({ change: text }),
    handle: async ({ kernel, actor, params, body }) => {
      const change = (['up', 'down', 'remove'] as const).find(each => each === body.change);
      if (!change) throw refuse('not_found');
      await changeRule(kernel, actor, params.id, change);
      return seeOther(`${href(routes.reports.rules)}#draft`);
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.rulesDiscard,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Throws the draft of the rules away.',
    handle: async ({ kernel }) => {
      await discardDraft(kernel);
      return seeOther(href(routes.reports.rules));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.rulesAway,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Notes until when somebody is away, or that they are back.',
    body: Type.Object({ person: text, until: text, back: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { calendar } = await currentProgram(kernel);
      const until = body.back === 'yes' ? null : endOfDay((body.until ?? '').trim(), calendar.timeZone);
      if (body.back !== 'yes' && (until === null || until <= kernel.clock.now()))
        return showRules(context, { values: body, errors: { until: 'Enter a day in the future.' } });
      await noteAway(kernel, actor, { person: body.person ?? '', until });
      return seeOther(`${href(routes.reports.rules)}#away`);
    },
  }),
];

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type AwayState = { readonly values?: Record<string, string | undefined>; readonly errors?: Record<string, string> };

async function showRules(context: PageContext, state: AwayState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const [program, draft, versions, people, away] = await Promise.all([
    currentProgram(kernel),
    findDraft(kernel),
    listVersions(kernel),
    listStaff(kernel, 'report.triage'),
    listAbsences(kernel),
  ]);
  const [force] = versions;
  const named = [...versions, ...(draft ? [draft] : [])].flatMap(({ rules, changedBy, putBy }) => [
    changedBy,
    ...(putBy === null ? [] : [putBy]),
    ...rules.flatMap(rule => rule.people),
  ]);
  const names = await personNames(kernel, [...new Set([...named, ...away.keys()])]);
  const nameOf = (id: string): string => names.get(id) ?? 'somebody who left';
  const isAdmin = actor.kind === 'person' && may(actor.staffRole, 'program.edit');
  const me = actor.kind === 'person' ? actor.id : '';
  const shared = { program, nameOf, away };
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Assignment rules"
        breadcrumbs={[{ href: href(routes.reports.queue), label: 'Triage' }]}
      >
        {draft && (
          <Section
            id="draft"
            title="Draft"
            intro={
              <p>
                Changed by {nameOf(draft.changedBy)}, <Time at={draft.changedAt} show="absolute" />. Not in force.
              </p>
            }
          >
            <RuleList {...shared} rules={draft.rules} editable={isAdmin} />
            {isAdmin && (
              <>
                <ButtonRow>
                  <ButtonLink href={href(routes.reports.rulesTry)} kind="primary">
                    Try it on past reports…
                  </ButtonLink>
                  <ButtonLink href={href(routes.reports.rule, { id: 'new' })} icon="plus">
                    Add a rule
                  </ButtonLink>
                </ButtonRow>
                <form action={href(routes.reports.rulesDiscard)} method="post">
                  <Button size="small">Throw the draft away</Button>
                </form>
              </>
            )}
          </Section>
        )}
        <Section
          id="force"
          title={force ? `In force: version ${force.version}` : 'In force'}
          intro={
            force?.inForceAt ? (
              <p>
                Since <Time at={force.inForceAt} show="absolute" />, put in force by {nameOf(force.putBy ?? '')}. The
                first rule that fits and finds somebody gives a new report away.
              </p>
            ) : undefined
          }
        >
          {!force || force.rules.length === 0 ? (
            <EmptyState
              title="New reports go to nobody"
              icon="inbox"
              action={isAdmin ? { href: href(routes.reports.rule, { id: 'new' }), label: 'Add a rule' } : undefined}
            >
              <p>Whoever is free takes them from the queue. Rules can give them away as they come in.</p>
            </EmptyState>
          ) : (
            <RuleList {...shared} rules={force.rules} editable={isAdmin && !draft} />
          )}
          {isAdmin && !draft && force && force.rules.length > 0 && (
            <ButtonRow>
              <ButtonLink href={href(routes.reports.rule, { id: 'new' })} icon="plus">
                Add a rule
              </ButtonLink>
            </ButtonRow>
          )}
        </Section>
        <Section
          id="away"
          title="Away"
          intro={<p>Who is away gets nothing by the rules. What they have stays theirs.</p>}
        >
          {away.size === 0 ? (
            <p class="field-hint">Everybody is here.</p>
          ) : (
            <ul class="reasons">
              {[...away].map(([person, until]) => (
                <li key={person}>
                  {nameOf(person)} until <Time at={until} />
                  {(isAdmin || person === me) && (
                    <form class="inline-form" action={href(routes.reports.rulesAway)} method="post">
                      <Hidden name="person" value={person} />
                      <Button size="small" name="back" value="yes">
                        Back again
                      </Button>
                    </form>
                  )}
                </li>
              ))}
            </ul>
          )}
          <Form
            action={href(routes.reports.rulesAway)}
            scope="away"
            values={state.values ?? { person: me }}
            errors={state.errors}
            label="Away"
          >
            <FormErrors kept="What you entered was kept." />
            <Select
              name="person"
              label="Who"
              options={people
                .filter(({ id }) => isAdmin || id === me)
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Field name="until" label="Until" type="date" width="medium" required />
            <ButtonRow>
              <Button size="small">Note it</Button>
            </ButtonRow>
          </Form>
        </Section>
        {versions.length > 1 && (
          <Section id="versions" title="Versions before">
            {versions.slice(1).map(({ version, rules, inForceAt, putBy }) => (
              <Disclosure
                key={version}
                summary={
                  <>
                    Version {version}, {inForceAt && <Time at={inForceAt} show="date" />}, by {nameOf(putBy ?? '')}
                  </>
                }
              >
                {rules.length === 0 ? <p>No rules.</p> : <RuleList {...shared} rules={rules} editable={false} />}
              </Disclosure>
            ))}
          </Section>
        )}
        {!isAdmin && (
          <Callout tone="neutral">
            <p>An admin can change the rules.</p>
          </Callout>
        )}
      </StaffConsole>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}
