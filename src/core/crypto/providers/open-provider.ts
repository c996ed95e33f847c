// The provider that the operator chose, before those that wrapped data keys earlier.
import type { Clock } from '../../clock.ts';
import type { GuardedFetch } from '../../fetch.ts';
import { OperatorFault } from '../../operator-fault.ts';
import type { KeysConfig } from '../config-keys.ts';
import { type KeyProvider, KeyProviderError } from '../key-provider.ts';
import type { Random } from '../random.ts';
import { openAwsKms } from './aws-kms.ts';
import { openPkcs11 } from './pkcs11/pkcs11.ts';
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
    return withEarlier(await openChosen(service, outside), file);
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

function openChosen(
  service: NonNullable<KeysConfig['service']>,
  outside: { readonly fetch: GuardedFetch; readonly clock: Clock; readonly random: Random },
): Promise<KeyProvider> {
  switch (service.kind) {
    case 'vault':
      return openVaultTransit(service, outside.fetch);
    case 'aws-kms':
      return openAwsKms(service, outside);
    case 'pkcs11':
      return openPkcs11(service, outside);
  }
}

/** Wraps with the chosen one, and unwraps with whichever wrapped. */
const withEarlier = (chosen: KeyProvider, earlier: KeyProvider): KeyProvider => ({
  ...chosen,
  unwrap: (wrapped, context) =>
    (wrapped.provider === earlier.describe().provider ? earlier : chosen).unwrap(wrapped, context),
});
