// VERIFY: an address proves that it is of whoever holds the management token, before anything about a car is sent there.

import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { postOnce } from '../core/work/deliveries/post.ts';
import { openSigningKeys, type SigningKey } from '../developers/index.ts';
import { bytesOf, payloadOf, verification } from './envelope.ts';
import { keyThatAnswered, signBody } from './signing.ts';
import type { Webhook } from './webhook.ts';

/** Why a webhook is not verified, in words for its developer. */
export type Unverified = {
  /** Which address. */
  readonly url: string;
  readonly why: 'no-key' | 'not-reached' | 'status' | 'no-json' | 'wrong-challenge';
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly answer?: string | undefined;
};

/**
 * Asks every address of a webhook; outside of any transaction, fifteen seconds each at most.
 * @returns the id of the token that all proved to hold, or what went wrong with the first that did not
 */
export async function askForProof(kernel: Kernel, webhook: Webhook): Promise<string | Unverified> {
  const keys = (await openSigningKeys(kernel, [webhook.application])).get(webhook.application) ?? [];
  const [newest, ...older] = keys;
  if (!newest) return { url: webhook.callback, why: 'no-key' };
  const urls = [webhook.callback, ...(webhook.errorCallback === null ? [] : [webhook.errorCallback])];
  const found = await Promise.all(urls.map(url => askOne(kernel, webhook, url, [newest, ...older])));
  const failed = found.find(one => 'why' in one);
  if (failed && 'why' in failed) return failed;
  // With two addresses on two tokens, the older one is what both will still take.
  const proven = found.flatMap(one => ('id' in one ? [one] : []));
  return (proven.find(({ endsAt }) => endsAt !== null) ?? proven[0] ?? newest).id;
}

async function askOne(
  kernel: Kernel,
  webhook: Webhook,
  url: string,
  keys: readonly [SigningKey, ...SigningKey[]],
): Promise<SigningKey | Unverified> {
  const challenge = newUuid(kernel.random);
  const body = bytesOf(payloadOf(verification(newUuid(kernel.random), webhook, challenge)), {
    deliveryId: newUuid(kernel.random),
    deliveredAt: kernel.clock.now(),
  });
  const { headers } = signBody(keys, { body, proven: webhook.proven, number: 1 });
  const { status, reason, answer = '' } = await postOnce(kernel, url, { headers, body, plain: true });
  if (status === undefined) return { url, why: 'not-reached', reason };
  if (status !== 200) return { url, why: 'status', status, answer };
  const said = challengeOf(answer);
  if (said === undefined) return { url, why: 'no-json', answer };
  return keyThatAnswered(keys, challenge, said) ?? { url, why: 'wrong-challenge', answer };
}

function challengeOf(answer: string): string | undefined {
  try {
    const said: unknown = JSON.parse(answer);
    const challenge = typeof said === 'object' && said !== null && 'challenge' in said ? said.challenge : undefined;
    return typeof challenge === 'string' ? challenge.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}
