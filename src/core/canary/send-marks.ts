// Sends marked text into every input of the product: first as people do, form by form, then what no form led to.
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type DemoPerson, demoPeople } from '../../catalog/demo-people.ts';
import { routes as catalog, href, type RoutePath } from '../../catalog/routes.ts';
import { BUGCROWD, JSON_API } from '../http/negotiate.ts';
import type { Kernel } from '../kernel.ts';
import type { Module } from '../module.ts';
import { fillForms } from './fill-forms.ts';
import { type Input, listInputs, markedValue, matchPath } from './inputs.ts';
import type { Marks } from './marks.ts';
import { wordlessService } from './open-by-nature.ts';
import { type Page, type Visitor, visitor } from './visitor.ts';

/** Which inputs there are, which of them got marked text, and which took it. */
export type Coverage = {
  readonly inputs: readonly string[];
  readonly sent: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  /** Answers that only a fault gives, by input. */
  readonly faults: readonly string[];
};

export type Target = {
  readonly kernel: Kernel;
  readonly server: FastifyInstance;
  readonly modules: readonly Pick<Module, 'routes' | 'services' | 'doors'>[];
  /** Every path of the catalog. */
  readonly paths: readonly RoutePath[];
  /** What programs prove themselves with: client id and secret of the demo's application. */
  readonly client: { readonly id: string; readonly secret: string } | undefined;
};

type Who = DemoPerson | undefined;
// The keys of `demoPeople`, which `Object.keys` does not know by name.
const everybody: readonly Who[] = [undefined, ...(Object.keys(demoPeople) as DemoPerson[])];

/** What travels with every request, whoever asks for what. */
const EVERYWHERE = ['header user-agent', 'header referer', 'header accept-language', 'header x-request-id', 'a cookie'];
const ELSEWHERE = ['an address of no page', 'a query of no page', 'header authorization', 'header idempotency-key'];

export async function sendMarks(target: Target, marks: Marks): Promise<Coverage> {
  const { server, modules, paths, client } = target;
  const routes = modules.flatMap(module => module.routes);
  const inputs = listInputs(routes, paths);
  const served = [...routes.map(({ method, at }) => ({ method, path: at.path })), ...inputs];
  const pathOf = (method: string, address: string): string | undefined =>
    served.find(one => one.method === method && matchPath(one.path, address) !== undefined)?.path;
  const nameOf = (method: string, address: string): string => `${method} ${pathOf(method, address) ?? address}`;
  const sent = new Set<string>();
  const taken = new Set<string>();
  const faults: string[] = [];
  const note = (name: string, status: number): void => {
    sent.add(name);
    if (status < 400) taken.add(name);
    if (status >= 500 && status !== lateAnswer.status) faults.push(`${name}: ${status}`);
  };
  const known = newKnownIds(served.map(({ path }) => path));

  const enter = async (who: Who): Promise<Visitor> => {
    const fresh = patient(visitor(server));
    if (who !== undefined) await fresh.post(href(catalog.accounts.signInDemo), { person: who });
    return fresh;
  };

  const starts = routes
    .filter(({ method, at }) => method === 'GET' && at.family === 'page' && !at.path.includes(':'))
    .map(({ at }) => at.path);
  for (const who of everybody)
    await fillForms({
      visitor: await enter(who),
      starts,
      pathOf,
      markOf: action => marks.of(nameOf('POST', action)),
      onLink: known.learn,
      onSent: (action, method, { status }) => note(nameOf(method, action), status),
    });

  for (const input of inputs.filter(({ name }) => !taken.has(name)))
    for (const who of candidates(input)) {
      const answer = await sendInput(await enter(who), input, marks.of(input.name), known.fill(input.path), client);
      note(input.name, answer.status);
      if (answer.status < 400) break;
    }

  const curious = visitor(server);
  const headers = {
    'user-agent': marks.of('header user-agent'),
    referer: `https://${marks.of('header referer')}.example/`,
    'accept-language': marks.of('header accept-language'),
    'x-request-id': marks.of('header x-request-id'),
    cookie: `telltale-session=${marks.of('a cookie')}`,
  };
  for (const address of [href(catalog.site.home), href(catalog.accounts.signIn)]) await curious.get(address, headers);
  await curious.get(`/${marks.of('an address of no page')}`);
  await curious.get(`${href(catalog.site.home)}?q=${marks.of('a query of no page')}`);
  await curious.get(href(catalog.site.home), { authorization: `Bearer ${marks.of('header authorization')}` });
  await curious.postJson(
    `/${marks.of('an address of no page')}`,
    {},
    { 'idempotency-key': marks.of('header idempotency-key') },
  );
  for (const name of [...EVERYWHERE, ...ELSEWHERE]) note(name, 200);
  const doors = await sendThroughDoors(target, marks, note);

  return {
    inputs: [...inputs.map(({ name }) => name), ...EVERYWHERE, ...ELSEWHERE, ...doors],
    sent,
    taken,
    faults,
  };
}

