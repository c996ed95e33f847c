// What both key services have in common: one exchange of JSON, and every way in which it can fail.
import type { GuardedFetch } from '../../fetch.ts';
import { KeyProviderError } from '../key-provider.ts';

export type RemoteAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** @throws KeyProviderError `unavailable` when nothing usable comes back; the message names no secret */
export async function callService(
  send: GuardedFetch,
  who: string,
  {
    url,
    method,
    headers,
    body,
  }: { url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
): Promise<RemoteAnswer> {
  const answer = await send(url, {
    method,
    headers,
    timeoutMs: 5_000,
    limitBytes: 256 * 1024,
    ...(body !== undefined && { body }),
  }).catch((cause: unknown) => {
    throw new KeyProviderError('unavailable', `${who} does not answer.`, { cause });
  });
  if (answer.status >= 500 || answer.status === 429)
    throw new KeyProviderError('unavailable', `${who} answers ${answer.status}.`);
  return { status: answer.status, body: objectIn(answer.body) };
}

function objectIn(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(bytes.toString()));
  } catch {
    return {};
  }
}

/** The value as an object; an empty one when it is none. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** The value as a text; an empty one when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** 32 bytes in base64. @throws KeyProviderError `unavailable` for anything else */
export function keyBytesOf(value: unknown, who: string): Buffer {
  const bytes = Buffer.from(textOf(value), 'base64');
  if (bytes.length !== 32) throw new KeyProviderError('unavailable', `${who} gave back no data key.`);
  return bytes;
}

/** Wraps and unwraps a key of zeros: whether the service can be used right now. */
export async function probe(provider: {
  wrap(key: Buffer, context: typeof PROBE): Promise<{ provider: string; epoch: string; bytes: Buffer }>;
  unwrap(wrapped: { provider: string; epoch: string; bytes: Buffer }, context: typeof PROBE): Promise<Buffer>;
}): Promise<{ ok: true } | { ok: false; problem: string }> {
  try {
    const back = await provider.unwrap(await provider.wrap(Buffer.alloc(32), PROBE), PROBE);
    return back.equals(Buffer.alloc(32)) ? { ok: true } : { ok: false, problem: 'A wrapped key came back changed.' };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'The key service failed.' };
  }
}

const PROBE = { tenant: '', subject: 'health', purpose: 'health', dataKeyId: Buffer.alloc(16) } as const;
