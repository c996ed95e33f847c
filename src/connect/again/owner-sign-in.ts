// An owner makes the sign-in at the maker of one of their cars good again, from their own pages. Grants stay as they are.
import type { Person } from '../../core/actor.ts';
import { HOUR, SECOND } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  findProvider,
  findReachedBy,
  isFault,
  listOwnedVehicles,
  type OwnedVehicle,
  type Provider,
  type ProviderFault,
  renewSignIn,
  type SignedIn,
} from '../../vehicles/index.ts';
import { deleteArtifact, findArtifact, saveArtifact } from '../artifact-store.ts';
import { type LoginFault, loginFaultOf, makerCallback } from '../visit/sign-in-at-maker.ts';

/** Under the state that the maker's server sends back. */
const KIND = 'OwnerSignIn';
const KEPT_FOR = HOUR / SECOND;

/** A real car of somebody's own. */
export type OwnCar = {
  readonly car: OwnedVehicle;
  readonly provider: Provider;
  readonly refusedAt: Date | null;
  readonly letGoAt: Date | null;
};

export type Renewed = 'renewed' | 'another-account' | LoginFault;

/** @throws Refusal not_found for any car but a real one of the person's own whose maker is still configured */
export async function findOwnCar(kernel: Kernel, actor: Person, vehicle: string): Promise<OwnCar> {
  const [cars, reached] = await Promise.all([listOwnedVehicles(kernel, actor.id), findReachedBy(kernel, actor.id)]);
  const car = cars.find(({ id }) => id === vehicle);
  const by = reached.get(vehicle);
  const provider = by && findProvider(kernel, by.provider);
  if (car?.mode !== 'live' || by === undefined || provider === undefined) throw refuse('not_found');
  return { car, provider, refusedAt: by.refusedAt, letGoAt: by.letGoAt };
}

/** Tries name and password. */
export async function renewByForm(
  kernel: Kernel,
  actor: Person,
  { car, provider }: OwnCar,
  input: { readonly username: string; readonly password: string },
): Promise<Renewed> {
  if (provider.signIn.kind !== 'form') throw refuse('not_found');
  const answer = await provider.signIn.signIn({ ...input, make: car.make }, kernel.clock.now());
  return take(kernel, actor, car.id, provider.id, answer);
}

/** Sends the browser to the maker's own page. @returns its address */
export async function leaveToRenew(kernel: Kernel, actor: Person, { car, provider }: OwnCar): Promise<string> {
  if (provider.signIn.kind !== 'redirect') throw refuse('not_found');
  const state = newToken(kernel.random);
  const verifier = newToken(kernel.random);
  const away = { owner: actor.id, vehicle: car.id, provider: provider.id, verifier };
  await saveArtifact(kernel, KIND, state, away, KEPT_FOR, undefined);
  return provider.signIn.authorizeUrl({
    state,
    redirectUri: makerCallback(kernel),
    // RFC 7636 §4.2, method S256.
    codeChallenge: hashToken(verifier).toString('base64url'),
  });
}

/** The car that a maker's answer is about; undefined when it belongs to no owner's sign-in. */
export async function carOfState(kernel: Kernel, state: string): Promise<string | undefined> {
  const found = await findArtifact(kernel, KIND, state);
  return found && String(found.payload['vehicle']);
}

/**
 * The maker's server has sent the browser back. An answer counts once, and for the owner who was sent there alone.
 * @throws Refusal not_found for anybody else, or another car
 */
export async function returnRenewed(
  kernel: Kernel,
  actor: Person,
  vehicle: string,
  { state, code }: { readonly state: string; readonly code: string | undefined },
): Promise<Renewed> {
  const { owner, vehicle: about, provider: id, verifier } = (await findArtifact(kernel, KIND, state))?.payload ?? {};
  if (owner !== actor.id || about !== vehicle) throw refuse('not_found');
  if (!(await deleteArtifact(kernel, KIND, state))) throw refuse('not_found');
  const provider = findProvider(kernel, String(id));
  if (provider?.signIn.kind !== 'redirect') throw refuse('not_found');
  if (code === undefined) return 'returned';
  const redirectUri = makerCallback(kernel);
  const input = { code, redirectUri, codeVerifier: String(verifier) };
  return take(kernel, actor, vehicle, provider.id, await provider.signIn.exchange(input, kernel.clock.now()));
}

async function take(
  kernel: Kernel,
  { id: owner }: Person,
  vehicle: string,
  provider: string,
  answer: SignedIn | ProviderFault,
): Promise<Renewed> {
  const outcome = isFault(answer)
    ? answer
    : await renewSignIn(kernel, { owner, vehicle, provider, credentials: answer.credentials });
  return isFault(outcome) ? (loginFaultOf(outcome.fault) ?? 'later') : outcome;
}
