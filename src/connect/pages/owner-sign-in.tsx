// An owner's own page for signing in to a maker again, when the maker takes the sign-in that it had no more.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Time } from '../../web/ui/time.tsx';
import {
  findOwnCar,
  leaveToRenew,
  type OwnCar,
  type Renewed,
  renewByForm,
  returnRenewed,
} from '../again/owner-sign-in.ts';
import { brandName } from '../consent/brands.ts';
import { carName } from '../consent/consent-notice.ts';
import { wordsIn } from '../words/languages.ts';
import { faultIn, faultText, MakerForm, MOST_TYPED, makerAddress, readTyped } from './maker-form.tsx';

type Context = Pick<RouteContext<{ readonly id: string }>, 'kernel' | 'actor' | 'params' | 'request' | 'reply'>;

const show = defineRoute({
  method: 'GET',
  at: routes.connect.ownerSignIn,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks an owner to sign in to the maker of a car again.',
  query: Type.Object({ fault: Type.Optional(Type.String({ maxLength: 40 })) }),
  handle: async context => {
    const own = await findOwnCar(context.kernel, personOf(context.actor), context.params.id);
    const fault = context.query.fault === 'another-account' ? context.query.fault : faultIn(context.query);
    return page(context, own, fault === undefined ? undefined : textOf(fault, own));
  },
});

const signIn = defineRoute({
  method: 'POST',
  at: routes.connect.ownerSignIn,
  access: signedIn(),
  limit: 'makerSignIn',
  summary: 'The owner signs in to the maker again, or goes to its page to do so.',
  body: Type.Object({ username: Type.Optional(Type.String()), password: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, body } = context;
    const actor = personOf(context.actor);
    const own = await findOwnCar(kernel, actor, context.params.id);
    if (own.provider.signIn.kind === 'redirect') return seeOther(await leaveToRenew(kernel, actor, own));
    const typed = readTyped(body);
    const username = (body.username ?? '').slice(0, MOST_TYPED);
    if (typed === undefined) return page(context, own, words.login.empty, username);
    const outcome = await renewByForm(kernel, actor, own, typed);
    return outcome === 'renewed' ? home(own) : page(context, own, textOf(outcome, own), username);
  },
});

const returned = defineRoute({
  method: 'GET',
  at: routes.connect.ownerReturned,
  access: signedIn(),
  limit: 'makerSignIn',
  summary: 'The owner comes back from the maker’s sign-in page to their own.',
  query: Type.Object({
    state: Type.Optional(Type.String({ maxLength: 200 })),
    code: Type.Optional(Type.String({ maxLength: 4000 })),
  }),
  handle: async ({ kernel, actor: who, params: { id }, query: { state = '', code } }) => {
    const actor = personOf(who);
    const own = await findOwnCar(kernel, actor, id);
    const outcome = await returnRenewed(kernel, actor, id, { state, code });
    // The code must not stay in the address.
    return outcome === 'renewed' ? home(own) : seeOther(href(routes.connect.ownerSignIn, { id }, { fault: outcome }));
  },
});

export const ownerSignInRoutes = [show, signIn, returned];

const words = wordsIn('en');

const home = ({ car }: OwnCar): Answer => seeOther(href(routes.privacy.home, undefined, { renewed: car.id }));

function textOf(outcome: Exclude<Renewed, 'renewed'>, { car }: OwnCar): string {
  if (outcome === 'another-account')
    return `That account does not have your ${carName(car)}. Sign in to the one that has it.`;
  if (outcome === 'returned') return `The sign-in at ${brandName(car.make)} was not finished. Nothing was changed.`;
  return faultText(words, outcome, brandName(car.make));
}

function page(context: Context, own: OwnCar, fault?: string, username = ''): Answer {
  const { car, provider, refusedAt, letGoAt } = own;
  const brand = brandName(car.make);
  const title = `Sign in at ${brand} again`;
  const away = makerAddress(provider.signIn);
  return html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        <h1>{title}</h1>
        {refusedAt === null ? (
          <p>
            {brand} takes the sign-in for your {carName(car)}. You can renew it all the same.
          </p>
        ) : letGoAt !== null ? (
          <p>
            No app had access to your {carName(car)} any more, so we ended our sign-in at {brand} on{' '}
            <Time at={letGoAt} show="date" />. Until you sign in again no app can reach it.
          </p>
        ) : (
          <p>
            {brand} has refused the sign-in for your {carName(car)} since <Time at={refusedAt} show="date" />. Until you
            sign in again no app can reach it.
          </p>
        )}
        <p>What you allowed stays as it is. Nothing new is asked for.</p>
        <MakerForm
          action={href(routes.connect.ownerSignIn, { id: car.id })}
          signIn={provider.signIn}
          brand={brand}
          words={words}
          fault={fault}
          username={username}
        />
        <ButtonLink href={href(routes.privacy.home)} wide>
          Back to my cars
        </ButtonLink>
      </CardPage>,
    ),
    {
      status: fault === undefined ? 200 : 422,
      headers: { 'content-security-policy': contentSecurityPolicy({ formTargets: away ? [away.origin] : [] }) },
    },
  );
}
