// The provider that the operator chose, before those that wrapped data keys earlier.
import type { Clock } from '../../clock.ts';
import type { GuardedFetch } from '../../fetch.ts';
import { OperatorFault } from '../../operator-fault.ts';
import type { KeysConfig } from '../config-keys.ts';
import { type KeyProvider, KeyProviderError } from '../key-provider.ts';
import type { Random } from '../random.ts';
import { openAwsKms } from './aws-kms.ts';
import { openVaultTransit } from './vault-transit.ts';

/**
 * @param file the keyring's own, which goes on unwrapping what it wrapped until all of it is wrapped by the chosen one
 * @throws OperatorFault when the chosen one does not answer: nothing starts without its keys
 */
export async function openProvider(
  { service }: KeysConfig,
  file: KeyProvider,
  outside: { readonly fetch: GuardedFetch; readonly clock: Clock; readonly random: Random },
): Promise<KeyProvider> {
  if (!service) return file;
  try {
    const chosen =
      service.kind === 'vault' ? await openVaultTransit(service, outside.fetch) : await openAwsKms(service, outside);
    return withEarlier(chosen, file);
  } catch (error) {
    if (!(error instanceof KeyProviderError)) throw error;
    throw new OperatorFault(
      `${error.message} Without it nothing sealed can be read: check KEY_PROVIDER and its variables.`,
      {
        cause: error,
      },
    );
  }
}

/** Wraps with the chosen one, and unwraps with whichever wrapped. */
const withEarlier = (chosen: KeyProvider, earlier: KeyProvider): KeyProvider => ({
  ...chosen,
  unwrap: (wrapped, context) =>
    (wrapped.provider === earlier.describe().provider ? earlier : chosen).unwrap(wrapped, context),
});
