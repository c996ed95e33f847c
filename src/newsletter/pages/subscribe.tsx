// Asking for mails: the form, what was wrong with it, and thanks.
import Type from 'typebox';
import { normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { askToSubscribe, CONFIRM_DAYS } from '../subscribers/subscribe.ts';
import { topics, topicsIn, topicWords } from '../subscribers/topics.ts';

const many = Type.Optional(Type.Array(Type.String({ maxLength: 40 })));

export const subscribeRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.newsletter.subscribe,
    access: publicly(),
    limit: 'page',
    summary: 'A form for the newsletter and notices of the trust center.',
    query: Type.Object({ topics: many }),
    handle: async context => {
      const asked = topicsIn(context.query.topics ?? []);
      return formPage(context, { email: '', topics: asked.length > 0 ? asked : ['newsletter'], from: '' });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.subscribe,
    access: publicly(),
    limit: 'signIn',
    summary: 'Mails a link that confirms; the answer is the same for every address.',
    body: Type.Object({
      email: Type.Optional(Type.String()),
      topics: many,
      from: Type.Optional(Type.String({ maxLength: 400 })),
    }),
    handle: async context => {
      const { kernel, body } = context;
      const wanted = topicsIn(body.topics ?? []);
      const address = normalizeEmail(body.email ?? '');
      const errors: FieldErrors = {
        ...(address === undefined && {
          email:
            (body.email ?? '').trim() === ''
              ? 'Enter your e-mail address.'
              : 'This is no address that we can mail to. Check it for a typing mistake, such as a missing dot.',
        }),
        ...(wanted.length === 0 && { topics: 'Choose what you want to be mailed.' }),
      };
      if (address === undefined || wanted.length === 0)
        return formPage(context, { email: body.email ?? '', topics: wanted, from: body.from ?? '' }, errors);
      // Only a path of ours is kept as where it was agreed to.
      const askedOn = /^\/[\w/.-]{0,200}$/u.test(body.from ?? '')
        ? (body.from ?? '')
        : href(routes.newsletter.subscribe);
      await askToSubscribe(kernel, { address, topics: wanted, askedOn });
      return seeOther(href(routes.newsletter.sent));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.sent,
    access: publicly(),
    limit: 'page',
    summary: 'Thanks, and what to do next.',
    handle: async context =>
      html(
        renderPage(
          <CardPage shell={shell(context)} title="Thank you">
            <h1>Thank you</h1>
            <p>
              We have sent you a mail. <strong>Open the link in it to confirm</strong>, within {CONFIRM_DAYS} days.
              Until then nothing else is sent.
            </p>
            <p>
              No mail after a few minutes? Look among spam, then{' '}
              <a href={href(routes.newsletter.subscribe)}>enter the address again</a>: it may have been mistyped.
            </p>
          </CardPage>,
        ),
      ),
  }),
];

type Typed = { readonly email: string; readonly topics: readonly string[]; readonly from: string };

function formPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  typed: Typed,
  errors: FieldErrors = {},
): Answer {
  const { operator } = context.kernel.config;
  const isWrong = Object.keys(errors).length > 0;
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Mails from us">
        <h1>{isWrong ? 'Not sent yet' : `Mails from ${operator.name}`}</h1>
        <Form
          action={href(routes.newsletter.subscribe)}
          values={{ email: typed.email, topics: [...typed.topics] }}
          errors={errors}
        >
          <FormErrors kept="What you typed was kept." />
          <Hidden name="from" value={typed.from} />
          <Field name="email" label="E-mail address" type="email" autocomplete="email" required />
          <CheckboxGroup
            name="topics"
            label="What you want to be mailed"
            options={topics.map(value => ({ value, ...topicWords[value] }))}
            required
          />
          <ButtonRow>
            <Button kind="primary">Subscribe</Button>
          </ButtonRow>
        </Form>
        <p class="field-hint">
          You confirm by mail first. Your address is kept sealed, used for nothing else, and forgotten when you end it,
          which takes one click in any mail. The mails are plain text: nothing in them tells us whether you read them.{' '}
          <a href={href(routes.newsletter.archive)}>Issues so far</a>
        </p>
      </CardPage>,
    ),
    isWrong ? { status: 422 } : {},
  );
}
