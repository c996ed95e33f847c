// The answers that the API documents show: asked of a running product with simulated cars, recorded, and compared in
// shape ever after. `RECORD_EXAMPLES=1` writes them anew.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Value } from 'typebox/value';
import { href, routes } from '../src/catalog/routes.ts';
import { scopes } from '../src/catalog/scopes.ts';
import { giveGrant, issueAccessToken } from '../src/connect/index.ts';
import { system } from '../src/core/actor.ts';
import { linkVehicles } from '../src/vehicles/index.ts';
import { answerForms } from '../tools/answer-forms.ts';
import { filled, type Place, places, type Sample, samples } from '../tools/api-samples.ts';
import { RECORDED, type RecordedAnswer } from '../tools/make-openapi.ts';
import { tokenHeaders } from './support/api-client.ts';
import { formFaults } from './support/closed-schema.ts';
import { openStandIn, type StandIn } from './support/https-stand-in.ts';
import { smartcar } from './support/official-smartcar.ts';
import { assertAsRecorded } from './support/recorded-answers.ts';
import { personOf, signInAs } from './support/sign-in.ts';
import { openWorld, type World } from './support/world.ts';

type Operation = {
  readonly operationId: string;
  readonly security: readonly Record<string, unknown>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly 'x-makes'?: readonly string[];
};
type ToAsk = { readonly key: string; readonly method: string; readonly path: string; readonly operation: Operation };

let world: World;
let standIn: StandIn;
/** The real values behind the places. */
let real: Record<Place, string>;
let owner: string;
/** Cars by the simulator's names, with their makes. */
let cars: { id: string; make: string }[];
let headers: { owner: string; application: string; secret: string; management: string };
let getTokens: () => Promise<void>;
let reports: Record<string, string>;

before(async () => {
  standIn = await openStandIn();
  world = await openWorld({ fetch: standIn.fetch, limitsOff: true });
  const { kernel } = world;
  const facts = await world.seed();
  const { clientId = '', clientSecret = '', managementToken = '' } = facts['application'] ?? {};
  standIn.answer(({ body }) => ({
    body: JSON.stringify({ challenge: smartcar.hashChallenge(managementToken, JSON.parse(body).data.challenge) }),
  }));
  owner = await personOf(world, { name: 'Olive Example', email: 'olive@owner.example' });
  const ids = await linkVehicles(kernel, system('test'), { owner, provider: 'simulator', credentials: null });
  const { rows } = await world.database.pool.query<{ id: string; make: string; model: string }>(
    `select id, make, model from vehicles.vehicle where id = any($1) order by model <> 'Volt', id`,
    [ids],
  );
  cars = rows;
  const grant = await giveGrant(kernel, {
    owner,
    application: clientId,
    vehicles: ids,
    scopes: scopes.map(({ name }) => name),
  });
  const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  getTokens = async () => {
    const issued = await world.app.server.inject({
      method: 'POST',
      url: href(routes.connect.applicationToken),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }).toString(),
    });
    headers = {
      owner: `Bearer ${await issueAccessToken(kernel, grant)}`,
      application: `Bearer ${issued.json().access_token}`,
      secret: basic(clientId, clientSecret),
      management: basic('default', managementToken),
    };
  };
  await getTokens();
  reports = await tokenHeaders(world, 'triager');
  const developer = await signInAs(world, 'developer');
  const form = await developer.get(href(routes.webhooks.create, { id: clientId }));
  const webhook = /name="webhook" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const created = await developer.post(href(routes.webhooks.create, { id: clientId }), {
    name: 'Charging',
    triggers: 'charging',
    data: ['battery_level', 'location'],
    callback: `${standIn.origin}/hook`,
    webhook,
  });
  assert.equal(created.status, 303);
  real = { ...places, vehicle: cars[0]?.id ?? '', webhook };
});
after(async () => {
  await world.close();
  await standIn.close();
});

const documents = ['v2', 'v3', 'reports-v1', 'bugcrowd'] as const;
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** At five in Denver all cars are plugged in and charged. */
const IN_THE_MORNING = 'v2 control-charge-ammeter';
/** In the evening they charge. */
const EVENING = new Date('2026-11-24T03:30:00.000Z');

/** Every call of the documents: reading before changing, and what ends something last. */
function callsToAsk(): ToAsk[] {
  const all = documents.flatMap(name => {
    const document = JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8'));
    return Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        key: `${name} ${operation.operationId}`,
        method,
        path,
        operation,
      })),
    );
  });
  const turn = ({ key, method }: ToAsk): number =>
    key === IN_THE_MORNING
      ? -1
      : key === 'v3 user-delete'
        ? 9
        : /^v3 (?:schedule|(?:command|schedule)-execution|subscriptions?|of-webhook)$/.test(key)
          ? 6
          : method === 'delete'
            ? 7 + Number(/connection|disconnect/.test(key))
            : methods.indexOf(method);
  return all.toSorted((one, other) => turn(one) - turn(other));
}

