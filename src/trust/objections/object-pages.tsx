// Where customers object to a sub-processor, prove that it was them, and read the answer.
import Type from 'typebox';
import { normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Subprocessor } from '../content/content.ts';
import { objectUntil } from '../content/subprocessor-rules.ts';
import { readFields } from '../edit/read-fields.ts';
import { DayText } from '../pages/attestations-section.tsx';
import { loadView } from '../view/load-view.ts';
import { confirm, object, objectionOf, subprocessorAt, withdraw } from './object.ts';
import { CONFIRM_DAYS, type Objection, outcomeWords } from './objection.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
const secret = Type.Optional(Type.String({ maxLength: 200 }));
/** The address holds a secret: it is kept nowhere and handed to nobody. */
const quiet = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

export const objectionRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.object,
    access: publicly(),
    limit: 'page',
    summary: 'A form to object to a sub-processor that is announced.',
    query: Type.Object({ sent: Type.Optional(Type.Literal('yes')) }),
    handle: async context => {
      const one = await subprocessorAt(context.kernel, context.params.id);
      return context.query.sent === 'yes' ? sentPage(context) : formPage(context, one);
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.object,
    access: publicly(),
    limit: 'signIn',
    summary: 'Objects to a sub-processor; somebody who is not signed in proves the address first.',
    body: Type.Object({
      email: Type.Optional(Type.String({ maxLength: 400 })),
      words: Type.Optional(Type.String({ maxLength: 8000 })),
    }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const subprocessor = await subprocessorAt(kernel, context.params.id);
      const form = readFields(body);
      const words = form.long('words', { what: 'for whom you object, and why', longest: 4000 });
      const email = normalizeEmail(body.email ?? '');
      if (actor.kind !== 'person' && email === undefined)
        form.fault('email', 'Enter an address that we can mail to, such as you@example.com.');
      if (Object.keys(form.errors).length > 0) return formPage(context, subprocessor, body, form.errors);
      const link = await object(kernel, actor, { subprocessor, email: email ?? '', words });
      return seeOther(link ?? href(routes.trust.object, { id: subprocessor.id }, { sent: 'yes' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.objection,
    access: publicly(),
    limit: 'page',
    summary: 'An objection, for whoever holds its link: confirms it, and shows the answer.',
    query: Type.Object({ t: secret }),
    handle: context => objectionPage(context, context.query.t ?? ''),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.objection,
    access: publicly(),
    limit: 'signIn',
    summary: 'Confirms an objection.',
    body: Type.Object({ t: secret }),
    handle: async context => {
      const token = context.body.t ?? '';
      if (!(await confirm(context.kernel, token))) throw refuse('not_found');
      return seeOther(href(routes.trust.objection, undefined, { t: token }), { headers: quiet });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.objectionWithdraw,
    access: publicly(),
    limit: 'page',
    summary: 'Asks whoever holds the link of an objection whether to take it back.',
    query: Type.Object({ t: secret }),
    handle: async context => {
      const token = context.query.t ?? '';
      if (!(await objectionOf(context.kernel, token))) throw refuse('not_found');
      return html(
        renderPage(
          <CardPage shell={shell(context)} title="Take your objection back">
            <Confirm
              title="Take your objection back?"
              consequence={
                <p>
                  It is deleted with your address and any answer, and this link ends. Nobody decides on it any more.
                </p>
              }
              action={href(routes.trust.objectionWithdraw)}
              hidden={{ t: token }}
              confirmLabel="Take it back"
              cancelHref={href(routes.trust.objection, undefined, { t: token })}
            />
          </CardPage>,
        ),
        { headers: quiet },
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.objectionWithdraw,
    access: publicly(),
    limit: 'signIn',
    summary: 'Deletes an objection, for whoever holds its link.',
    body: Type.Object({ t: secret }),
    handle: async context => {
      if (!(await withdraw(context.kernel, context.body.t ?? ''))) throw refuse('not_found');
      return html(
        renderPage(
          <CardPage shell={shell(context)} title="Taken back">
            <h1>Your objection is taken back</h1>
            <p>It is deleted, with your address.</p>
            <ButtonRow>
              <ButtonLink href={`${href(routes.trust.show)}#subprocessors`}>Back to the trust center</ButtonLink>
            </ButtonRow>
          </CardPage>,
        ),
      );
    },
  }),
];

function formPage(
  context: Context,
  one: Subprocessor,
  values: Readonly<Record<string, string | undefined>> = {},
  errors: FieldErrors = {},
): Answer {
  const until = objectUntil(one, context.kernel.clock.now());
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Object to a sub-processor">
        <h1>Object to {one.name}</h1>
        <DefinitionList
          items={[
            { term: 'For', detail: one.purpose },
            { term: 'Data', detail: one.dataCategories.join(', ') },
            { term: 'Where', detail: one.countries.join(', ') },
            { term: 'Transfer', detail: one.transfer },
            { term: 'Begins', detail: <DayText day={one.effectiveFrom} /> },
            ...(until === null ? [] : [{ term: 'Object through', detail: <DayText day={until} /> }]),
          ]}
        />
        <Form action={href(routes.trust.object, { id: one.id })} values={values} errors={errors} guarded>
          <FormErrors kept="What you typed was kept." />
          {context.actor.kind !== 'person' && (
            <Field
              name="email"
              label="Your e-mail address"
              hint="We mail a link to it. It counts once you open that and confirm."
              type="email"
              autocomplete="email"
              required
            />
          )}
          <TextArea
            name="words"
            label="For whom you object, and why"
            hint="The customer or contract, and what it is about. Sealed; the security team alone reads it."
            rows={6}
            maxLength={4000}
            required
          />
          <ButtonRow>
            <Button kind="primary">Object</Button>
            <ButtonLink href={`${href(routes.trust.show)}#subprocessors`}>Back</ButtonLink>
          </ButtonRow>
        </Form>
      </CardPage>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}

const sentPage = (context: Context): Answer =>
  html(
    renderPage(
      <CardPage shell={shell(context)} title="Look into your mail">
        <h1>Look into your mail</h1>
        <p>
          A link is on its way to the address that you gave. Your objection counts once you open it and confirm, within{' '}
          {CONFIRM_DAYS} days. Nothing came? Look where your program keeps unwanted mail, or try again in an hour.
        </p>
        <ButtonRow>
          <ButtonLink href={`${href(routes.trust.show)}#subprocessors`}>Back to the trust center</ButtonLink>
        </ButtonRow>
      </CardPage>,
    ),
  );

async function objectionPage(context: Context, token: string): Promise<Answer> {
  const found = await objectionOf(context.kernel, token);
  if (!found) throw refuse('not_found');
  const { subprocessors } = await loadView(context.kernel);
  const name = subprocessors.find(({ id }) => id === found.subprocessor)?.name ?? 'a sub-processor';
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Your objection">
        <h1>{found.state === 'asked' ? `Do you object to ${name}?` : `Your objection to ${name}`}</h1>
        <p class="trust-quote">{found.words}</p>
        {found.state === 'asked' ? (
          <Form action={href(routes.trust.objection)}>
            <Hidden name="t" value={token} />
            <ButtonRow>
              <Button kind="primary" wide>
                Yes, I object
              </Button>
            </ButtonRow>
          </Form>
        ) : (
          <Standing objection={found} />
        )}
        <p class="field-hint">
          <a href={href(routes.trust.objectionWithdraw, undefined, { t: token })}>Take it back</a>
        </p>
      </CardPage>,
    ),
    { headers: quiet },
  );
}

function Standing({ objection: { madeAt, answer } }: { objection: Objection }) {
  return (
    <>
      {madeAt && (
        <p class="field-hint">
          Made <Time at={madeAt} show="absolute" />.
        </p>
      )}
      {answer ? (
        <>
          <h2>{outcomeWords[answer.outcome]}</h2>
          <p class="trust-quote">{answer.words}</p>
          <p class="field-hint">
            Answered <Time at={answer.at} show="absolute" />.
          </p>
        </>
      ) : (
        <p>
          It is with the team. You get a mail once it is answered, and the answer stands on this page: keep its link.
        </p>
      )}
    </>
  );
}
