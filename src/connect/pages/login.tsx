// Signing in to the maker: our own form for makers that are simulated, else the way to the maker's page and back.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { ButtonLink } from '../../web/ui/button.tsx';
import { carOfState } from '../again/owner-sign-in.ts';
import { brandName } from '../consent/brands.ts';
import { allowAgain, answerAgain } from '../visit/decide.ts';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import {
  leaveForMaker,
  providerOfVisit,
  returnFromMaker,
  type SignInOutcome,
  signInByForm,
} from '../visit/sign-in-at-maker.ts';
import { takeMakerState } from '../visit/visit-store.ts';
import { type FormFault, faultIn, faultText, MakerForm, MOST_TYPED, makerAddress, readTyped } from './maker-form.tsx';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

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
    const { username = '' } = body;
    const typed = readTyped(body);
    if (typed === undefined) return page(context, opened, { fault: 'empty', username: username.slice(0, MOST_TYPED) });
    return after(context, opened, await signInByForm(kernel, opened, typed), username);
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
  handle: async ({ kernel, query: { state = '', code } }) => {
    const uid = await takeMakerState(kernel, state);
    const car = uid === undefined ? await carOfState(kernel, state) : undefined;
    if (uid === undefined && car === undefined) throw refuse('link_expired');
    const onward =
      uid === undefined
        ? href(routes.connect.ownerReturned, { id: car ?? '' }, { state, code })
        : href(routes.connect.returned, { uid }, { state, code });
    return seeOther(onward, {
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
function isHere({ step, again, visit, problem, make, application, cars, mode, person }: OpenVisit): boolean {
  if (step === 'key') return false;
  if (again !== undefined) return step === 'login' || (visit.problem !== undefined && problem !== 'not-yours');
  if (make === undefined || application.sandbox !== null) return false;
  return (visit.hasStarted !== undefined || cars.length > 0) && (mode !== 'live' || person !== undefined);
}

const elsewhere = ({ step }: OpenVisit): OpenVisit['step'] => (step === 'login' ? 'brands' : step);

async function after(
  context: StepContext,
  opened: OpenVisit,
  outcome: SignInOutcome,
  username: string,
): Promise<Answer> {
  if (outcome.kind === 'again') return page(context, opened, { fault: outcome.fault, username });
  const next = await openVisit(context);
  if (outcome.kind === 'renewed') return goOn(await answerAgain(context, next), next);
  // Nothing new is asked for: the owner goes straight back (vehicle-platform §4.2, approval_prompt).
  if (next.covering !== undefined && next.problem === undefined) return goOn(await allowAgain(context, next), next);
  return goOn(pathOf(next.step, next), next);
}

type Shown = { readonly fault?: FormFault | undefined; readonly username?: string };

function page(
  context: StepContext,
  opened: OpenVisit,
  { fault = faultIn(context.request.query), username = '' }: Shown = {},
): Answer {
  const { kernel } = context;
  const { words, uid, make = '', visit, again } = opened;
  const { login } = words;
  const brand = brandName(make);
  const { signIn } = providerOfVisit(kernel, opened);
  const away = makerAddress(signIn);
  const isChosenHere = visit.make !== undefined && again === undefined;
  return sendStep(
    <StepPage context={context} opened={opened} step="login" title={login.title(brand)}>
      {again && <p>{words.again.stays}</p>}
      <MakerForm
        action={href(routes.connect.login, { uid })}
        signIn={signIn}
        brand={brand}
        words={words}
        fault={fault && faultText(words, fault, brand)}
        username={username}
      />
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
