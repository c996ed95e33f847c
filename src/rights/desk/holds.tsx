// Legal holds: which part of whom must not be erased, why, and until when.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listHolds } from '../holds/hold-store.ts';
import { type HoldFaults, type HoldForm, letGo, setHold } from '../holds/set-hold.ts';
import { holdableParts, partWords } from '../parts.ts';

const AT = routes.rights.holds;
const text = Type.Optional(Type.String({ maxLength: 5000 }));

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'Legal holds.',
  handle: context => holdsPage(context, {}, {}),
});

const set = defineRoute({
  method: 'POST',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'change',
  summary: 'Keeps one part of somebody from being erased.',
  body: Type.Object({ who: text, part: text, reason: text, until: text }),
  handle: async context => {
    const { who = '', part = '', reason = '', until = '' } = context.body;
    const form: HoldForm = { who: who.trim(), part, reason, until };
    const faults = await setHold(context.kernel, context.actor, form);
    return Object.keys(faults).length > 0 ? holdsPage(context, faults, form) : seeOther(href(AT));
  },
});

const confirm = defineRoute({
  method: 'GET',
  at: routes.rights.holdRelease,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'Asks before a legal hold is ended.',
  handle: async context => {
    const { kernel, actor, params } = context;
    const hold = (await listHolds(kernel, actor)).find(({ id }) => id === params.hold);
    if (!hold) throw refuse('not_found');
    const who = (await personNames(kernel, [hold.person])).get(hold.person);
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="End the hold?">
          <Confirm
            title={`End the hold on ${partWords(hold.part)}${who === undefined ? '' : ` of ${who}`}?`}
            consequence={
              <p>
                {who === undefined
                  ? 'The person is erased but for this part: it is destroyed at once, with the keys, for good.'
                  : 'An erasure that they ask for takes this part, too. You can set a new hold until then.'}
              </p>
            }
            action={href(routes.rights.holdRelease, { hold: hold.id })}
            confirmLabel="End the hold"
            cancelHref={href(AT)}
            cancelLabel="Keep the hold"
          />
        </CardPage>,
      ),
    );
  },
});

const release = defineRoute({
  method: 'POST',
  at: routes.rights.holdRelease,
  access: staff('privacy.manage'),
  limit: 'change',
  summary: 'Ends a legal hold.',
  handle: async ({ kernel, actor, params }) => {
    await letGo(kernel, actor, params.hold);
    return seeOther(href(AT));
  },
});

export const holdRoutes = [show, set, confirm, release];

async function holdsPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  faults: HoldFaults,
  values: Partial<HoldForm>,
): Promise<Answer> {
  const { kernel, actor } = context;
  const holds = await listHolds(kernel, actor);
  const names = await personNames(
    kernel,
    holds.flatMap(({ person, createdBy }) => [person, createdBy]),
  );
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Legal holds"
        breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
      >
        <p>
          A hold keeps one part of somebody, never the whole account. An erasure leaves that part, says so, and goes on
          by itself when the hold ends.
        </p>
        <Table
          caption="Holds"
          captionHidden
          rows={holds}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="No holds" icon="lock">
              <p>Set one when a court or an authority wants something kept.</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'who',
              label: 'Of',
              main: true,
              cell: ({ person }) => names.get(person) ?? <Mono>{person}</Mono>,
            },
            { key: 'part', label: 'Stays', cell: ({ part }) => partWords(part) },
            { key: 'why', label: 'Why', cell: ({ reason }) => reason },
            {
              key: 'by',
              label: 'Set by',
              cell: ({ createdBy, createdAt }) => (
                <>
                  {names.get(createdBy) ?? 'somebody who left'}, <Time at={createdAt} show="date" />
                </>
              ),
            },
            { key: 'until', label: 'Until', cell: ({ until }) => <Time at={until} show="date" /> },
            {
              key: 'end',
              label: 'End it',
              labelHidden: true,
              narrow: true,
              cell: ({ id }) => (
                <ButtonLink size="small" href={href(routes.rights.holdRelease, { hold: id })}>
                  End the hold
                </ButtonLink>
              ),
            },
          ]}
        />
        <Section title="Set a hold" id="set">
          <Form action={href(AT)} errors={{ ...faults }} values={{ ...values }}>
            <FormErrors kept="Your text was kept." />
            <Field
              name="who"
              label="Of whom"
              hint="E-mail address, or the id of the person."
              autocomplete="off"
              width="medium"
              maxLength={254}
            />
            <Select
              name="part"
              label="What has to stay"
              placeholder="Choose"
              width="medium"
              options={holdableParts.map(value => ({ value, label: partWords(value) }))}
            />
            <TextArea
              name="reason"
              label="Why"
              hint="Court, authority, file number. Staff reads it, nobody else."
              rows={3}
            />
            <Field name="until" type="date" label="Until" width="short" />
            <ButtonRow>
              <Button kind="primary">Set the hold</Button>
            </ButtonRow>
          </Form>
        </Section>
      </StaffConsole>,
    ),
    Object.keys(faults).length > 0 ? { status: 422 } : {},
  );
}
