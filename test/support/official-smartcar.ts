// The official npm package, which has no types: what tests of webhooks use of it.
import { createRequire } from 'node:module';

export const smartcar = createRequire(import.meta.url)('smartcar') as {
  /** HMAC-SHA-256 of the challenge in hex. */
  readonly hashChallenge: (token: string, challenge: string) => string;
  /** Whether the signature is over the body, once it was parsed and written again. */
  readonly verifyPayload: (token: string, signature: string, body: unknown) => boolean;
};
