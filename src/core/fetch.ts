// The one door for outgoing HTTP: public addresses only, checked at the moment of connecting, with limits on time and size.
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { Agent, fetch as send } from 'undici';
import { refuse } from './errors.ts';
import { exchangePlain, TooLarge } from './fetch-plain.ts';

export type OutgoingRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For the whole exchange, redirects included. Default 10 s. */
  readonly timeoutMs?: number;
  /** Of the answer's body. Default 1 MiB. */
  readonly limitBytes?: number;
  /** Keeps the first `limitBytes` of a larger answer and hangs up, instead of refusing it. */
  readonly beginningOnly?: boolean;
  /** How many redirects to follow; each is checked like the first address. Default 0. */
  readonly redirects?: number;
  /** An admin of this installation wrote the address: it may be one of the private origins that the operator named. */
  readonly mayBePrivate?: boolean;
  /** Sends the headers in the very spelling given and asks for no compression: what receivers of webhooks look for. No
   *  redirect is followed then. */
  readonly plain?: true;
  /** The address comes from somebody who is not the operator: neighbors are refused as any private address is. */
  readonly onlyPublic?: boolean;
  /** Ends the exchange; nothing is written any more when it comes before the connection stands. */
  readonly signal?: AbortSignal;
};

export type OutgoingAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly url: string;
};

/**
 * Sends a request to the outside world.
 * @throws Refusal `outgoing_refused` for an address that is not public, not https, or has credentials in it;
 *   `outgoing_failed` for a timeout, a broken connection, too many redirects or too large an answer
 */
export type GuardedFetch = (url: string, request?: OutgoingRequest) => Promise<OutgoingAnswer>;

export type FetchOptions = {
  /** Name resolution; tests give their own. */
  readonly resolve?: typeof resolve;
  /** Addresses that tests may reach although they are private. */
  readonly allow?: (address: string) => boolean;
  /** A certificate authority that tests trust, as PEM. */
  readonly ca?: string;
  /**
   * Servers beside the product that the operator named: these origins, and no others, may lie at private addresses.
   * Link-local ones stay shut, where clouds keep their secrets.
   */
  readonly neighbors?: readonly { readonly origin: string; readonly ca: string | undefined }[];
  /** Origins at private addresses that the operator named, open to requests that say `mayBePrivate` and to no others. */
  readonly privateOrigins?: readonly string[];
  /** Plain http is for tests and loopback stand-ins only. */
  readonly allowHttp?: boolean;
};

/** Makes the guarded fetch. Name resolution happens inside the connection, so a second answer of the DNS cannot slip past the check. */
export function openFetch(options: FetchOptions = {}): { fetch: GuardedFetch; close(): Promise<void> } {
  const isAllowed: IsAllowed = address => isPublicAddress(address) || options.allow?.(address) === true;
  const outside: Door = { agent: openAgent(options, isAllowed, options.ca), isAllowed };
  const isNear: IsAllowed = address => isAllowed(address) || isPrivateAddress(address);
  const near = new Map(
    (options.neighbors ?? []).map(({ origin, ca }): [string, Door] => [
      origin,
      { agent: openAgent(options, isNear, ca ?? options.ca), isAllowed: isNear },
    ]),
  );
  const inside: Door = { agent: openAgent(options, isNear, options.ca), isAllowed: isNear };
  const privateOrigins = new Set(options.privateOrigins);
  const doorTo = (url: string, mayBePrivate: boolean): Door => {
    const origin = URL.canParse(url) ? new URL(url).origin : '';
    return near.get(origin) ?? (mayBePrivate && privateOrigins.has(origin) ? inside : outside);
  };

  // Receivers of webhooks get many messages each: what an address says by itself is read once.
  const checked = new LRUCache<string, URL>({ max: 2000 });
  const fetch: GuardedFetch = async (url, request = {}) => {
    const { method = 'GET', headers = {}, body, timeoutMs = 10_000, limitBytes = 1_048_576, redirects = 0 } = request;
    const { beginningOnly = false, plain = false, onlyPublic = false, mayBePrivate = false } = request;
    const { agent, isAllowed } = onlyPublic ? outside : doorTo(url, mayBePrivate);
    const known = plain && onlyPublic ? checked.get(url) : undefined;
    let target = known ?? checkUrl(url, options, isAllowed);
    if (plain) {
      if (onlyPublic) checked.set(url, target);
      const { signal } = request;
      const asked = { method, headers, body, timeoutMs, limitBytes, beginningOnly, signal };
      const answer = await exchangePlain(target, agent, asked).catch(refuseExchange);
      if (isRedirect(answer.status, answer.headers))
        throw refuse('outgoing_failed', { reason: 'redirected too often' });
      return { ...answer, url: target.href };
    }
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([limit, request.signal]) : limit;
    for (let hop = 0; ; hop++) {
      const answer = await exchange(target, { method, headers, body, signal, agent });
      const { location = '' } = answer.headers;
      if (isRedirect(answer.status, answer.headers)) {
        await answer.hangUp();
        if (hop >= redirects) throw refuse('outgoing_failed', { reason: 'redirected too often' });
        if (!URL.canParse(location, target.href))
          throw refuse('outgoing_failed', { reason: 'redirected to no address' });
        const next = checkUrl(new URL(location, target).href, options, isAllowed);
        // A redirect to another origin must not take credentials or a body along.
        if (next.origin !== target.origin || method !== 'GET')
          throw refuse('outgoing_failed', { reason: 'redirected to another origin' });
        target = next;
        continue;
      }
      return {
        status: answer.status,
        headers: answer.headers,
        body: await readLimited(answer.body, limitBytes, beginningOnly),
        url: target.href,
      };
    }
  };
  const agents = [outside, inside, ...near.values()].map(({ agent }) => agent);
  return { fetch, close: async () => void (await Promise.all(agents.map(agent => agent.destroy()))) };
}

