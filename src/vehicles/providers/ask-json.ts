// One request to a maker that answers JSON, and safe looks into what it said: an answer may be anything.
import { HOUR, SECOND } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import type { GuardedFetch, OutgoingRequest } from '../../core/fetch.ts';
import { readRetryAfter } from '../../core/work/deliveries/delivery.ts';
import type { ProviderFault } from './provider.ts';

export type Json = Readonly<Record<string, unknown>>;

export type JsonAnswer = {
  readonly status: number;
  /** An empty object when the body is no JSON object. */
  readonly body: Json;
  /** The body when it is a list. */
  readonly list?: readonly unknown[];
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds, when the maker says so; an hour at most. */
  readonly retryAfter?: number;
};

export type JsonRequest = Pick<OutgoingRequest, 'headers' | 'timeoutMs'> & {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form, as token endpoints want it (RFC 6749 §4.1.3). */
  readonly form?: Readonly<Record<string, string>>;
};

const TIMEOUT_MS = 25 * SECOND;

/** Asks, whatever the status. @throws Refusal outgoing_failed, outgoing_refused */
export async function askJson(
  ask: GuardedFetch,
  now: Date,
  url: string,
  { method = 'GET', headers, json, form, timeoutMs = TIMEOUT_MS }: JsonRequest = {},
): Promise<JsonAnswer> {
  const type =
    form !== undefined ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json';
  const answer = await ask(url, {
    method,
    headers: { accept: 'application/json', ...(type !== undefined && { 'content-type': type }), ...headers },
    ...(form !== undefined && { body: new URLSearchParams(form).toString() }),
    ...(json !== undefined && { body: JSON.stringify(json) }),
    timeoutMs,
    limitBytes: 2 * 1024 * 1024,
  }).catch((error: unknown) => {
    // An address that may not be reached is the operator's mistake, and stays a fault of the maker to everybody else.
    if (isRefusal(error, 'outgoing_refused')) return null;
    throw error;
  });
  if (answer === null) return { status: 599, body: {}, headers: {} };
  const wait = readRetryAfter(answer.headers['retry-after'], now, HOUR);
  const body = parse(answer.body.toString('utf8'));
  return {
    status: answer.status,
    body: objectIn(body),
    ...(Array.isArray(body) && { list: body }),
    headers: answer.headers,
    ...(wait !== undefined && { retryAfter: Math.ceil(wait / SECOND) }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object, or an empty one. */
export const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** A list, or an empty one. */
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A finite number, or undefined. */
export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A text that is not empty, cut at 2,000 characters and safe to store; or undefined. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.toWellFormed().replaceAll('\u0000', '').slice(0, 2000).toWellFormed()
    : undefined;

/** True or false, or undefined. */
export const flagIn = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** A fault, with the seconds to wait when the maker told them. */
export const faultAfter = (
  fault: ProviderFault['fault'],
  { retryAfter }: Pick<JsonAnswer, 'retryAfter'>,
): ProviderFault => (retryAfter === undefined ? { fault } : { fault, retryAfter });
