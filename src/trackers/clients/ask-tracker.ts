// One request to a tracker: JSON there and back, through the guarded door, with what went wrong said in our words.
import { HOUR, SECOND } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import type { OutgoingAnswer, OutgoingRequest } from '../../core/fetch.ts';
import type { Kernel } from '../../core/kernel.ts';
import { readRetryAfter } from '../../core/work/deliveries/delivery.ts';
import { readableStart } from '../../core/work/deliveries/post.ts';
import { TrackerFault } from './tracker-client.ts';

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type Json = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 10_000;
const LARGEST = 2 * 1024 * 1024;

/**
 * Asks. Renamed things answer with a redirect on the same server, which a GET follows.
 * @returns the JSON of a 2xx answer, undefined when it is empty
 * @throws TrackerFault
 */
export async function askTracker(
  kernel: Pick<Kernel, 'fetch' | 'clock'>,
  url: string,
  { method = 'GET', headers, body }: Asked,
): Promise<unknown> {
  const answer = await send(kernel, url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs: TIMEOUT_MS,
    limitBytes: LARGEST,
    redirects: method === 'GET' ? 2 : 0,
  });
  if (answer.status >= 200 && answer.status < 300) return readJson(answer);
  throw faultOf(answer, kernel.clock.now());
}

async function send(kernel: Pick<Kernel, 'fetch'>, url: string, request: OutgoingRequest): Promise<OutgoingAnswer> {
  try {
    // Only admins connect trackers.
    return await kernel.fetch(url, { ...request, mayBePrivate: true });
  } catch (error) {
    if (isRefusal(error, 'outgoing_refused')) throw new TrackerFault('not_allowed', { cause: error });
    if (!isRefusal(error, 'outgoing_failed')) throw error;
    const reason = String(error.details['reason']);
    // What changes something is never sent on; a renamed project says so by a redirect.
    if (reason.startsWith('redirected')) throw new TrackerFault('moved', { cause: error });
    throw new TrackerFault(reason === 'answer too large' ? 'nonsense' : 'unreachable', { cause: error });
  }
}

function readJson({ status, body }: OutgoingAnswer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new TrackerFault('nonsense', { status, answer: readableStart(body), cause });
  }
}

function faultOf({ status, headers, body }: OutgoingAnswer, now: Date): TrackerFault {
  const facts = { status, answer: readableStart(body) };
  // GitHub says 403 or 429 when somebody asks too much, and then one of these two (REST API, "Rate limits").
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) * SECOND : Number.NaN;
  const restFor =
    readRetryAfter(headers['retry-after'], now, HOUR) ??
    (Number.isFinite(reset) ? Math.min(Math.max(reset - now.getTime(), 0), HOUR) : undefined);
  if (status === 429 || (status === 403 && restFor !== undefined))
    return new TrackerFault('busy', { ...facts, restFor: restFor ?? 60 * SECOND });
  if (status === 401 || status === 403) return new TrackerFault('token', facts);
  if (status === 404 || status === 410) return new TrackerFault('not_found', facts);
  if (status >= 500) return new TrackerFault('unreachable', { ...facts, restFor });
  return new TrackerFault(status >= 400 ? 'refused' : 'nonsense', facts);
}

/** A path of these parts, each encoded. */
export const pathOf = (...parts: readonly string[]): string =>
  parts.map(part => `/${encodeURIComponent(part)}`).join('');

/** An object, or a fault: what a tracker answers may be anything. */
export function objectOf(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TrackerFault('nonsense');
  return value as Json;
}

/** A list of objects, or a fault. */
export function listOf(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new TrackerFault('nonsense');
  return value.map(objectOf);
}

/** A text or number as text, or a fault; cut at 2,000 characters, so that nothing endless is kept. */
export function textOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new TrackerFault('nonsense');
  return String(value).toWellFormed().replaceAll('\u0000', '').slice(0, 2000).toWellFormed();
}

/** A link that is safe to show: https only. */
export function linkOf(value: unknown): string {
  const text = textOf(value);
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') throw new TrackerFault('nonsense');
  return text;
}

/** A time, or a fault. */
export function timeOf(value: unknown): Date {
  const at = new Date(textOf(value).replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at.getTime())) throw new TrackerFault('nonsense');
  return at;
}

/** A comment's text: longer than other texts, and empty when it has none. */
export const bodyOf = (value: unknown): string =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '').slice(0, 20_000).toWellFormed() : '';
