// Everything that a step of Connect knows when it opens: what is asked, by whom, and how far the owner has come.
import { findPersonByEmail } from '../../accounts/index.ts';
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication, type RegisteredApplication } from '../../developers/index.ts';
import { listOwnedVehicles, type Mode, makeOfVin, type OwnedVehicle, providersOfMake } from '../../vehicles/index.ts';
import { type Again, findAgain } from '../again/find-again.ts';
import type { OfferedVehicle } from '../consent/consent-notice.ts';
import type { AuthorizationRequest } from '../consent/request-parameters.ts';
import { listActiveGrants, type StoredGrant } from '../grant-store.ts';
import { readAuthorizationRequest } from '../interaction.ts';
import type { Words } from '../words/english.ts';
import { chooseLanguage, countryOf, isLanguage, type Language, wordsIn } from '../words/languages.ts';
import {
  accountFor,
  type MakerAccount,
  type Problem,
  type SignInAgain,
  type Step,
  stepOf,
  type Visit,
} from './visit.ts';
import { findVisit, saveVisit } from './visit-store.ts';

export type StepContext = Pick<
  RouteContext<{ readonly uid: string }>,
  'kernel' | 'actor' | 'params' | 'request' | 'reply'
>;

export type OpenVisit = {
  readonly uid: string;
  readonly request: AuthorizationRequest;
  readonly application: RegisteredApplication;
  readonly visit: Visit;
  /** What the cars are for: a sandbox has simulated ones only, whatever was asked. */
  readonly mode: Mode;
  readonly language: Language;
  readonly words: Words;
  readonly country: string | undefined;
  /** In upper case. */
  readonly make: string | undefined;
  /** Who is signed in. */
  readonly person: Person | undefined;
  readonly account: MakerAccount | undefined;
  /** Whose cars they are, once that is known; an account that was never here has nobody yet. */
  readonly owner: string | undefined;
  /** The cars that the application may ask for now. */
  readonly cars: readonly OfferedVehicle[];
  /** An earlier yes that covers all that is asked now. */
  readonly covering: StoredGrant | undefined;
  /** Set when nothing is asked but that the owner of a car signs in to its maker again. */
  readonly again: (Again & SignInAgain) | undefined;
  /** Why nothing can be done, if so. */
  readonly problem: Problem | undefined;
  readonly step: Step;
};

/**
 * Opens a step for the browser that began the request.
 * @throws Refusal not_found for any other browser, link_expired when the request is over
 */
export async function openVisit(context: StepContext): Promise<OpenVisit> {
  const { kernel, actor, params, request: http } = context;
  const request = await readAuthorizationRequest(context, params.uid);
  const application = await findRegisteredApplication(kernel, request.clientId);
  if (!application) throw refuse('link_expired');
  const visit = await rememberLanguage(context, await findVisit(kernel, params.uid));
  const language = visit.language ?? chooseLanguage(http.headers['accept-language']);
  const target = request.again === undefined ? undefined : await findAgain(kernel, application.id, request.again);
  if (request.again !== undefined && target === undefined) throw refuse('link_expired');
  const mode: Mode = application.sandbox === null ? (target?.car.mode ?? request.mode) : 'simulated';
  const person = actor.kind === 'person' ? actor : undefined;
  const account = accountFor(visit, person?.id);
  const owner = await ownerOf(kernel, account, mode === 'test' ? undefined : person);
  const own = owner === undefined ? [] : await carsFor(kernel, owner, application.sandbox, mode);
  const again = target && { ...target, ...signInFor(target, application, person) };
  const isOpen = again === undefined && visit.granted === undefined;
  const cars = isOpen ? carsOf(request, account, own) : [];
  const asked = makeAsked(kernel, request, mode);
  const covering = request.isForced ? undefined : await findCovering(kernel, owner, request, cars);
  return {
    uid: params.uid,
    request,
    application,
    visit,
    mode,
    language,
    words: wordsIn(language),
    country: request.country ?? visit.country ?? countryOf(http.headers['accept-language']),
    make: again?.car.make ?? visit.make ?? asked,
    person,
    account,
    owner,
    cars,
    covering,
    again,
    problem: visit.problem ?? (again?.needsPerson === true && person && !again.isOwner ? 'not-yours' : undefined),
    step: stepOf({ ...visit, ...(asked !== undefined && { make: asked }) } as Visit, {
      mode,
      person: person?.id,
      hasCars: cars.length > 0,
      isSandbox: application.sandbox !== null,
      isCovered: covering !== undefined && account === undefined,
      again,
    }),
  };
}

