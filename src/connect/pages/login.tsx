// Signing in to the maker: our own form for makers that are simulated, else the way to the maker's page and back.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { brandName } from '../consent/brands.ts';
import { allowAgain } from '../visit/decide.ts';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import {
  type LoginFault,
  leaveForMaker,
  providerOfVisit,
  returnFromMaker,
  type SignInOutcome,
  signInByForm,
} from '../visit/sign-in-at-maker.ts';
import { takeMakerState } from '../visit/visit-store.ts';
import { formTarget, goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const MAX = 200;

const show = defineRoute({
  method: 'GET',
  at: routes.connect.login,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Asks a car owner to sign in to the maker.',
  handle: async context => {
    const opened = await openVisit(context);
    return isHere(opened) ? page(context, opened) : goOn(pathOf(elsewhere(opened), opened), opened);
  },
});

const signIn = defineRoute({
  method: 'POST',
  at: routes.connect.login,
  access: alsoSimulated(publicly()),
  limit: 'makerSignIn',
  summary: 'The owner signs in to the maker, or goes to its page to do so.',
  body: Type.Object({ username: Type.Optional(Type.String()), password: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, body } = context;
    const opened = await openVisit(context);
    if (!isHere(opened)) return goOn(pathOf(elsewhere(opened), opened), opened);
    if (providerOfVisit(kernel, opened).signIn.kind === 'redirect') {
      const address = await leaveForMaker(kernel, opened);
      return seeOther(address, { headers: { 'cross-origin-opener-policy': 'unsafe-none' } });
    }
    const { username = '', password = '' } = body;
    if (username.trim() === '' || password === '' || username.length > MAX || password.length > MAX)
      return page(context, opened, { fault: 'empty', username: username.slice(0, MAX) });
    return after(context, opened, await signInByForm(kernel, opened, { username, password }), username);
  },
});

const callback = defineRoute({
  method: 'GET',
  at: routes.connect.makerCallback,
  access: publicly(),
  limit: 'page',
  summary: 'Makers send the browser here; it goes on to the request that it belongs to.',
  query: Type.Object({
    state: Type.Optional(Type.String({ maxLength: 200 })),
    code: Type.Optional(Type.String({ maxLength: 4000 })),
  }),
  // The cookie of a request is good below its own address only: who began it is asked there.
  handle: async ({ kernel, query: { state, code } }) => {
    const uid = state === undefined ? undefined : await takeMakerState(kernel, state);
    if (uid === undefined) throw refuse('link_expired');
    return seeOther(href(routes.connect.returned, { uid }, { state, code }), {
      headers: { 'cross-origin-opener-policy': 'unsafe-none', 'referrer-policy': 'no-referrer' },
    });
  },
});

const returned = defineRoute({
  method: 'GET',
  at: routes.connect.returned,
  access: alsoSimulated(publicly()),
  limit: 'makerSignIn',
  summary: 'The owner comes back from the maker’s sign-in page.',
  query: Type.Object({
    state: Type.Optional(Type.String({ maxLength: 200 })),
    code: Type.Optional(Type.String({ maxLength: 4000 })),
  }),
  handle: async context => {
    const opened = await openVisit(context);
    const { state = '', code } = context.query;
    const outcome = await returnFromMaker(context.kernel, opened, { state, code });
    if (outcome.kind === 'again') return goOn(`${pathOf('login', opened)}?fault=${outcome.fault}`, opened);
    return after(context, opened, outcome, '');
  },
});

export const loginRoutes = [show, signIn, callback, returned];

/** A brand has been chosen, and whoever needs to be somebody is. */
const isHere = (opened: OpenVisit): boolean =>
  opened.make !== undefined &&
  opened.application.sandbox === null &&
  (opened.visit.hasStarted !== undefined || opened.cars.length > 0) &&
  (opened.mode !== 'live' || opened.person !== undefined);

const elsewhere = ({ step }: OpenVisit): OpenVisit['step'] => (step === 'login' ? 'brands' : step);

async function after(
  context: StepContext,
  opened: OpenVisit,
  outcome: SignInOutcome,
  username: string,
): Promise<Answer> {
  if (outcome.kind === 'again') return page(context, opened, { fault: outcome.fault, username });
  const next = await openVisit(context);
  // Nothing new is asked for: the owner goes straight back (vehicle-platform §4.2, approval_prompt).
  if (next.covering !== undefined && next.visit.problem === undefined)
    return goOn(await allowAgain(context, next), next);
  return goOn(pathOf(next.step, next), next);
}

type Shown = { readonly fault?: LoginFault | 'empty' | undefined; readonly username?: string };

/** What the maker's own page could not say here, because the browser was on its way. */
const faultIn = ({ request }: StepContext): LoginFault | undefined => {
  const { fault } = (request.query ?? {}) as { fault?: string };
  return (['wrong', 'locked', 'permission', 'later', 'returned'] as const).find(one => one === fault);
};

function page(
  context: StepContext,
  opened: OpenVisit,
  { fault = faultIn(context), username = '' }: Shown = {},
): Answer {
  const { kernel } = context;
  const { words, uid, make = '', visit, request } = opened;
  const { login } = words;
  const brand = brandName(make);
  const provider = providerOfVisit(kernel, opened);
  const isForm = provider.signIn.kind === 'form';
  const away = isForm ? undefined : addressOf(provider.signIn);
  const text = fault && (fault === 'empty' || fault === 'wrong' ? login[fault] : login[fault](brand));
  const isChosenHere = visit.make !== undefined && request.make === undefined && request.vin === undefined;
  return sendStep(
    <StepPage context={context} opened={opened} step="login" title={login.title(brand)}>
      {/* What to type for cars that are not real, the note above says. */}
      {!isForm && <p>{login.away(brand, away?.host ?? brand)}</p>}
      {text !== undefined && (
        <div class="form-errors" role="alert" id="login-fault" tabIndex={-1}>
          <p>
            <Icon name="circle-alert" size={20} /> {text}
          </p>
        </div>
      )}
      <Form action={href(routes.connect.login, { uid })}>
        {isForm && (
          <>
            <Credential name="username" label={login.username} type="email" value={username} isWrong={!!fault} />
            <Credential name="password" label={login.password} type="password" value="" isWrong={!!fault} />
          </>
        )}
        <Button id="sign-in-button" kind="primary" size="large" wide>
          {isForm ? login.signIn : login.go(brand)}
        </Button>
      </Form>
      {isChosenHere && (
        <ButtonLink href={href(routes.connect.brands, { uid })} wide>
          {login.otherBrand}
        </ButtonLink>
      )}
    </StepPage>,
    opened,
    { status: fault === undefined ? 200 : 422, alsoTo: away === undefined ? [] : [away.origin] },
  );
}

/** Where a maker's sign-in page is; asked with values that lead nowhere. */
function addressOf(signIn: Extract<ReturnType<typeof providerOfVisit>['signIn'], { kind: 'redirect' }>) {
  const { host, origin, href } = new URL(signIn.authorizeUrl({ state: '', redirectUri: '', codeChallenge: '' }));
  return { host, origin: origin === 'null' ? formTarget(href) : origin };
}

function Credential(props: {
  name: 'username' | 'password';
  label: string;
  type: 'email' | 'password';
  value: string;
  isWrong: boolean;
}) {
  const { name, label, type, value, isWrong } = props;
  // A simulated account may be named by anything, so the browser only helps to type an address.
  const kind = type === 'email' ? ({ type: 'text', inputMode: 'email' } as const) : ({ type: 'password' } as const);
  return (
    <div class="field">
      <label class="field-label" for={name}>
        {label}
      </label>
      <input
        class="input"
        id={name}
        name={name}
        {...kind}
        value={value}
        maxLength={MAX}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={isWrong ? 'true' : undefined}
        aria-describedby={isWrong ? 'login-fault' : undefined}
      />
    </div>
  );
}
