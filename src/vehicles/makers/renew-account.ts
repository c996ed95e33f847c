// The credentials of an owner's account at a maker run out and are made good again: once, whoever asks at the same time.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import { isFault, type Provider, type ProviderFault, type Renewal, type SignedIn } from '../providers/provider.ts';
import { type AccountKey, findCredentials, type KeptCredentials, keepRenewed, markRefused } from './account-store.ts';
import { turnstile } from './turnstile.ts';

const refused: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };

/** A renewal keeps a database connection while the maker thinks: so many at once, and those of one maker only. */
const AT_ONCE = 2;

type RenewingProvider = Pick<Provider, 'id'> & { readonly renewal: Renewal };

type Renewals = {
  /** By provider. */
  readonly turnstiles: Map<string, ReturnType<typeof turnstile>>;
  /** By account: all who need the same renewal wait for it without a connection of their own. */
  readonly underWay: Map<string, Promise<SignedIn | ProviderFault>>;
};

/** Those of this process. */
const renewals = new WeakMap<Kernel['pool'], Renewals>();

function renewalsOf({ pool }: Kernel): Renewals {
  const known = renewals.get(pool) ?? { turnstiles: new Map(), underWay: new Map() };
  renewals.set(pool, known);
  return known;
}

/**
 * Credentials that are good now, renewed when they are about to run out.
 * @returns the fault AUTHENTICATION_FAILED at once, without asking the maker, when it has refused them for good before
 */
export async function goodCredentials(
  kernel: Kernel,
  provider: RenewingProvider,
  key: AccountKey,
): Promise<Pick<KeptCredentials, 'credentials' | 'renewedAt'> | ProviderFault> {
  const kept = await findCredentials(kernel, key);
  if (kept === null) return missing;
  if (kept.refusedAt !== null) return refused;
  const now = kernel.clock.now();
  if (!provider.renewal.isDue(kept.credentials, now)) return kept;
  const renewed = await renewAccount(kernel, provider, key, kept.credentials);
  return isFault(renewed) ? renewed : { ...renewed, renewedAt: now };
}

/**
 * Renews an account's credentials unless somebody else just did. Whoever comes first locks the account, asks the maker,
 * and commits what it gave before anything else uses it; the others find the new credentials behind the lock.
 * @param used the credentials that are no longer good
 * @returns AUTHENTICATION_FAILED when the maker refuses for good, which is kept until the owner signs in again
 */
export function renewAccount(
  kernel: Kernel,
  provider: RenewingProvider,
  key: AccountKey,
  used: string,
): Promise<SignedIn | ProviderFault> {
  const { turnstiles, underWay } = renewalsOf(kernel);
  const known = underWay.get(key.account);
  if (known !== undefined) return known;
  const pass = turnstiles.get(provider.id) ?? turnstile(AT_ONCE);
  turnstiles.set(provider.id, pass);
  const renewing = pass(() => renewLocked(kernel, provider, key, used)).finally(() => underWay.delete(key.account));
  underWay.set(key.account, renewing);
  return renewing;
}

const renewLocked = (
  kernel: Kernel,
  { id, renewal }: RenewingProvider,
  key: AccountKey,
  used: string,
): Promise<SignedIn | ProviderFault> =>
  kernel.transaction(async kernel => {
    const kept = await findCredentials(kernel, key, { lock: true });
    if (kept === null) return missing;
    if (kept.credentials !== used) return kept.refusedAt === null ? kept : refused;
    if (kept.refusedAt !== null) return refused;
    const answer = await renewal.renew(used, kernel.clock.now());
    if (!isFault(answer)) {
      await keepRenewed(kernel, key, answer.credentials);
      return answer;
    }
    if (answer.fault === refused.fault) {
      await markRefused(kernel, key);
      await kernel.audit.record(kernel.db, {
        actor: 'system:vehicles',
        action: 'vehicle.account-refused',
        subject: key.account,
        details: { owner: key.owner, provider: id },
      });
      await askToSignInAgain(kernel, key, kept.renewedAt);
    }
    return answer;
  });

/** Once for what is refused: whoever signs in again and is refused later hears of it again. */
const askToSignInAgain = (kernel: Kernel, { owner, account }: AccountKey, renewedAt: Date): Promise<void> =>
  mailPerson(
    kernel,
    owner,
    {
      subject: 'Sign in at the maker of your car again',
      text: [
        'The maker of a car of yours no longer accepts the sign-in that you gave us. Maybe you changed your password there, or ended our access. Until you sign in again, the apps that you allowed get nothing from cars of that account. Nothing that you allowed has changed.',
        '',
        'Which cars it is about, and where to sign in again or end the apps’ access for good:',
        '',
        kernel.config.publicUrl + href(routes.privacy.home),
      ].join('\n'),
    },
    `sign-in-refused:${account}:${renewedAt.getTime()}`,
  );
