// Consent: who asks for what of which car, for how long, and the owner's answer. One document, works without script.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { alsoSimulated, publicly, signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication } from '../../developers/index.ts';
import { listOwnedVehicles, userIdOf } from '../../vehicles/index.ts';
import { renderPage } from '../../web/render.tsx';
import { noticeOf, type Offer, offerPermissions, readChoice } from '../consent-notice.ts';
import { giveConsent } from '../give-consent.ts';
import { type AuthorizationRequest, answerRequest, readAuthorizationRequest } from '../interaction.ts';
import { ownerPolicy, policyReference } from '../owner-policy.ts';
import { DENIED, NO_VEHICLES } from '../smartcar-dialect.ts';
import { ConsentView, NoCarView, PERMISSION } from './consent-view.tsx';

const body = Type.Object({
  notice: Type.Optional(Type.String()),
  vehicles: Type.Optional(Type.Array(Type.String())),
  ...Object.fromEntries(scopes.map(({ name }) => [PERMISSION + name, Type.Optional(Type.String())])),
});

const show = defineRoute({
  method: 'GET',
  at: routes.connect.step,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Asks a car owner whether an application may have access.',
  handle: async context => {
    const { actor, params } = context;
    const request = await readAuthorizationRequest(context, params.uid);
    if (actor.kind !== 'person')
      return seeOther(href(routes.accounts.signIn, undefined, { next: href(routes.connect.step, params) }));
    return page(context, actor, request);
  },
});

const allow = defineRoute({
  method: 'POST',
  at: routes.connect.consent,
  access: alsoSimulated(signedIn()),
  limit: 'change',
  summary: 'The owner allows access.',
  body,
  handle: async context => {
    const { kernel, actor, params } = context;
    if (actor.kind !== 'person') throw refuse('sign_in_required');
    const request = await readAuthorizationRequest(context, params.uid);
    const offer = await readOffer(context, actor, request);
    const notice = noticeOf(offer);
    const sent = { vehicles: context.body.vehicles ?? [], permissions: tickedPermissions(context.body) };
    // What was shown is what is agreed to. If anything of it changed meanwhile, the owner reads it again.
    if (context.body.notice !== notice.sha256.toString('hex')) {
      const errors = { notice: 'Something on this page has changed since you opened it. Please read it again.' };
      return page(context, actor, request, { ...sent, errors });
    }
    const choice = readChoice(offer, sent);
    if (!choice.ok) return page(context, actor, request, { ...sent, errors: choice.errors });
    const { vehicles, scopes } = choice;
    const application = offer.application.id;
    const grantId = await giveConsent(kernel, { owner: actor.id, application, vehicles, scopes, notice });
    return seeOther(
      await answerRequest(context, {
        login: { accountId: userIdOf(kernel, application, actor.id), remember: false },
        consent: { grantId },
      }),
      { headers: pageHeaders(request) },
    );
  },
});

const deny = defineRoute({
  method: 'POST',
  at: routes.connect.deny,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner does not allow access.',
  body,
  handle: async context => {
    const { kernel, actor, params } = context;
    const request = await readAuthorizationRequest(context, params.uid);
    const application = await findRegisteredApplication(kernel, request.clientId);
    const hasCar = actor.kind !== 'person' || (await carsFor(kernel, actor, application?.sandbox ?? null)).length > 0;
    return seeOther(await answerRequest(context, hasCar ? DENIED : NO_VEHICLES), { headers: pageHeaders(request) });
  },
});

export const consentRoutes = [show, allow, deny];

type PageContext = Pick<RouteContext<{ readonly uid: string }>, 'kernel' | 'actor' | 'params' | 'request' | 'reply'>;
type Sent = {
  readonly vehicles: readonly string[];
  readonly permissions: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
};

const nothingSent: Sent = { vehicles: [], permissions: [], errors: {} };

const tickedPermissions = (fields: Readonly<Record<string, unknown>>): string[] =>
  scopes.map(({ name }) => name).filter(name => fields[PERMISSION + name] !== undefined);

/** An owner's cars of the application's own world: a researcher's sandbox is offered no real car. */
const carsFor = async (kernel: Kernel, owner: Person, world: string | null) =>
  (await listOwnedVehicles(kernel, owner.id)).filter(({ sandbox }) => sandbox === world);

async function readOffer({ kernel }: PageContext, actor: Person, request: AuthorizationRequest): Promise<Offer> {
  const application = await findRegisteredApplication(kernel, request.clientId);
  if (!application) throw refuse('link_expired');
  const vehicles = await carsFor(kernel, actor, application.sandbox);
  return {
    operator: kernel.config.operator.name,
    application: {
      id: application.id,
      name: application.name,
      organization: application.organizationName,
      purpose: application.purpose,
      privacyPolicyUrl: application.privacyPolicyUrl,
    },
    vehicles: vehicles.map(({ id, make, model, year }) => ({ id, make, model, year })),
    permissions: offerPermissions(request.scopes),
    ownerPolicy: policyReference(ownerPolicy),
  };
}

async function page(
  context: PageContext,
  actor: Person,
  request: AuthorizationRequest,
  sent: Sent = nothingSent,
): Promise<Answer> {
  const { kernel, params } = context;
  const offer = await readOffer(context, actor, request);
  const common = {
    shell: shell(context),
    offer,
    signedInAs: (await personNames(kernel, [actor.id])).get(actor.id) ?? '',
    isSandbox: (await findRegisteredApplication(kernel, request.clientId))?.sandbox != null,
    allowAction: href(routes.connect.consent, params),
    denyAction: href(routes.connect.deny, params),
  };
  const view =
    offer.vehicles.length === 0 ? (
      <NoCarView {...common} />
    ) : (
      <ConsentView {...common} {...sent} notice={noticeOf(offer).sha256.toString('hex')} />
    );
  return html(renderPage(view), {
    status: Object.keys(sent.errors).length > 0 ? 422 : 200,
    headers: pageHeaders(request),
  });
}

/** Browsers check where a form's answer leads in the end: that is the application, and nobody else. */
function pageHeaders({ redirectUri }: AuthorizationRequest): Record<string, string> {
  const { origin, protocol } = new URL(redirectUri);
  return { 'content-security-policy': contentSecurityPolicy({ formTargets: [origin === 'null' ? protocol : origin] }) };
}
