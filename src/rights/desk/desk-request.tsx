// One request as staff sees it: what is asked, who asks and how we know, by when; the answer, more time.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listHolds } from '../holds/hold-store.ts';
import { StateBadge } from '../pages/request-parts.tsx';
import { heldWords } from '../parts.ts';
import {
  deadlineOf,
  dueness,
  extendedFrom,
  isAsked,
  isOpen,
  kindWords,
  mayExtend,
  type RightsRequest,
} from '../request.ts';
import { findRequest } from '../request-store.ts';
import { answer, extend } from './answer-request.ts';

const LONGEST = 5000;
type Shown = {
  readonly errors?: Record<string, string>;
  readonly values?: Record<string, string>;
  readonly of?: 'extend';
};

const show = defineRoute({
  method: 'GET',
  at: routes.rights.deskRequest,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'One request about somebody’s own data.',
  handle: context => requestPage(context, context.params.request, {}),
});

const reply = defineRoute({
  method: 'POST',
  at: routes.rights.deskRequest,
  access: staff('privacy.manage'),
  limit: 'change',
  summary: 'Answers a request.',
  body: Type.Object({
    state: Type.Optional(Type.String({ maxLength: 20 })),
    text: Type.Optional(Type.String({ maxLength: 20_000 })),
  }),
  handle: async context => {
    const { kernel, actor, params, body } = context;
    const { state = '', text = '' } = body;
    const errors: Record<string, string> = {};
    if (state !== 'done' && state !== 'refused') errors['state'] = 'Choose whether it is done or refused.';
    if (text.trim() === '') errors['text'] = 'Write what the person should know.';
    if (text.length > LONGEST) errors['text'] = `Shorten it to ${LONGEST} characters.`;
    if ((state !== 'done' && state !== 'refused') || Object.keys(errors).length > 0)
      return requestPage(context, params.request, { errors, values: { state, text } });
    await answer(kernel, actor, params.request, { state, text: text.trim() });
    return seeOther(href(routes.rights.desk));
  },
});

const more = defineRoute({
  method: 'POST',
  at: routes.rights.deskExtend,
  access: staff('privacy.manage'),
  limit: 'change',
  summary: 'Takes two further months for a request.',
  body: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 20_000 })) }),
  handle: async context => {
    const { kernel, actor, params, body } = context;
    const reason = body.reason?.trim() ?? '';
    if (reason === '' || reason.length > LONGEST)
      return requestPage(context, params.request, {
        of: 'extend',
        errors: { reason: reason === '' ? 'Say why it takes longer.' : `Shorten it to ${LONGEST} characters.` },
        values: { reason },
      });
    await extend(kernel, actor, params.request, reason);
    return seeOther(href(routes.rights.deskRequest, params));
  },
});

export const deskRequestRoutes = [show, reply, more];

async function requestPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  id: string,
  shown: Shown,
): Promise<Answer> {
  const { kernel, actor } = context;
  const request = await findRequest(kernel, actor, id);
  if (!request) throw refuse('not_found');
  const now = kernel.clock.now();
  const holds = await listHolds(kernel, actor, request.person);
  const people = [request.person, ...(request.answer ? [request.answer.by] : [])];
  const names = await personNames(kernel, people);
  const who = names.get(request.person);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${kindWords[request.kind].name}${who === undefined ? '' : `, ${who}`}`}
        breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
        headingAside={<StateBadge state={request.state} />}
      >
        <Facts request={request} who={who} by={request.answer && names.get(request.answer.by)} now={now} />
        {holds.map(({ id: hold, reason, until, ...held }) => (
          <Callout key={hold} tone="attention" title={`Held by law: ${heldWords(held)}`}>
            <p>
              {reason} Until <Time at={until} show="date" />.{' '}
              {request.kind === 'erase' && 'The erasure leaves this until then.'}
            </p>
          </Callout>
        ))}
        {request.state === 'open' && isAsked(request.kind) && <AnswerForm request={request} shown={shown} />}
        {mayExtend(request, now) && <ExtendForm request={request} shown={shown} />}
      </StaffConsole>,
    ),
    shown.errors ? { status: 422 } : {},
  );
}

function Facts({
  request,
  who,
  by,
  now,
}: {
  request: RightsRequest;
  who: string | undefined;
  by: string | undefined;
  now: Date;
}) {
  const { extended, answer: given, words, createdAt, runsAt, endedAt, kind, person } = request;
  return (
    <DefinitionList
      items={[
        { term: 'Of', detail: who ?? <Mono>{person}</Mono> },
        {
          term: 'Identity',
          detail: isAsked(kind)
            ? 'Signed in to their account when they asked'
            : 'Signed in again within a quarter of an hour before they asked',
        },
        { term: 'Right', detail: `${kindWords[kind].article} GDPR` },
        { term: 'Came', detail: <Time at={createdAt} /> },
        ...(isOpen(request)
          ? [{ term: 'Answer due', detail: <Time at={deadlineOf(request)} due={dueness(request, now)} /> }]
          : []),
        ...(extended ? [{ term: 'More time', detail: extended.reason ?? 'The reason is gone with the person' }] : []),
        ...(kind === 'erase' && runsAt ? [{ term: 'Erased from', detail: <Time at={runsAt} /> }] : []),
        ...(endedAt ? [{ term: 'Ended', detail: <Time at={endedAt} /> }] : []),
        ...(words === undefined ? [] : [{ term: 'They write', detail: <p class="preserved">{words}</p> }]),
        ...(given
          ? [
              {
                term: `Answer of ${by ?? 'somebody who left'}`,
                detail: <p class="preserved">{given.text ?? 'Gone with the person'}</p>,
              },
            ]
          : []),
      ]}
    />
  );
}

function AnswerForm({ request, shown }: { request: RightsRequest; shown: Shown }) {
  const own = shown.of === undefined ? shown : {};
  return (
    <Section title="Answer" id="answer" intro={<p>The person reads it on their page; a mail says that it is there.</p>}>
      <Form
        action={href(routes.rights.deskRequest, { request: request.id })}
        scope="answer"
        errors={own.errors ?? {}}
        values={own.values ?? {}}
        draft={`answer-${request.id}`}
        guarded
      >
        <FormErrors kept="Your text was kept." />
        <RadioGroup
          name="state"
          label="What was done?"
          options={[
            { value: 'done', label: 'Done as asked' },
            {
              value: 'refused',
              label: 'Refused, or done in part',
              hint: 'Say why. How to complain stands beside the answer by itself (Art. 12(4)).',
            },
          ]}
        />
        <TextArea name="text" label="Answer" rows={6} />
        <ButtonRow>
          <Button kind="primary" icon="send">
            Send the answer
          </Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

function ExtendForm({ request, shown }: { request: RightsRequest; shown: Shown }) {
  const own = shown.of === 'extend' ? shown : {};
  return (
    <Disclosure summary="Take more time" open={shown.of === 'extend'}>
      <p>
        Two further months, until <Time at={extendedFrom(request.createdAt)} show="date" />, where the request is
        complex or there are many. The person is told now, with the reason (Art. 12(3)). Once only.
      </p>
      <Form
        action={href(routes.rights.deskExtend, { request: request.id })}
        scope="extend"
        errors={own.errors ?? {}}
        values={own.values ?? {}}
      >
        <FormErrors kept="Your text was kept." />
        <TextArea name="reason" label="Why it takes longer" rows={3} />
        <ButtonRow>
          <Button>Take more time</Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}