/** Real cars are a person's, as are those of a sandbox; simulated ones may be, and then need no sign-in at a maker. */
function signInFor({ owner, car }: Again, { sandbox }: RegisteredApplication, person: Person | undefined): SignInAgain {
  const isOwner = person?.id === owner;
  return {
    needsPerson: car.mode === 'live' || sandbox !== null,
    isOwner,
    needsSignIn: car.mode === 'live' || (sandbox === null && !isOwner),
  };
}

/**
 * The brand that the application has chosen for the owner. A VIN tells its own (vehicle-platform §4.2). One that nobody
 * serves here is as good as none: the owner chooses.
 */
function makeAsked(kernel: Kernel, { make, vin }: AuthorizationRequest, mode: Mode): string | undefined {
  const asked = (vin === undefined ? undefined : makeOfVin(vin)) ?? make;
  return asked === undefined || providersOfMake(kernel, asked, mode).length === 0 ? undefined : asked;
}

/** The switch of languages is a link; what it says is kept for the steps that follow. */
async function rememberLanguage({ kernel, params, request }: StepContext, visit: Visit): Promise<Visit> {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang;
  if (!isLanguage(asked) || asked === visit.language) return visit;
  const changed: Visit = { ...visit, language: asked };
  await saveVisit(kernel, params.uid, changed);
  return changed;
}

async function ownerOf(
  kernel: Kernel,
  account: MakerAccount | undefined,
  person: Person | undefined,
): Promise<string | undefined> {
  if (account?.holder.kind === 'account') return (await findPersonByEmail(kernel, account.holder.address))?.id;
  return person?.id;
}

/** An owner's cars of the application's own world and mode: a researcher's sandbox is offered no real car. */
const carsFor = async (kernel: Kernel, owner: string, world: string | null, mode: Mode): Promise<OwnedVehicle[]> =>
  (await listOwnedVehicles(kernel, owner)).filter(car => car.sandbox === world && car.mode === mode);

/** Cars of the account that the owner signed in to; and a person's other ones, that they need not sign in for again. */
function carsOf(
  { vin }: AuthorizationRequest,
  account: MakerAccount | undefined,
  own: readonly OwnedVehicle[],
): OfferedVehicle[] {
  const found = account?.cars ?? [];
  const others = account?.holder.kind === 'account' ? [] : own.filter(({ id }) => found.every(car => car.id !== id));
  return [...found, ...others]
    .filter(car => vin === undefined || car.vin === vin)
    .map(({ id, make, model, year }) => ({ id, make, model, year }));
}

/** An active grant of the owner's that gives everything asked for, for cars that they still have. */
async function findCovering(
  kernel: Kernel,
  owner: string | undefined,
  { clientId, scopes }: AuthorizationRequest,
  cars: readonly OfferedVehicle[],
): Promise<StoredGrant | undefined> {
  if (owner === undefined || cars.length === 0) return undefined;
  const now = kernel.clock.now();
  return (await listActiveGrants(kernel, owner, clientId)).find(
    grant =>
      grant.expiresAt > now &&
      grant.pausedAt === undefined &&
      scopes.every(({ name }) => grant.scopes.includes(name)) &&
      cars.every(({ id }) => grant.vehicles.includes(id)),
  );
}
