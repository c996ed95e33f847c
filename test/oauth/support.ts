// A listening server with a demo application and an owner at it, and the steps of a browser, for the tests beside this file.
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import { signInAs } from '../support/sign-in.ts';
import type { Visitor } from '../support/visitor.ts';
import { openWorld, type World, type WorldOptions } from '../support/world.ts';

export type Authority = {
  readonly world: World;
  /** Where the server listens. */
  readonly origin: string;
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly secret: string;
  readonly redirectUri: string;
  readonly owner: Visitor;
  /** The owner's cars, by the simulator's names. */
  readonly vehicles: Readonly<Record<string, string>>;
};

/** Options that let the client speak http to a server on this machine. */
export const http = { [oauth.allowInsecureRequests]: true } as const;

/** Opens a seeded world that listens; close it with `await using`. */
export async function openAuthority(options: WorldOptions = {}): Promise<Authority & AsyncDisposable> {
  const world = await openListeningWorld(options);
  const facts = await world.seed();
  const { port } = world.app.server.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const application = facts['application'] ?? {};
  const issuer = new URL(world.kernel.config.publicUrl);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(new URL(origin), { ...http, algorithm: 'oauth2' }),
  );
  return {
    world,
    origin,
    server,
    client: { client_id: application['clientId'] ?? '' },
    secret: application['clientSecret'] ?? '',
    redirectUri: application['redirectUri'] ?? '',
    owner: await signInAs(world, 'owner'),
    vehicles: facts['vehicles'] ?? {},
    [Symbol.asyncDispose]: () => world.close(),
  };
}

/** PUBLIC_URL has to name the port, so a free one is found first. */
async function openListeningWorld(options: WorldOptions): Promise<World> {
  const { createServer } = await import('node:net');
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  const world = await openWorld({
    ...options,
    environment: { ...options.environment, PUBLIC_URL: `http://127.0.0.1:${port}`, PORT: String(port) },
  });
  await world.app.server.listen({ host: '127.0.0.1', port });
  return world;
}

export type AskOptions = {
  readonly scope?: string;
  /** Further parameters; undefined leaves one out. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
};

/** The address of an authorization request. */
export function authorizePath({ client, redirectUri }: Authority, { scope, parameters }: AskOptions = {}): string {
  const query = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: scope ?? 'required:read_odometer read_vin',
    state: 'state-1',
    // The demo's cars are simulated, and each of these requests wants a decision of its own.
    mode: 'simulated',
    approval_prompt: 'force',
    ...parameters,
  };
  return `/oauth/authorize?${new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined))}`;
}

export type Answers = {
  readonly vehicles?: readonly string[];
  /** Optional permissions to tick. */
  readonly tick?: readonly string[];
  readonly deny?: boolean;
};

/** Opens the consent page. @returns its path and its document */
export async function openConsent(authority: Authority, ask: AskOptions = {}, visitor = authority.owner) {
  const started = await visitor.get(authorizePath(authority, ask));
  const path = started.location ?? '';
  return { started, path, page: await visitor.open(path) };
}

/** Goes from the application's link through the consent page back to the application. @returns where the browser ends up */
export async function authorize(authority: Authority, ask: AskOptions = {}, answers: Answers = {}): Promise<URL> {
  const { path, page } = await openConsent(authority, ask);
  return answerConsent(authority, path, page.body, answers);
}

/** Sends the consent form as a browser would. */
export async function answerConsent(
  { owner, vehicles }: Authority,
  path: string,
  document: string,
  answers: Answers = {},
): Promise<URL> {
  const fields = {
    ...hiddenFields(document),
    ...Object.fromEntries((answers.tick ?? []).map(name => [`allow-${name}`, 'on'])),
    vehicles: answers.vehicles ?? [vehicles['volt'] ?? ''],
  };
  const answered = await owner.post(`${path}/${answers.deny ? 'deny' : 'consent'}`, fields);
  const back = await owner.follow(answered);
  return new URL(back.location ?? `error:${back.status}:${back.body.slice(0, 200)}`);
}

/** The hidden inputs of a document. */
export const hiddenFields = (document: string): Record<string, string> =>
  Object.fromEntries(
    [...document.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

/** The client's own reading of the answer, `iss` and `state` included. */
export const readCallback = ({ server, client }: Authority, url: URL, state = 'state-1'): URLSearchParams =>
  oauth.validateAuthResponse(server, client, url, state);

/** Exchanges a code as an independent client does. */
export async function exchange(
  authority: Authority,
  callback: URLSearchParams,
  verifier: string | typeof oauth.nopkce = oauth.nopkce,
): Promise<oauth.TokenEndpointResponse> {
  const { server, client, secret, redirectUri } = authority;
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(secret),
    callback,
    redirectUri,
    verifier,
    http,
  );
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

/** A plain form post to an endpoint of the server, with the application's Basic credentials unless told otherwise; an empty header is left out. */
export async function post(
  { origin, client, secret }: Authority,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const all = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`,
    ...headers,
  };
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A whole flow: the tokens of a fresh grant. */
export async function connect(authority: Authority, ask: AskOptions = {}, answers: Answers = {}) {
  return exchange(authority, readCallback(authority, await authorize(authority, ask, answers)));
}

/** Reads the odometer as an application. @returns the HTTP status */
export async function readOdometer({ origin, vehicles }: Authority, token: string, car = 'volt'): Promise<number> {
  const response = await fetch(`${origin}/v2.0/vehicles/${vehicles[car]}/odometer`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
}
