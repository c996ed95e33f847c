// One question to the maker of a car, with credentials that are good.
import { after, MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Way } from '../admit-read-store.ts';
import { isFault, type Provider, type ProviderConnection, type ProviderFault } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { goodCredentials, renewAccount } from './renew-account.ts';

/**
 * Asks the maker of a car. Credentials that are about to run out are renewed before; when the maker refuses credentials
 * that should be good, they are renewed once and it is asked again.
 * @param owner whose car it is
 * @param ask reads or commands, with the car's provider and how it is reached there
 * @returns its answer, or why there is none
 */
export async function askMaker<Answer extends object | string>(
  kernel: Kernel,
  owner: string,
  way: Way,
  ask: (provider: Provider, connection: ProviderConnection) => Promise<Answer | ProviderFault>,
): Promise<Answer | ProviderFault> {
  const provider = findProvider(kernel, way.provider);
  if (provider === undefined) return { fault: 'UPSTREAM.KNOWN_ISSUE' };
  const { renewal } = provider;
  if (way.account === null || renewal === undefined) return ask(provider, way.connection);
  const key = { owner, account: way.account };
  const kept = await goodCredentials(kernel, { id: provider.id, renewal }, key);
  if (isFault(kept)) return kept;
  const { credentials, renewedAt } = kept;
  const answer = await ask(provider, { ...way.connection, credentials });
  // Credentials of this minute that are refused are no matter of age: asking for others again and again would not help.
  const isFresh = renewedAt > after(kernel.clock.now(), -MINUTE);
  if (!isRefusedSignIn(answer) || isFresh) return answer;
  const renewed = await renewAccount(kernel, { id: provider.id, renewal }, key, credentials);
  return isFault(renewed) ? renewed : ask(provider, { ...way.connection, credentials: renewed.credentials });
}

const isRefusedSignIn = (answer: object | string): boolean =>
  isFault(answer) && answer.fault === 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED';
