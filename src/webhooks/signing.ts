// Which management token signs, and the headers that carry the signature (vehicle-platform §15.3). Pure.
import { textHmac } from '../core/crypto/webhook-signature.ts';
import type { SigningKey } from '../developers/index.ts';

/** Headers in the very spelling that receivers look for: the official recipe reads `SC-Signature` by this case. */
export type SignedHeaders = {
  readonly headers: Readonly<Record<string, string>>;
  readonly signature: Buffer;
};

/**
 * Signs. While two tokens are good, the one that the receiver proved to hold signs first and the other at the next try,
 * so that a receiver gets a signature it knows whenever it changes over; the header beside it carries the other one.
 * @param keys the good tokens, newest first; at least one
 * @param proven the id of the token that the receiver last proved to hold
 * @param number of the try, from 1
 */
export function signBody(
  keys: readonly [SigningKey, ...SigningKey[]],
  { body, proven, number }: { readonly body: string; readonly proven: string | null; readonly number: number },
): SignedHeaders {
  const known = keys.find(({ id }) => id === proven) ?? keys.at(-1) ?? keys[0];
  const others = keys.filter(key => key !== known);
  const order = [known, ...others];
  const signing = order[(number - 1) % order.length] ?? known;
  const signature = textHmac(signing.token, body);
  const beside = order.filter(key => key !== signing).map(({ token }) => textHmac(token, body).toString('hex'));
  return {
    headers: {
      'User-Agent': 'Smartcar/4.0 (Telltale)',
      'SC-Signature': signature.toString('hex'),
      ...(beside.length > 0 && { 'SC-Signature-Other': beside.join(' ') }),
    },
    signature,
  };
}

/** Which of the tokens answered a challenge; undefined when none did. */
export const keyThatAnswered = (
  keys: readonly SigningKey[],
  challenge: string,
  answer: string,
): SigningKey | undefined => keys.find(({ token }) => textHmac(token, challenge).toString('hex') === answer);

/** Which of the tokens made a signature over these bytes; undefined when none of them did. */
export const signerOf = (keys: readonly SigningKey[], body: string, signature: Buffer): SigningKey | undefined =>
  keys.find(({ token }) => textHmac(token, body).equals(signature));