/** @returns names of the doors, and of services that have none though words may come in by them */
async function sendThroughDoors(
  { kernel, modules }: Target,
  marks: Marks,
  note: (name: string, status: number) => void,
): Promise<string[]> {
  const doors = modules.flatMap(module => module.doors ?? []);
  for (const { name, send } of doors) note(name, (await send(kernel, marks.of(name))) ? 200 : 400);
  const doorless = modules
    .flatMap(module => module.services ?? [])
    .filter(({ name }) => wordlessService(name) === undefined && doors.every(({ service }) => service !== name));
  return [...doors.map(({ name }) => name), ...doorless.map(({ name }) => `service ${name}`)];
}

/** An answer that does not come in time is one of its own, 504: a stream of events has no end to wait for. */
function patient(visitor: Visitor): Visitor {
  const within = async (answer: Promise<Page>): Promise<Page> => {
    const over = new AbortController();
    const late = pause(LONGEST_MS, lateAnswer, { signal: over.signal }).catch(() => lateAnswer);
    return Promise.race([answer, late]).finally(() => over.abort());
  };
  return {
    ...visitor,
    get: (...args) => within(visitor.get(...args)),
    post: (...args) => within(visitor.post(...args)),
    upload: (...args) => within(visitor.upload(...args)),
    delete: (...args) => within(visitor.delete(...args)),
    postJson: (...args) => within(visitor.postJson(...args)),
    patchJson: (...args) => within(visitor.patchJson(...args)),
    putJson: (...args) => within(visitor.putJson(...args)),
    open: (...args) => within(visitor.open(...args)),
  };
}

const LONGEST_MS = 30_000;
const lateAnswer: Page = {
  status: 504,
  headers: {},
  body: '',
  bytes: Buffer.alloc(0),
  location: undefined,
  json: <T>() => ({}) as T,
};

/** Who is likely to be let in, most likely first. */
function candidates({ route }: Input): readonly Who[] {
  switch (route?.access.rule) {
    case 'staff':
      return ['admin'];
    case 'signed-in':
    case 'fresh-sign-in':
      return ['owner', 'developer', 'researcher', 'admin'];
    case 'participant':
    case 'reporter':
      return ['researcher', undefined];
    default:
      return [undefined];
  }
}

const mediaTypes: Readonly<Partial<Record<string, string>>> = { jsonapi: JSON_API, bugcrowd: BUGCROWD };

async function sendInput(
  visitor: Visitor,
  { method, route }: Input,
  mark: string,
  address: string,
  client: Target['client'],
): Promise<{ readonly status: number }> {
  const type = mediaTypes[route?.at.family ?? ''];
  const headers: Record<string, string> = {
    ...(type !== undefined && { 'content-type': type }),
    ...(client && route?.access.credential !== 'cookie' && { authorization: basic(client) }),
  };
  const value = markedValue(method === 'GET' ? (route?.query ?? undefined) : route?.body, mark);
  const isForm = route === undefined || route.at.family === 'page' || route.at.family === 'oauth';
  switch (method) {
    case 'GET':
      return visitor.get(`${address}?${new URLSearchParams(flat(value))}`, headers);
    case 'DELETE':
      return visitor.delete(address, headers);
    case 'PUT':
      return visitor.putJson(address, value, headers);
    case 'PATCH':
      return visitor.patchJson(address, value, headers);
    default:
      if (route?.multipart)
        return visitor.upload(address, flat(value), [
          { field: 'files', filename: `${mark}.txt`, content: `evidence ${mark}`, type: 'text/plain' },
        ]);
      return isForm ? visitor.post(address, flat(value), headers) : visitor.postJson(address, value, headers);
  }
}

const basic = ({ id, secret }: NonNullable<Target['client']>): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** Fields of a form: what is no text by itself is sent as JSON. */
const flat = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof value === 'object' && value !== null ? value : {}).map(([name, one]) => [
      name,
      typeof one === 'string' ? one : JSON.stringify(Array.isArray(one) ? one[0] : one),
    ]),
  );

/** Remembers which ids stood in links, so that addresses without a link can be filled in. */
function newKnownIds(paths: readonly string[]): {
  readonly learn: (address: string) => void;
  readonly fill: (path: string) => string;
} {
  const withIds = [...new Set(paths)].filter(path => path.includes(':'));
  /** By path up to the parameter, itself included. */
  const known = new Map<string, string>();
  return {
    learn: address => {
      for (const path of withIds) {
        const params = matchPath(path, address);
        if (params) for (const [name, value] of Object.entries(params)) known.set(upTo(path, name), value);
      }
    },
    fill: path =>
      path.replace(/:(\w+)(?:\([^)]*\))?/g, (_, name: string) =>
        name === 'version' ? '2.0' : encodeURIComponent(known.get(upTo(path, name)) ?? UNKNOWN),
      ),
  };
}

const upTo = (path: string, name: string): string => path.slice(0, path.indexOf(`:${name}`) + name.length + 1);
const UNKNOWN = 'rpt_01kazyx0000000000000000000';