async function ask({ key, method, path, operation }: ToAsk, values: Record<Place, string>, make?: string) {
  const sample: Sample = filled(samples[key] ?? {}, values);
  const { params = {}, query = {}, body } = sample;
  const known: Record<string, string> = {
    version: '2.0',
    id: values.vehicle,
    ...(make && { make: make.toLowerCase() }),
    ...params,
  };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? `no-${name}`));
  const search = new URLSearchParams(query).toString();
  const type = Object.keys(operation.requestBody?.content ?? {})[0] ?? 'application/json';
  return world.app.server.inject({
    method: method.toUpperCase() as 'GET',
    url: search === '' ? address : `${address}?${search}`,
    headers: {
      ...sample.headers,
      ...(/^(?:reports|bugcrowd)/.test(key) ? reports : { authorization: proofFor(key, operation) }),
      ...(key === 'reports-v1 report-patch' && { 'if-match': tag }),
      ...(key.startsWith('bugcrowd') && { accept: 'application/vnd.bugcrowd+json' }),
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
}

function proofFor(key: string, { security }: Operation): string {
  if (key === 'v2 subscription-delete') return headers.management.replace(/.*/, `Bearer ${managementTokenOf()}`);
  if (security.some(one => 'client' in one)) return key.includes('compatibility') ? headers.secret : headers.management;
  return /^v3 (?:webhook|of-webhook|subscription|user)/.test(key) ? headers.application : headers.owner;
}

const managementTokenOf = (): string =>
  Buffer.from(headers.management.slice('Basic '.length), 'base64').toString().slice('default:'.length);

/** Reads of a few cars find one that tells everything. */
const MOST_CARS = 6;

/** Cars that a call may be tried with: those of its makes, the Volt before all. */
const carsFor = ({ operation, path, method }: ToAsk) => {
  const makes = operation['x-makes'];
  return path.includes('/vehicles/{id}')
    ? cars.filter(({ make }) => makes?.includes(make) ?? true).slice(0, method === 'get' ? MOST_CARS : undefined)
    : cars.slice(0, 1);
};

/** Ends something: with a car that nothing else is tried with. */
const spare: Readonly<Record<string, number>> = {
  'v2 connections-delete': 1,
  'v3 connection-delete': 2,
  'v2 disconnect': 3,
};

async function answerTo(call: ToAsk): Promise<RecordedAnswer> {
  const { key } = call;
  const own = spare[key] === undefined ? undefined : cars.at(-(spare[key] ?? 1));
  const candidates = own ? [own] : carsFor(call);
  let good: { reply: Awaited<ReturnType<typeof ask>>; values: Record<Place, string>; car: string } | undefined;
  let last = '';
  for (const car of candidates) {
    const values = { ...real, vehicle: car.id };
    if (key === 'v3 connection-delete') values.connection = real.connection.replace(/\.[^.]+$/, `.${car.id}`);
    if (/^v3 schedule(?:-delete|-execution)?$/.test(key)) values.vehicle = scheduled;
    if (key === 'v3 command-execution') values.vehicle = locked;
    if (key.startsWith('reports-v1 report-patch')) await readTag(values.report);
    const reply = await ask(call, values, car.make);
    last = `${reply.statusCode} ${reply.body.slice(0, 500)}`;
    if (reply.statusCode >= 300) continue;
    assert.deepEqual(faultsIn(key, reply.body), [], key);
    const tellsAll = !/:null/.test(reply.body);
    if (good === undefined || tellsAll) good = { reply, values, car: car.id };
    // Commands are not repeated for a fuller answer.
    if (tellsAll || call.method !== 'get') break;
  }
  if (good === undefined) throw new Error(`${key}: ${last}`);
  const { reply, values } = good;
  learn(key, reply.body, good.car);
  return normal(values, {
    status: reply.statusCode,
    headers: Object.fromEntries(
      Object.entries(reply.headers).flatMap(([name, value]) =>
        /^(?:sc-|etag)/.test(name) ? [[name, String(value)]] : [],
      ),
    ),
    body: reply.body === '' ? null : JSON.parse(reply.body),
  });
}

/** Where a real answer is not as the document says, or is more. */
function faultsIn(key: string, body: string): string[] {
  const [document = '', id = ''] = key.split(' ');
  if (body === '') return [];
  const schema = answerForms[document]?.answers[id] ?? assert.fail(`nothing says the form of what ${key} answers`);
  return formFaults(schema, JSON.parse(body));
}

let scheduled = '';
let locked = '';

let tag = '';

async function readTag(report: string): Promise<void> {
  const reply = await world.app.server.inject({
    url: href(routes.reports.apiReport, { id: report }),
    headers: reports,
  });
  tag = String(reply.headers.etag);
}

/** Ids that later calls need stand in the answers of earlier ones. */
function learn(key: string, body: string, car: string): void {
  const json = body === '' ? {} : JSON.parse(body);
  if (key === 'v3 connections') {
    real.connection = json.data[0].id;
    real.user = json.data[0].relationships.user.data.id;
  }
  if (key === 'v3 add-schedule') {
    real.schedule = json.data.attributes.scheduleId;
    real.scheduleExecution = json.data.id;
    scheduled = car;
  }
  if (key === 'v3 lock') {
    real.commandExecution = json.data.id;
    locked = car;
  }
  if (key === 'v3 subscriptions') real.subscription = json.data[0].id;
  if (key === 'reports-v1 reports') real.report = json.data[0].id;
  if (key === 'bugcrowd submissions') real.submission = json.data[0].id;
}

/** What differs from run to run as the documents show it. */
function normal(values: Record<Place, string>, answer: RecordedAnswer): RecordedAnswer {
  let text = JSON.stringify(answer);
  const known = { ...real, ...values };
  // The connection's id holds that of the car.
  for (const name of ['connection', ...Object.keys(places)] as Place[])
    text = text.replaceAll(known[name], places[name]);
  const kept = new Set<string>(
    Object.values(places).flatMap(value => [...value.split('.'), value.replace('exec_', '')]),
  );
  const seen = new Map<string, string>();
  const number = (id: string, write: (count: string) => string): string => {
    if (kept.has(id)) return id;
    const written = seen.get(id) ?? write(String(seen.size + 1));
    seen.set(id, written);
    return written;
  };
  text = text
    .replaceAll(world.kernel.config.publicUrl, 'https://telltale.example')
    .replaceAll(standIn.origin, 'https://app.example')
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, id =>
      number(id, count => `5dea93a1-3f79-4246-90c5-${count.padStart(12, '0')}`),
    )
    .replace(/\b([a-z]{3})_[\da-z]{26}\b/g, id =>
      number(id, count => `${id.slice(0, 4)}01kaqz3x5v8w2m4n6p7r9s0${count.padStart(3, '0')}`),
    );
  return JSON.parse(text);
}

test('whole lists of reports and submissions, with all that can be included, are as their documents say', async () => {
  for (const [key, path] of [
    ['reports-v1 reports', `${href(routes.reports.apiReports)}?page[size]=100&include=target,assignee,reporter`],
    ['bugcrowd submissions', `${href(routes.reports.compatSubmissions)}?page[limit]=100&include=target,program`],
  ] as const) {
    const reply = await world.app.server.inject({
      url: path,
      headers: { ...reports, ...(key.startsWith('bugcrowd') && { accept: 'application/vnd.bugcrowd+json' }) },
    });
    assert.equal(reply.statusCode, 200, reply.body.slice(0, 300));
    assert.ok(reply.json().data.length > 5 && reply.json().included.length > 2, key);
    assert.deepEqual(faultsIn(key, reply.body), [], key);
  }
});

test('what was narrowed to some fields still has the form that the document says', async () => {
  const url = `${href(routes.reports.apiReports)}?fields[reports]=title,assignee&page[size]=5`;
  const reply = await world.app.server.inject({ url, headers: reports });
  assert.deepEqual(Object.keys(reply.json().data[0].attributes), ['title']);
  const schema = answerForms['reports-v1']?.answers['reports'] ?? assert.fail();
  assert.deepEqual([...Value.Errors(schema, reply.json())], []);
  assert.notDeepEqual(faultsIn('reports-v1 reports', reply.body), []);
});

test('every call of the vehicle, management and reports APIs answers as its document shows', async () => {
  const recorded: Record<string, RecordedAnswer> = {};
  const refused: string[] = [];
  for (const call of callsToAsk()) {
    const answer = await answerTo(call).catch((error: unknown) => String(error));
    if (typeof answer === 'string') refused.push(answer);
    else recorded[call.key] = answer;
    if (call.key !== IN_THE_MORNING) continue;
    world.clock.set(EVENING);
    await getTokens();
  }
  assert.deepEqual(refused, []);
  assert.ok(Object.keys(recorded).length > 70);
  assertAsRecorded(RECORDED, recorded);
});
