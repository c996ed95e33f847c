// The owner has decided: the cars are kept, the grant is given, and the application is told.
import { findOrCreatePersonByEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { keepFoundCars, userIdOf } from '../../vehicles/index.ts';
import { giveConsent } from '../consent/give-consent.ts';
import { isControl, virtualKeyUrl } from '../consent/virtual-key.ts';
import type { Notice } from '../grant-store.ts';
import { answerRequest } from '../interaction.ts';
import { type AnswerExtras, DENIED, NO_VEHICLES } from '../smartcar-dialect.ts';
import type { OpenVisit, StepContext } from './open-visit.ts';
import type { Granted, Problem } from './visit.ts';
import { deleteVisit, lockVisit, saveVisit } from './visit-store.ts';

/**
 * Gives what the owner chose, in one transaction: an owner who was never here comes to be, their cars are kept with how
 * they are reached, and the grant with what was shown.
 * @returns the path that leads back to the application
 * @throws Refusal sign_in_required when nobody knows whose cars these are
 */
export async function allow(
  context: StepContext,
  opened: OpenVisit,
  chosen: {
    readonly vehicles: readonly string[];
    readonly scopes: readonly string[];
    readonly notice: Notice;
    readonly isCoarse: boolean;
  },
): Promise<string> {
  const { application, uid } = opened;
  const granted = await context.kernel.transaction(async kernel => {
    // A second click has come while the first was at work: they are one answer.
    const visit = await lockVisit(kernel, uid);
    if (visit.granted !== undefined) return visit.granted;
    const owner = await settleOwner(kernel, opened);
    const vehicles = await keepChosen(kernel, opened, owner, chosen.vehicles);
    const { scopes, notice, isCoarse } = chosen;
    const consent = { owner, application: application.id, vehicles, scopes, notice, isCoarse };
    const grant = await giveConsent(kernel, consent);
    const key = await virtualKeyUrl(kernel, owner, chosen.vehicles);
    return keepAnswer(kernel, opened, { owner, grant, ...withKey(key), showsKey: scopes.some(isControl) });
  });
  const isShown = granted.virtualKeyUrl !== undefined && granted.showsKey === true;
  return isShown ? href(routes.connect.key, { uid }) : answerWith(context, opened, granted);
}

/** Keeps the answer. What opens the account is not kept a moment longer. */
async function keepAnswer(kernel: Kernel, { uid, visit }: OpenVisit, granted: Granted): Promise<Granted> {
  const { account: _, away: __, ...said } = visit;
  await saveVisit(kernel, uid, { ...said, granted });
  return granted;
}

const withKey = (url: string | undefined) => url !== undefined && { virtualKeyUrl: url };

/** The answer that was given. @returns the path that leads back to the application */
export async function answerGranted(context: StepContext, opened: OpenVisit): Promise<string> {
  const { granted } = opened.visit;
  if (granted === undefined) throw refuse('link_expired');
  return answerWith(context, opened, granted);
}

/** As applications are told of it (vehicle-platform §4.5). */
const extrasOf = ({ virtualKeyUrl, vehicle }: Granted): AnswerExtras => ({
  ...(virtualKeyUrl !== undefined && { virtual_key_url: virtualKeyUrl }),
  ...(vehicle !== undefined && { vehicle_id: vehicle }),
});

/**
 * Goes on with what was allowed before; a fresh sign-in at the maker takes the place of the one that is known.
 * @returns the path that leads back to the application
 */
export async function allowAgain(context: StepContext, opened: OpenVisit): Promise<string> {
  const { covering } = opened;
  if (covering === undefined) throw refuse('link_expired');
  await keepChosen(context.kernel, opened, covering.owner, covering.vehicles);
  const key = await virtualKeyUrl(context.kernel, covering.owner, covering.vehicles);
  const granted = { owner: covering.owner, grant: covering.id, ...withKey(key), showsKey: false };
  return answerWith(context, opened, await keepAnswer(context.kernel, opened, granted));
}

/**
 * The car can be reached again: the application is told which, and no code goes along (vehicle-platform §4.5).
 * @returns the path that leads back to the application
 */
export async function answerAgain(context: StepContext, opened: OpenVisit): Promise<string> {
  const { again } = opened;
  if (again === undefined) throw refuse('link_expired');
  const granted = { owner: again.owner, grant: again.grant, vehicle: again.car.id };
  return answerWith(context, opened, await keepAnswer(context.kernel, opened, granted));
}

function answerWith(context: StepContext, { application }: OpenVisit, granted: Granted): Promise<string> {
  return answerRequest(context, {
    login: { accountId: userIdOf(context.kernel, application.id, granted.owner), remember: false },
    consent: { grantId: granted.grant },
    extras: extrasOf(granted),
  });
}

async function settleOwner(kernel: Kernel, { owner, account }: OpenVisit): Promise<string> {
  if (owner !== undefined) return owner;
  if (account?.holder.kind !== 'account') throw refuse('sign_in_required');
  return (await findOrCreatePersonByEmail(kernel, account.holder.address, account.holder.name)).id;
}

/** Keeps those of the account's cars that were chosen; the person's other ones are kept already. */
async function keepChosen(
  kernel: Kernel,
  { account, mode, application }: OpenVisit,
  owner: string,
  chosen: readonly string[],
): Promise<string[]> {
  const found = (account?.cars ?? []).filter(({ id }) => chosen.includes(id));
  const kept =
    account === undefined || found.length === 0
      ? []
      : await keepFoundCars(
          kernel,
          system('connect'),
          {
            owner,
            provider: account.provider,
            credentials: account.credentials,
            mode,
            ...(application.sandbox !== null && { sandbox: application.sandbox }),
          },
          found,
        );
  return [...kept, ...chosen.filter(id => found.every(car => car.id !== id))];
}

const errorsOf: Record<Problem, { readonly error: string; readonly error_description: string }> = {
  incompatible: {
    error: 'vehicle_incompatible',
    error_description: "The user's vehicle is not compatible.",
  },
  'no-vehicles': NO_VEHICLES,
  'not-this-car': NO_VEHICLES,
  'not-yours': DENIED,
  subscription: {
    error: 'invalid_subscription',
    error_description: 'User does not have an active connected vehicle subscription.',
  },
  unreachable: { error: 'server_error', error_description: 'The car maker could not be reached.' },
  'no-makers': {
    error: 'configuration_error',
    error_description: 'There has been an error in the configuration of your application.',
  },
};

/**
 * Leaves without a yes: the application hears of the problem that stood in the way, else that the owner said no
 * (vehicle-platform §4.6).
 * @param share whether the owner wants it to know which car is incompatible
 * @returns the path that leads back to the application
 */
export async function leave(context: StepContext, opened: OpenVisit, share: boolean): Promise<string> {
  // Whoever has said yes cannot say no by leaving; taking it back is done on the owner's page.
  if (opened.visit.granted !== undefined) return answerGranted(context, opened);
  const { visit, application, person, cars, again } = opened;
  const isWithoutCar = application.sandbox !== null && person !== undefined && cars.length === 0 && again === undefined;
  const problem = opened.problem ?? (isWithoutCar ? 'no-vehicles' : undefined);
  const [car] = visit.account?.cars ?? [];
  const extras: AnswerExtras =
    problem === 'incompatible' && share && car
      ? { vin: car.vin, make: car.make, model: car.model, year: String(car.year) }
      : problem === 'no-makers'
        ? { status_code: '400', error_message: `No car maker can be connected here in mode ${opened.mode}.` }
        : {};
  const path = await answerRequest(context, { ...(problem === undefined ? DENIED : errorsOf[problem]), extras });
  await deleteVisit(context.kernel, opened.uid);
  return path;
}
