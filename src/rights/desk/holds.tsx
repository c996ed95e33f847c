// Legal holds: what of whom must not be erased, why, and until when.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { CardPage, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listHolds } from '../holds/hold-store.ts';
import {
  findHeldPerson,
  type HoldFaults,
  type HoldForm,
  letGo,
  listHoldable,
  NOBODY,
  setHold,
} from '../holds/set-hold.ts';
import { heldWords, partWords } from '../parts.ts';

const AT = routes.rights.holds;
const text = Type.Optional(Type.String({ maxLength: 5000 }));

/** What the modules hold of people. */
type Holders = () => readonly PersonalDataHolder[];

const show = (holders: Holders) =>
  defineRoute({
    method: 'GET',
    at: AT,
    access: staff('privacy.manage'),
    limit: 'page',
    summary: 'Legal holds; with a person, what of theirs can be held.',
    query: Type.Object({ person: Type.Optional(Type.String({ maxLength: 40 })) }),
    handle: context => holdsPage(context, holders(), {}, { who: context.query.person ?? '' }),
  });

const set = (holders: Holders) =>
  defineRoute({
    method: 'POST',
    at: AT,
    access: staff('privacy.manage'),
    limit: 'change',
    summary: 'Keeps one thing of somebody, or one part, from being erased; or goes on to choose it.',
    body: Type.Object({ who: text, part: text, reason: text, until: text, choose: text }),
    handle: async context => {
      const { kernel, actor } = context;
      const { who = '', part = '', reason = '', until = '', choose } = context.body;
      const form: HoldForm = { who: who.trim(), part, reason, until };
      if (choose !== undefined) {
        const person = await findHeldPerson(kernel, form.who);
        return person
          ? seeOther(`${href(AT, undefined, { person: person.id })}#set`)
          : holdsPage(context, holders(), { who: NOBODY }, form);
      }
      const faults = await setHold(kernel, actor, holders(), form);
      return Object.keys(faults).length > 0 ? holdsPage(context, holders(), faults, form) : seeOther(href(AT));
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
            title={`End the hold on ${heldWords(hold)}${who === undefined ? '' : ` of ${who}`}?`}
            consequence={
              <p>
                {who === undefined
                  ? 'The person is erased but for what is held: it is destroyed at once, for good, with every key that nothing else needs.'
                  : 'An erasure that they ask for takes this, too. You can set a new hold until then.'}
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

export const holdRoutes = (holders: Holders) => [show(holders), set(holders), confirm, release];

async function holdsPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  holders: readonly PersonalDataHolder[],
  faults: HoldFaults,
  values: Partial<HoldForm>,
): Promise<Answer> {
  const { kernel, actor } = context;
  const holds = await listHolds(kernel, actor);
  const chosen = isId('per', values.who ?? '') ? await findHeldPerson(kernel, values.who ?? '') : undefined;
  const names = await personNames(kernel, [
    ...holds.flatMap(({ person, createdBy }) => [person, createdBy]),
    ...(chosen ? [chosen.id] : []),
  ]);
  const isBad = Object.keys(faults).length > 0;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Legal holds"
        breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
      >
        <p>
          A hold keeps one thing of somebody, such as one car with its log, or all of one part; never the whole account.
          Erasure and retention leave it, say so, and go on by themselves when the hold ends.
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
            { key: 'part', label: 'Stays', cell: held => heldWords(held) },
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
        {chosen ? (
          <HoldOfPerson
            id={chosen.id}
            name={names.get(chosen.id)}
            holdable={await listHoldable(kernel, holders, chosen.id)}
            faults={faults}
            values={values}
          />
        ) : (
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
              <ButtonRow>
                <Button kind="primary" name="choose" value="item">
                  Choose what has to stay
                </Button>
              </ButtonRow>
            </Form>
          </Section>
        )}
      </StaffConsole>,
    ),
    isBad ? { status: 422 } : {},
  );
}

function HoldOfPerson({
  id,
  name,
  holdable,
  faults,
  values,
}: {
  id: string;
  name: string | undefined;
  holdable: Awaited<ReturnType<typeof listHoldable>>;
  faults: HoldFaults;
  values: Partial<HoldForm>;
}) {
  return (
    <Section title={`Set a hold on something of ${name ?? id}`} id="set">
      <Form action={href(AT)} errors={{ ...faults }} values={{ ...values }}>
        <FormErrors kept="Your text was kept." />
        <Hidden name="who" value={id} />
        <Select
          name="part"
          label="What has to stay"
          hint="As little as the court or authority wants."
          placeholder="Choose"
          width="full"
          options={holdable.map(({ part, choices }) => ({
            label: sentence(partWords(part)),
            options: choices.map(({ name: value, words }) => ({ value, label: sentence(words) })),
          }))}
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
          <ButtonLink href={href(AT)}>Somebody else</ButtonLink>
        </ButtonRow>
      </Form>
    </Section>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
