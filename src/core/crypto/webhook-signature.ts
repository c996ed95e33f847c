// Signatures of webhooks: those we make by Standard Webhooks, and those of trackers that we check.
import { createSecretKey } from 'node:crypto';
import type { Random } from './random.ts';
import { equalBytes, keyedHash } from './tokens.ts';

/** A fresh signing secret: `whsec_` and 32 random bytes in base64 (Standard Webhooks, "Signature scheme"). */
export const newSigningSecret = (random: Random): string => `whsec_${random.bytes(32).toString('base64')}`;

/**
 * The three headers of a Standard Webhook. Each secret makes one signature, so that a receiver may hold the old secret
 * or the new one while they are exchanged.
 * @param secrets as `newSigningSecret` makes them
 */
export function standardWebhookHeaders(
  secrets: readonly string[],
  { id, at, body }: { readonly id: string; readonly at: Date; readonly body: string },
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map(secret => {
    const key = createSecretKey(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${keyedHash(key, `${id}.${timestamp}.${body}`).toString('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** HMAC-SHA-256 of a text under a key that is a text itself: what SC-Signature is in hex (vehicle-platform §15.2). */
export const textHmac = (key: string, text: string): Buffer => keyedHash(createSecretKey(key, 'utf8'), text);

/** Whether `header` is `sha256=` and the HMAC-SHA-256 of the body in hex, as GitHub and Jira send it. */
export function isSignedBody(secret: string, body: Buffer, header: string | undefined): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  return equalBytes(keyedHash(createSecretKey(secret, 'utf8'), body), Buffer.from(given, 'hex'));
}

/** Whether a header carries the secret itself, as GitLab sends it; compared by their hashes, so that lengths stay unknown. */
export function isSameSecret(secret: string, header: string | undefined): boolean {
  const digest = (text: string): Buffer => textHmac('telltale/compare', text);
  return header !== undefined && equalBytes(digest(secret), digest(header));
}
