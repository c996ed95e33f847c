// The owner signs in to the maker of their car: by a form for makers that are simulated, else at the maker's own page.
import { findPersonByEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  findCarsAtMaker,
  findProvider,
  isFault,
  type Provider,
  type ProviderFault,
  providersOfMake,
  renewSignIn,
  type SignedIn,
} from '../../vehicles/index.ts';
import type { OpenVisit } from './open-visit.ts';
import type { AccountHolder, Problem, Visit } from './visit.ts';
import { saveMakerState, saveVisit } from './visit-store.ts';

/** What the login page says when it did not work. */
export type LoginFault = 'wrong' | 'locked' | 'permission' | 'later' | 'returned';

export type SignInOutcome =
  | { readonly kind: 'next' }
  /** The car that the owner was asked to sign in again for can be reached. */
  | { readonly kind: 'renewed' }
  /** Shown where the owner signs in, who may try again. */
  | { readonly kind: 'again'; readonly fault: LoginFault };

/** The provider that serves the chosen brand in this mode; of a car that is known, its own. @throws Refusal not_found */
export function providerOfVisit(kernel: Kernel, { make, mode, again }: OpenVisit): Provider {
  const own = again && findProvider(kernel, again.provider);
  if (own !== undefined) return own;
  const [provider] = make === undefined ? [] : providersOfMake(kernel, make, mode);
  if (provider === undefined) throw refuse('not_found');
  return provider;
}

/** Where makers send the browser back to; makers want it registered, so it is the same for all requests. */
export const makerCallback = ({ config }: Pick<Kernel, 'config'>): string =>
  config.publicUrl + href(routes.connect.makerCallback);

/** Tries name and password at a simulated maker. */
export async function signInByForm(
  kernel: Kernel,
  opened: OpenVisit,
  input: { readonly username: string; readonly password: string },
): Promise<SignInOutcome> {
  const provider = providerOfVisit(kernel, opened);
  if (provider.signIn.kind !== 'form') throw refuse('not_found');
  const answer = await provider.signIn.signIn({ ...input, make: opened.make }, kernel.clock.now());
  return takeAnswer(kernel, opened, provider, answer, holderOf(kernel, opened, input.username));
}

/** Sends the browser to the maker's own sign-in page. @returns its address */
export async function leaveForMaker(kernel: Kernel, opened: OpenVisit): Promise<string> {
  const provider = providerOfVisit(kernel, opened);
  const { make } = opened;
  if (provider.signIn.kind !== 'redirect' || make === undefined) throw refuse('not_found');
  const state = newToken(kernel.random);
  const verifier = newToken(kernel.random);
  const { account: _, problem: __, ...visit } = opened.visit;
  await saveMakerState(kernel, state, opened.uid);
  await saveVisit(kernel, opened.uid, { ...visit, away: { provider: provider.id, make, state, verifier } });
  return provider.signIn.authorizeUrl({
    state,
    redirectUri: makerCallback(kernel),
    // RFC 7636 §4.2, method S256.
    codeChallenge: hashToken(verifier).toString('base64url'),
  });
}

/**
 * The maker's server has sent the browser back.
 * @param answer what stood in its address; without a code the owner gave up, or the maker refused
 * @throws Refusal not_found when this browser was not sent there with this state
 */
export async function returnFromMaker(
  kernel: Kernel,
  opened: OpenVisit,
  answer: { readonly state: string; readonly code: string | undefined },
): Promise<SignInOutcome> {
  const { away, ...visit } = opened.visit;
  const provider = away && findProvider(kernel, away.provider);
  if (away === undefined || away.state !== answer.state || provider?.signIn.kind !== 'redirect')
    throw refuse('not_found');
  // Whatever comes of it, the same answer counts once.
  await saveVisit(kernel, opened.uid, visit);
  const { person } = opened;
  if (answer.code === undefined || person === undefined) return { kind: 'again', fault: 'returned' };
  const signedIn = await provider.signIn.exchange(
    { code: answer.code, redirectUri: makerCallback(kernel), codeVerifier: away.verifier },
    kernel.clock.now(),
  );
  return takeAnswer(kernel, { ...opened, visit, make: away.make }, provider, signedIn, {
    kind: 'person',
    id: person.id,
  });
}

/**
 * Real cars belong to the person who is signed in here. Of cars that are not real, the maker's account is the owner: the
 * same name of the same application finds the same owner again, whom no mail reaches and no other application meets.
 */
