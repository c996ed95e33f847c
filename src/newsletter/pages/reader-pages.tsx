// What links in mails open: confirming, and looking after or ending what one gets. A link alone changes nothing, since
// programs that look for viruses open links too; ending by one POST is for mail programs (RFC 8058).
import type { ComponentChildren } from 'preact';
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther, text } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { changeTopics, confirm, readerOf, whoConfirms } from '../subscribers/subscribe.ts';
import { type Topic, topicsIn, topicWords } from '../subscribers/topics.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
const secret = Type.Optional(Type.String({ maxLength: 200 }));
/** The address holds a secret: it is kept nowhere and handed to nobody. */
const quiet = { headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } };

export const readerRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.newsletter.confirm,
    access: publicly(),
    limit: 'page',
    summary: 'Asks whoever came by the link in a mail to confirm.',
    query: Type.Object({ t: secret }),
    handle: async context => {
      const token = context.query.t ?? '';
      const reader = await whoConfirms(context.kernel, token);
      if (!reader) return page(context, 'This link is no longer good', <TooLate />, 410);
      return page(
        context,
        'Confirm',
        <>
          <h1>May we mail you?</h1>
          <p>{reader.words}</p>
          <Form action={href(routes.newsletter.confirm)}>
            <Hidden name="t" value={token} />
            <ButtonRow>
              <Button kind="primary" wide>
                Yes, mail me
              </Button>
            </ButtonRow>
          </Form>
          <p class="field-hint">Otherwise close this page; the address is forgotten in a few days.</p>
        </>,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.confirm,
    access: publicly(),
    limit: 'signIn',
    summary: 'Confirms a subscription.',
    body: Type.Object({ t: secret }),
    handle: async context => {
      const reader = await confirm(context.kernel, context.body.t ?? '');
      if (!reader) return page(context, 'This link is no longer good', <TooLate />, 410);
      return page(
        context,
        'Confirmed',
        <>
          <h1>Thank you, it is confirmed</h1>
          <p>From now on you get: {namesOf(reader.topics)}. Every mail has a link that ends it.</p>
          <p>
            <a href={href(routes.newsletter.archive)}>Read issues so far</a>
          </p>
        </>,
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.unsubscribe,
    access: publicly(),
    limit: 'page',
    summary: 'What a reader gets, and how to end it.',
    query: Type.Object({ t: secret, list: secret, done: Type.Optional(Type.String()) }),
    handle: async context => {
      const { t: token = '', list, done } = context.query;
      const reader = await readerOf(context.kernel, token);
      if (!reader || reader.topics.length === 0)
        return page(
          context,
          'You get no mails',
          <>
            <h1>You get no mails from us</h1>
            <p>The address is forgotten. Nothing else is to be done.</p>
          </>,
        );
      const [ending] = topicsIn([list ?? '']);
      return page(
        context,
        'What you get',
        <>
          <h1>{done === undefined ? 'End it, or change what you get' : 'Changed'}</h1>
          {ending && reader.topics.includes(ending) && reader.topics.length > 1 && (
            <Form action={href(routes.newsletter.unsubscribe)}>
              <Hidden name="t" value={token} />
              {reader.topics
                .filter(topic => topic !== ending)
                .map(topic => (
                  <Hidden key={topic} name="keep" value={topic} />
                ))}
              <ButtonRow>
                <Button kind="primary">End {topicWords[ending].label}</Button>
              </ButtonRow>
            </Form>
          )}
          {reader.topics.length > 1 && (
            <Form action={href(routes.newsletter.unsubscribe)} values={{ keep: [...reader.topics] }}>
              <Hidden name="t" value={token} />
              <CheckboxGroup
                name="keep"
                label="What you go on getting"
                options={reader.topics.map(value => ({ value, ...topicWords[value] }))}
              />
              <ButtonRow>
                <Button>Keep these</Button>
              </ButtonRow>
            </Form>
          )}
          <Form action={href(routes.newsletter.unsubscribe)}>
            <Hidden name="t" value={token} />
            <p>You get: {namesOf(reader.topics)}. When all of it ends, your address is forgotten.</p>
            <ButtonRow>
              <Button kind={reader.topics.length > 1 ? 'quiet' : 'primary'}>End all of it</Button>
            </ButtonRow>
          </Form>
        </>,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.unsubscribe,
    access: publicly(),
    limit: 'lookup',
    summary: 'Ends a subscription, from our page or by one click of a mail program (RFC 8058).',
    query: Type.Object({ t: secret, list: secret }),
    multipart: true,
    handle: async context => {
      const { kernel, query, request } = context;
      const fields = await readMultipart(request, async ({ stream }) => {
        stream.resume();
        return 'refused';
      });
      const token = one(fields['t']) ?? query.t ?? '';
      const reader = await readerOf(kernel, token);
      const isOneClick = one(fields['List-Unsubscribe']) !== undefined;
      if (reader)
        await changeTopics(kernel, reader, isOneClick ? without(reader.topics, query.list) : listOf(fields['keep']));
      // A mail program follows no redirect, and the same is said whether or not anything was left to end.
      if (isOneClick) return text('Ended.\n', quiet);
      return seeOther(href(routes.newsletter.unsubscribe, undefined, { t: token, done: 'yes' }), quiet);
    },
  }),
];

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const listOf = (value: string | string[] | undefined): Topic[] =>
  topicsIn(value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** What is left when one list ends; nothing, when the link names none. */
const without = (all: readonly Topic[], list: string | undefined): Topic[] => {
  const [ended] = topicsIn([list ?? '']);
  return ended === undefined ? [] : all.filter(topic => topic !== ended);
};

const namesOf = (topics: readonly Topic[]): string => topics.map(topic => topicWords[topic].label).join(', ');

const TooLate = () => (
  <>
    <h1>This link is no longer good</h1>
    <p>
      It was used already, or it is older than a few days. If you still want the mails,{' '}
      <a href={href(routes.newsletter.subscribe)}>ask again</a>.
    </p>
  </>
);

function page(context: Context, title: string, content: ComponentChildren, status = 200): Answer {
  return html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        {content}
      </CardPage>,
    ),
    { status, ...quiet },
  );
}
