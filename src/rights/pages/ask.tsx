// Asking to correct, to limit or to stop using something; and one request with its answer.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Callout, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { askInWords, LONGEST_WORDS, withdraw } from '../ask-request.ts';
import { deadlineOf, isAsked, isOpen, kindWords, type RightsRequest } from '../request.ts';
import { findRequest } from '../request-store.ts';
import { StateBadge } from './request-parts.tsx';

const form = defineRoute({
  method: 'GET',
  at: routes.rights.ask,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks to correct, to limit or to stop using something about oneself.',
  handle: async context => askPage(context, {}),
});

const send = defineRoute({
  method: 'POST',
  at: routes.rights.ask,
  access: signedIn(),
  limit: 'change',
  summary: 'Sends such a request.',
  body: Type.Object({
    kind: Type.Optional(Type.String({ maxLength: 20 })),
    words: Type.Optional(Type.String({ maxLength: 20_000 })),
  }),
  handle: async context => {
    const { kind = '', words = '' } = context.body;
    const text = words.trim();
    const errors = {
      ...(isAsked(kind) ? {} : { kind: 'Choose what it is about.' }),
      ...(text === '' ? { words: 'Say what it is about.' } : {}),
      ...(text.length > LONGEST_WORDS ? { words: `Shorten it to ${LONGEST_WORDS} characters.` } : {}),
    };
    if (!isAsked(kind) || Object.keys(errors).length > 0) return askPage(context, errors, { kind, words });
    await askInWords(context.kernel, personOf(context.actor), kind, text);
    return seeOther(href(routes.rights.home, undefined, { done: 'asked' }));
  },
});

function askPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  errors: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>> = {},
): Answer {
  return html(
    renderPage(
      <AccountConsole
        shell={shell(context)}
        title="Correct, limit, object"
        breadcrumbs={[{ label: 'Your data', href: href(routes.rights.home) }]}
      >
        <p>
          A person reads it and answers within a month. Your name you can{' '}
          <a href={href(routes.accounts.settings)}>change yourself</a>; access of apps you can{' '}
          <a href={href(routes.privacy.home)}>take back yourself</a>, at once.
        </p>
        <Form action={href(routes.rights.ask)} errors={errors} values={values} draft="rights" guarded>
          <FormErrors kept="Your text was kept." />
          <RadioGroup
            name="kind"
            label="What do you want?"
            required
            options={[
              { value: 'rectify', label: 'Correct something', hint: 'It is wrong or something is missing (Art. 16).' },
              {
                value: 'restrict',
                label: 'Keep it, but do not use it',
                hint: 'While it is disputed, or because you need it yourself (Art. 18).',
              },
              { value: 'object', label: 'Stop using it for something', hint: 'Because of your situation (Art. 21).' },
            ]}
          />
          <TextArea
            name="words"
            label="What is it about?"
            hint="Which data, and what should be different. Sealed under your own key; only you and our privacy staff read it."
            rows={6}
            required
          />
          <ButtonRow>
            <Button kind="primary" icon="send">
              Send the request
            </Button>
            <ButtonLink href={href(routes.rights.home)}>Back</ButtonLink>
          </ButtonRow>
        </Form>
      </AccountConsole>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}

const show = defineRoute({
  method: 'GET',
  at: routes.rights.request,
  access: signedIn(),
  limit: 'page',
  summary: 'One’s own request: its date, how far it is, the answer.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const request = await findRequest(kernel, actor, params.request);
    if (request?.person !== actor.id) throw refuse('not_found');
    return html(
      renderPage(
        <AccountConsole
          shell={shell(context)}
          title={kindWords[request.kind].name}
          breadcrumbs={[{ label: 'Your data', href: href(routes.rights.home) }]}
          headingAside={<StateBadge state={request.state} />}
        >
          <RequestFacts request={request} />
          {request.state === 'open' && isAsked(request.kind) && (
            <form method="post" action={href(routes.rights.withdraw, { request: request.id })}>
              <ButtonRow>
                <Button>Withdraw this request</Button>
              </ButtonRow>
            </form>
          )}
        </AccountConsole>,
      ),
    );
  },
});

function RequestFacts({ request }: { request: RightsRequest }) {
  const { extended, answer, words, createdAt, runsAt, endedAt, kind } = request;
  return (
    <>
      {extended && isOpen(request) && (
        <Callout tone="info" title="We need more time">
          <p>
            Until <Time at={extended.to} show="date" />. {extended.reason}
          </p>
        </Callout>
      )}
      <DefinitionList
        items={[
          { term: 'Asked', detail: <Time at={createdAt} /> },
          ...(isOpen(request) ? [{ term: 'Answer due', detail: <Time at={deadlineOf(request)} show="date" /> }] : []),
          ...(kind === 'erase' && runsAt ? [{ term: 'Erased from', detail: <Time at={runsAt} /> }] : []),
          ...(endedAt ? [{ term: 'Ended', detail: <Time at={endedAt} /> }] : []),
          ...(words === undefined ? [] : [{ term: 'What you wrote', detail: <p class="preserved">{words}</p> }]),
          ...(answer?.text === undefined
            ? []
            : [{ term: 'Our answer', detail: <p class="preserved">{answer.text}</p> }]),
        ]}
      />
      {kind === 'export' && request.state !== 'withdrawn' && (
        <p>
          <a href={href(routes.rights.home)}>To the copy</a>
        </p>
      )}
      {request.state === 'refused' && (
        <p class="muted">
          You may complain to a data protection authority, where you live, work, or where it happened (Art. 77), and go
          to court (Art. 79).
        </p>
      )}
    </>
  );
}

const takeBack = defineRoute({
  method: 'POST',
  at: routes.rights.withdraw,
  access: signedIn(),
  limit: 'change',
  summary: 'Withdraws one’s own request.',
  handle: async ({ kernel, actor, params }) => {
    await withdraw(kernel, personOf(actor), params.request);
    return seeOther(href(routes.rights.home, undefined, { done: 'withdrawn' }));
  },
});

export const askRoutes = [form, send, show, takeBack];
