// Real cars need somebody to answer to: who is not signed in gets a link by mail, without leaving the window.
import Type from 'typebox';
import { LINK_MINUTES, mailSignInLink, normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import type { Visit } from '../visit/visit.ts';
import { saveVisit } from '../visit/visit-store.ts';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.email,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Asks a car owner who they are.',
  query: Type.Object({ again: Type.Optional(Type.String()), opened: Type.Optional(Type.String()) }),
  handle: async context => {
    const opened = await openVisit(context);
    const { query } = context;
    if (!isAsked(opened)) return goOn(pathOf(opened.step, opened), opened);
    // No mail reaches the simulated owner of a sandbox; the researcher's own page has the way in.
    if (opened.application.sandbox !== null) return goOn(otherWay(opened), opened);
    return opened.visit.hasMailed !== undefined && query.again === undefined
      ? sentPage(context, opened, query.opened !== undefined)
      : askPage(context, opened);
  },
});

const ask = defineRoute({
  method: 'POST',
  at: routes.connect.email,
  access: alsoSimulated(publicly()),
  limit: 'makerSignIn',
  summary: 'Mails a sign-in link; the answer is the same for every address.',
  body: Type.Object({ email: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, request, reply, body } = context;
    const opened = await openVisit(context);
    if (!isAsked(opened)) return goOn(pathOf(opened.step, opened), opened);
    const email = normalizeEmail(body.email ?? '');
    if (email === undefined) return askPage(context, opened, (body.email ?? '').slice(0, 320));
    await mailSignInLink(kernel, request, reply, email, href(routes.connect.emailDone, { uid: opened.uid }));
    const visit: Visit = { ...opened.visit, hasMailed: true };
    await saveVisit(kernel, opened.uid, visit);
    return goOn(pathOf('email', opened), opened);
  },
});

const done = defineRoute({
  method: 'GET',
  at: routes.connect.emailDone,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Where the mailed link leads: back to the window one came from.',
  handle: async context => {
    const opened = await openVisit(context);
    if (opened.step === 'email') return goOn(pathOf('email', opened), opened);
    const { words } = opened;
    return sendStep(
      <StepPage context={context} opened={opened} step="email" title={words.email.done} exit={false}>
        <p>{words.email.doneText}</p>
        <ButtonLink href={pathOf(opened.step, opened)} wide>
          {words.email.here}
        </ButtonLink>
      </StepPage>,
      opened,
    );
  },
});

export const emailRoutes = [show, ask, done];

/** Nobody is signed in yet, or somebody to whom the car does not belong. */
const isAsked = ({ step, problem }: OpenVisit): boolean => step === 'email' || problem === 'not-yours';

/** The site's own sign-in page, which knows passkeys too. */
const otherWay = ({ uid }: OpenVisit): string =>
  href(routes.accounts.signIn, undefined, { next: href(routes.connect.step, { uid }) });

function askPage(context: StepContext, opened: OpenVisit, wrong?: string): Answer {
  const { words, uid } = opened;
  return sendStep(
    <StepPage context={context} opened={opened} step="email" title={words.email.title}>
      <p>{words.email.why(context.kernel.config.operator.name)}</p>
      <Form action={href(routes.connect.email, { uid })}>
        <div class={wrong === undefined ? 'field' : 'field field-wrong'}>
          <label class="field-label" for="email">
            {words.email.address}
          </label>
          {wrong !== undefined && (
            <p class="field-error" id="email-error" role="alert">
              <Icon name="circle-alert" />
              <span>{words.email.wrong}</span>
            </p>
          )}
          <input
            class="input"
            id="email"
            name="email"
            type="email"
            value={wrong ?? ''}
            autocomplete="email"
            aria-invalid={wrong === undefined ? undefined : 'true'}
            aria-describedby={wrong === undefined ? undefined : 'email-error'}
          />
        </div>
        <Button kind="primary" size="large" icon="mail" wide>
          {words.email.send}
        </Button>
      </Form>
      <ButtonLink href={otherWay(opened)} wide>
        {words.email.otherWay}
      </ButtonLink>
    </StepPage>,
    opened,
    { status: wrong === undefined ? 200 : 422 },
  );
}

function sentPage(context: StepContext, opened: OpenVisit, hasAsked: boolean): Answer {
  const { words } = opened;
  const path = pathOf('email', opened);
  return sendStep(
    <StepPage context={context} opened={opened} step="email" title={words.email.sentTitle}>
      <p>{words.email.sent(LINK_MINUTES)}</p>
      {hasAsked && <p role="status">{words.email.notYet}</p>}
      <ButtonLink kind="primary" size="large" href={`${path}?opened=yes`} wide>
        {words.email.opened}
      </ButtonLink>
      <ButtonLink href={`${path}?again=yes`} wide>
        {words.email.again}
      </ButtonLink>
    </StepPage>,
    opened,
  );
}