function holderOf(kernel: Kernel, { mode, person, application }: OpenVisit, username: string): AccountHolder {
  if (mode === 'live') {
    if (person === undefined) throw refuse('sign_in_required');
    return { kind: 'person', id: person.id };
  }
  const name = username.trim().toLowerCase();
  const key = kernel.vault.blindIndex('connect.maker-account', [mode, application.id, name].join('\n'));
  return { kind: 'account', address: `${key.toString('hex').slice(0, 32)}@${mode}.invalid`, name: name.slice(0, 60) };
}

async function takeAnswer(
  kernel: Kernel,
  opened: OpenVisit,
  provider: Provider,
  answer: SignedIn | ProviderFault,
  holder: AccountHolder,
): Promise<SignInOutcome> {
  const { account: _, problem: __, ...visit } = opened.visit;
  if (isFault(answer)) return takeFault(kernel, opened, visit, answer);
  const { credentials } = answer;
  const owner = holder.kind === 'person' ? holder.id : (await findPersonByEmail(kernel, holder.address))?.id;
  if (opened.again !== undefined)
    return takeAgain(kernel, opened, visit, owner, { provider: provider.id, credentials });
  const listed = await findCarsAtMaker(kernel, { owner, provider: provider.id, credentials });
  if (isFault(listed)) return takeFault(kernel, opened, visit, listed);
  const { request, make = '' } = opened;
  const cars = listed.filter(({ isIncompatible }) => isIncompatible !== true);
  const account = { provider: provider.id, credentials, make, cars, holder };
  const [incompatible] = listed;
  const problem: Problem | undefined =
    incompatible === undefined
      ? 'no-vehicles'
      : cars.length === 0
        ? 'incompatible'
        : request.vin !== undefined && cars.every(({ vin }) => vin !== request.vin)
          ? 'not-this-car'
          : undefined;
  await saveVisit(kernel, opened.uid, {
    ...visit,
    ...(problem === undefined ? { account } : { problem }),
    ...(problem === 'incompatible' && incompatible && { account: { ...account, cars: [incompatible] } }),
  });
  return { kind: 'next' };
}

/** Nothing is asked but the sign-in: it counts when it is of the car's owner and opens the car. */
async function takeAgain(
  kernel: Kernel,
  opened: OpenVisit,
  visit: Visit,
  owner: string | undefined,
  signedIn: { readonly provider: string; readonly credentials: string },
): Promise<SignInOutcome> {
  const { again } = opened;
  const outcome =
    again === undefined || owner !== again.owner
      ? 'another-account'
      : await renewSignIn(kernel, { owner, vehicle: again.car.id, ...signedIn });
  if (outcome === 'renewed') return { kind: 'renewed' };
  if (isFault(outcome)) return takeFault(kernel, opened, visit, outcome);
  await saveVisit(kernel, opened.uid, { ...visit, problem: 'not-this-car' });
  return { kind: 'next' };
}

/** Faults that the owner can do something about stay on the login page; the others end the way. */
async function takeFault(
  kernel: Kernel,
  opened: OpenVisit,
  visit: Visit,
  { fault }: ProviderFault,
): Promise<SignInOutcome> {
  const again = loginFaultOf(fault);
  if (again !== undefined) return { kind: 'again', fault: again };
  const problem = problemOf(fault);
  if (problem === undefined) return { kind: 'again', fault: 'later' };
  await saveVisit(kernel, opened.uid, { ...visit, problem });
  return { kind: 'next' };
}

/** What the owner is told who can do something about it; undefined for what they cannot. */
export const loginFaultOf = (fault: ProviderFault['fault']): LoginFault | undefined =>
  (
    ({
      'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED': 'wrong',
      'CONNECTED_SERVICES_ACCOUNT.ACCOUNT_ISSUE': 'locked',
      'CONNECTED_SERVICES_ACCOUNT.PERMISSION': 'permission',
    }) satisfies Partial<Record<ProviderFault['fault'], LoginFault>> as Partial<Record<string, LoginFault>>
  )[fault];

function problemOf(fault: ProviderFault['fault']): Problem | undefined {
  if (fault.startsWith('COMPATIBILITY.')) return 'incompatible';
  if (fault === 'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION') return 'subscription';
  if (fault === 'CONNECTED_SERVICES_ACCOUNT.NO_VEHICLES' || fault === 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING')
    return 'no-vehicles';
  return undefined;
}
