// The tokens that the application of a sandbox had for itself end with the sandbox.
import type { Kernel } from '../../core/kernel.ts';
import { forgetGrant } from '../authenticate-bearer.ts';
import { keyOfApplication } from '../token-store.ts';
import { deleteApplicationTokensOf } from './application-token-store.ts';

export async function forgetApplicationTokens(kernel: Kernel, sandbox: string): Promise<void> {
  for (const application of await deleteApplicationTokensOf(kernel, sandbox)) {
    const key = keyOfApplication(application);
    kernel.afterCommit(() => forgetGrant(kernel, key));
  }
}
