// Publishing the draft, and vouching for a control: the two steps by which a person's word becomes part of the record.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { compareEditions } from '../content/compare-editions.ts';
import type { Control } from '../content/content.ts';
import { addDays, dayOf } from '../content/day.ts';
import { findItem } from '../content/item-store.ts';
import { previewEdition, publishEdition } from '../content/publish-edition.ts';
import { subjectsOf } from '../evidence/control-status.ts';
import { listDetails, listEvidence } from '../evidence/evidence-store.ts';
import { vouch } from '../evidence/take-evidence.ts';
import { ChangeList } from '../pages/changes.tsx';
import { crumbs } from './edit-pages.tsx';
import { type Fields, readFields } from './read-fields.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
const text = Type.Optional(Type.String({ maxLength: 4000 }));

export const publishRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.publish,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'What publishing the draft of the trust center would change.',
    handle: context => publishPage(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.publish,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Publishes the draft of the trust center as a signed edition.',
    body: Type.Object({ basedOn: Type.String({ maxLength: 12 }) }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const published = await publishEdition(kernel, actor, Number(body.basedOn));
      if ('faults' in published) return publishPage(context, 422);
      return seeOther(href(routes.trust.edit, undefined, { done: 'published' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.vouch,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Evidence on a control, and a form for what a person vouches for.',
    handle: async context => {
      const control = await controlAt(context, context.params.id);
      const days = control.policy.kind === 'person' ? control.policy.maxAgeDays : 0;
      return vouchPage(context, control, { until: addDays(dayOf(context.kernel.clock.now()), days), result: 'pass' });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.vouch,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Keeps what a person vouches for as evidence.',
    body: Type.Object({ result: text, words: text, until: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const control = await controlAt(context, context.params.id);
      if (control.policy.kind !== 'person') throw refuse('not_found');
      const form = readFields(body);
      const today = dayOf(kernel.clock.now());
      const vouching = {
        result: form.choice('result', ['pass', 'fail'] as const, 'what you found'),
        words: form.long('words', { what: 'what you looked at, and what you found', longest: 600 }),
        until: form.day('until', { what: 'until when it counts' }),
      };
      if (vouching.until < today) form.fault('until', 'This day is past.');
      if (vouching.until > addDays(today, control.policy.maxAgeDays))
        form.fault('until', `It counts for ${control.policy.maxAgeDays} days at most.`);
      if (Object.keys(form.errors).length > 0) return vouchPage(context, control, body, form.errors);
      await vouch(kernel, actor, control, vouching);
      return seeOther(href(routes.trust.edit, undefined, { done: 'vouched' }));
    },
  }),
];

async function publishPage(context: Context, status = 200): Promise<Answer> {
  const { content, before, basedOn, faults } = await previewEdition(context.kernel);
  const changes = compareEditions(before, content);
  const starts = content.subprocessors.filter(({ id }) => before && !before.subprocessors.some(was => was.id === id));
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title={`Publish edition ${basedOn + 1}?`} breadcrumbs={crumbs}>
        {faults.length > 0 && (
          <Callout tone="bad" title="This cannot be published yet">
            <ul>
              {faults.map(({ id, name, what }) => (
                <li key={id}>
                  <a href={href(routes.trust.item, { id })}>{name}</a> {what}.
                </li>
              ))}
            </ul>
          </Callout>
        )}
        <p>
          Everybody reads it at once, and it stays readable for good: an edition can be followed by another, never taken
          back. What the lamps say is not part of it; that follows from the evidence.
        </p>
        {starts.map(one => (
          <Callout key={one.id} tone={one.emergency === null ? 'info' : 'attention'} title={`Announces ${one.name}`}>
            <p>
              It begins on {one.effectiveFrom}
              {one.emergency !== null && `, without the usual notice, because: ${one.emergency}`}.
            </p>
          </Callout>
        ))}
        <Section title="What changes">
          <ChangeList changes={changes} />
        </Section>
        {changes.length > 0 && faults.length === 0 && (
          <Form action={href(routes.trust.publish)}>
            <Hidden name="basedOn" value={String(basedOn)} />
            <ButtonRow>
              <Button kind="primary">Publish edition {basedOn + 1}</Button>
              <ButtonLink href={href(routes.trust.edit)}>Keep it as a draft</ButtonLink>
            </ButtonRow>
          </Form>
        )}
      </StaffConsole>,
    ),
    { status },
  );
}

async function controlAt({ kernel }: Context, id: string): Promise<Control> {
  const item = await findItem(kernel, id);
  if (item?.kind !== 'control') throw refuse('not_found');
  return item.content;
}

async function vouchPage(
  context: Context,
  control: Control,
  values: Fields,
  errors: FieldErrors = {},
): Promise<Answer> {
  const evidence = await listEvidence(context.kernel, subjectsOf(control), 30);
  const details = await listDetails(
    context.kernel,
    evidence.map(({ id }) => id),
  );
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title="Evidence" heading={control.statement} breadcrumbs={crumbs}>
        {control.policy.kind === 'person' ? (
          <Form action={href(routes.trust.vouch, { id: control.id })} values={values} errors={errors}>
            <FormErrors kept="What you typed was kept." />
            <RadioGroup
              name="result"
              label="Is the sentence true?"
              options={[
                { value: 'pass', label: 'Yes, I looked and vouch for it' },
                { value: 'fail', label: 'No', hint: 'The page says so; your words below stay with the team.' },
              ]}
              required
            />
            <TextArea
              name="words"
              label="What you looked at, and what you found"
              hint="When it is true, everybody reads this, for good. Name no person and nothing that helps an attacker."
              rows={4}
              maxLength={600}
              required
            />
            <Field
              name="until"
              label="Counts through"
              hint={`At most ${control.policy.maxAgeDays} days from today.`}
              type="date"
              width="short"
              required
            />
            <ButtonRow>
              <Button kind="primary">Keep as evidence</Button>
              <ButtonLink href={href(routes.trust.edit)}>Back</ButtonLink>
            </ButtonRow>
          </Form>
        ) : (
          <p>The evidence of this control comes from checks; nobody can vouch in their place.</p>
        )}
        <Section title="So far">
          <Table
            caption="Evidence so far"
            captionHidden
            dense
            rows={evidence}
            rowKey={({ id }) => id}
            empty={<EmptyState title="None yet" icon="inbox" />}
            columns={[
              { key: 'at', label: 'When', main: true, cell: ({ collectedAt }) => <Time at={collectedAt} /> },
              {
                key: 'result',
                label: 'Result',
                narrow: true,
                cell: ({ result }) => (
                  <Badge tone={result === 'pass' ? 'good' : 'bad'}>{result === 'pass' ? 'good' : 'failed'}</Badge>
                ),
              },
              { key: 'detail', label: 'Found', cell: ({ id }) => details.get(id) ?? '' },
            ]}
          />
        </Section>
      </StaffConsole>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}