type IsAllowed = (address: string) => boolean;

/** Through which connections go out, and to which addresses. */
type Door = { readonly agent: Agent; readonly isAllowed: IsAllowed };

function openAgent(options: FetchOptions, isAllowed: IsAllowed, ca: string | undefined): Agent {
  const lookup: LookupFunction = (host, lookupOptions, done) => {
    (options.resolve ?? resolve)(host, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      // One private answer among public ones is an attack, not a choice.
      if (allowed.length === 0 || allowed.length < addresses.length) return done(new NotPublic(), []);
      if (lookupOptions.all) return done(null, allowed);
      return done(null, allowed[0]?.address ?? '', allowed[0]?.family);
    });
  };
  return new Agent({
    connect: { lookup, timeout: 5_000, ...(ca !== undefined && { ca }) },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connections: 64,
    maxHeaderSize: 16_384,
  });
}

/** Whether an IP address belongs to the public Internet: not private, loopback, link-local, metadata, multicast, reserved or an embedded IPv4 of those. */
export function isPublicAddress(address: string): boolean {
  // Only whole addresses: ipaddr.js would also read `1.2.3` and `0x7f.1` as inet_aton does.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) {
    // Only 2000::/3 is assigned to the public Internet (RFC 4291 §2.4, IANA's registry).
    const first = parsed.parts[0] ?? 0;
    return first >= 0x2000 && first <= 0x3fff;
  }
  return true;
}

/** Whether an IP address belongs to a network of one's own: this machine or a private range (RFC 1918, RFC 4193). */
function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  return ['loopback', 'private', 'uniqueLocal'].includes(ipaddr.process(address).range());
}

class NotPublic extends Error {}

function checkUrl(text: string, options: FetchOptions, isAllowed: IsAllowed): URL {
  if (!URL.canParse(text)) throw refuse('outgoing_refused', { reason: 'not a URL' });
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(options.allowHttp && url.protocol === 'http:'))
    throw refuse('outgoing_refused', { reason: 'not https' });
  if (url.username !== '' || url.password !== '')
    throw refuse('outgoing_refused', { reason: 'credentials in the URL' });
  // A literal address never passes through the lookup.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host)) throw refuse('outgoing_refused', { reason: 'not a public address' });
  return url;
}

type Exchange = {
  method: NonNullable<OutgoingRequest['method']>;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer | undefined;
  signal: AbortSignal;
  agent: Agent;
};

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly hangUp: () => Promise<void>;
};

async function exchange(url: URL, { body, agent, ...rest }: Exchange): Promise<Answer> {
  const answer = await send(url, {
    ...rest,
    headers: { 'user-agent': 'Telltale', ...rest.headers },
    body: body ?? null,
    redirect: 'manual',
    dispatcher: agent,
  }).catch(refuseExchange);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: answer.body,
    hangUp: async () => answer.body?.cancel(),
  };
}

const isRedirect = (status: number, { location }: Readonly<Record<string, string>>): boolean =>
  status >= 300 && status < 400 && location !== undefined;

function refuseExchange(error: unknown): never {
  if (error instanceof TooLarge) throw refuse('outgoing_failed', { reason: 'answer too large' });
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof NotPublic) throw refuse('outgoing_refused', { reason: 'not a public address' });
  throw refuse('outgoing_failed', { reason: 'no answer' }, { cause: error });
}

async function readLimited(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
  beginningOnly: boolean,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > limit && !beginningOnly) throw refuse('outgoing_failed', { reason: 'answer too large' });
      chunks.push(chunk);
      // Leaving the loop cancels the body, which ends the exchange.
      if (size >= limit && beginningOnly) break;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    throw refuse('outgoing_failed', { reason: 'answer broke off' }, { cause: error });
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
