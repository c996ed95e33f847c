// Proving an e-mail address: the form for it, the code, and leaving.
import Type from 'typebox';
import { normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { clearCookie, readCookie, setCookie } from '../../core/http/cookies.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { listRequestsOf } from '../requests/request-store.ts';
import { askForCode, enter } from '../visitors/enter.ts';
import { CODE_MINUTES, endSession } from '../visitors/visitor-store.ts';
import { BackToList, type Context, cardPage, quiet } from './parts.tsx';

const text = Type.Optional(Type.String({ maxLength: 400 }));
/** What the browser tries the code with; the session's cookie has the same name and comes in its place. */
const COOKIE = 'document-visitor';

export const enterRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.enter,
    access: publicly(),
    limit: 'page',
    summary: 'A form for the address that a code is mailed to.',
    handle: async context => addressPage(context, ''),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.enter,
    access: publicly(),
    limit: 'signIn',
    summary: 'Mails a code; the answer is the same for every address.',
    body: Type.Object({ email: text }),
    handle: async context => {
      const { kernel, body, reply } = context;
      const address = normalizeEmail(body.email ?? '');
      if (address === undefined)
        return addressPage(
          context,
          body.email ?? '',
          (body.email ?? '').trim() === ''
            ? 'Enter your e-mail address.'
            : 'This is no address that we can mail to. Check it for a typing mistake, such as a missing dot.',
        );
      setCookie(kernel.config, reply, COOKIE, await askForCode(kernel, address), CODE_MINUTES * 60);
      return seeOther(href(routes.documents.code), { headers: quiet });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.code,
    access: publicly(),
    limit: 'page',
    summary: 'A form for the code.',
    handle: async context => codePage(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.code,
    access: publicly(),
    limit: 'signIn',
    summary: 'Tries a code.',
    body: Type.Object({ code: text }),
    handle: async context => {
      const { kernel, body, reply, request } = context;
      const id = readCookie(kernel.config, request, COOKIE);
      const session = id === undefined ? undefined : await enter(kernel, id, body.code ?? '');
      if (!session)
        return codePage(
          context,
          'This code is not right, or no longer good. Look at the newest mail, or ask for a new code.',
        );
      setCookie(kernel.config, reply, COOKIE, session.token, session.seconds);
      const known = await listRequestsOf(kernel, session.visitor);
      return seeOther(href(known.length > 0 ? routes.documents.mine : routes.documents.ask), { headers: quiet });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.leave,
    access: publicly(),
    limit: 'change',
    summary: 'Ends the session of who proved an address.',
    handle: async ({ kernel, request, reply }) => {
      const token = readCookie(kernel.config, request, COOKIE);
      if (token !== undefined) await endSession(kernel, token);
      clearCookie(kernel.config, reply, COOKIE);
      return seeOther(href(routes.documents.list), { headers: quiet });
    },
  }),
];

function addressPage(context: Context, email: string, error?: string): Answer {
  return cardPage(
    context,
    'Prove your address',
    <>
      <h1>Which address do you ask under?</h1>
      <p>
        We mail you a code. Documents are given to the person behind an address, so use your own, at work if you have
        one there.
      </p>
      <Form
        action={href(routes.documents.enter)}
        values={{ email }}
        errors={error === undefined ? {} : { email: error }}
      >
        <FormErrors kept="What you typed was kept." />
        <Field name="email" label="E-mail address" type="email" autocomplete="email" required />
        <ButtonRow>
          <Button kind="primary">Mail me a code</Button>
        </ButtonRow>
      </Form>
      <p class="field-hint">
        <BackToList />
      </p>
    </>,
    { status: error === undefined ? 200 : 422 },
  );
}

function codePage(context: Context, error?: string): Answer {
  return cardPage(
    context,
    'Enter the code',
    <>
      <h1>Enter the code</h1>
      <p>
        If mail can reach the address, a code of eight digits is there within a minute. It is good for {CODE_MINUTES}{' '}
        minutes.
      </p>
      <Form action={href(routes.documents.code)} errors={error === undefined ? {} : { code: error }}>
        <FormErrors />
        <Field name="code" label="Code" autocomplete="one-time-code" inputMode="numeric" maxLength={20} required />
        <ButtonRow>
          <Button kind="primary">Go on</Button>
        </ButtonRow>
      </Form>
      <p class="field-hint">
        No mail? Look among spam, or <a href={href(routes.documents.enter)}>enter the address again</a>: it may have
        been mistyped.
      </p>
    </>,
    { status: error === undefined ? 200 : 422 },
  );
}
