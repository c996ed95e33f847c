// What the official suites look at (vehicle-platform §21), asked by the SDKs themselves, those of other languages where they
// are installed: each is a program of its own that talks to a running product and fails with what it did not expect.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { goThroughConnect } from '../support/go-through-connect.ts';
import { openStandIn, type StandIn } from '../support/https-stand-in.ts';
import { smartcar } from '../support/official-smartcar.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';
import { signInAs } from '../support/sign-in.ts';

/** Where SDKs of other languages lie when somebody has put them there; docs/operate/sdks.md says how. */
const SDKS = path.resolve('.cache/sdks');
const PROGRAMS = path.resolve('test/sdk/programs');

/** What Node's and Ruby's suites ask of a Volt, together. */
const VOLT = [
  'read_vehicle_info',
  'read_vin',
  'read_odometer',
  'read_location',
  'read_fuel',
  'read_battery',
  'read_charge',
  'read_engine_oil',
  'read_tires',
  'read_security',
  'control_security',
  'read_service_history',
  'read_diagnostics',
  'read_user_profile',
];
const FORD = [
  'read_vehicle_info',
  'read_charge',
  'control_charge',
  'control_security',
  'control_navigation',
  'read_service_history',
  'read_diagnostics',
  'read_battery',
];

let world: RunningWorld;
let standIn: StandIn;
let facts: Readonly<Record<string, string>>;
let webhook: string;

before(async () => {
  standIn = await openStandIn();
  // A suite compares the whole address in an error.
  const environment = { ERROR_DOCS_URL: 'https://smartcar.com/docs/' };
  world = await openRunningWorld({ limitsOff: true, fetch: standIn.fetch, environment });
  facts = (await world.seed())['application'] ?? {};
  standIn.answer(({ body }) => ({
    body: JSON.stringify({
      challenge: smartcar.hashChallenge(facts['managementToken'] ?? '', JSON.parse(body).data?.challenge ?? ''),
    }),
  }));
  const developer = await signInAs(world, 'developer');
  const id = facts['clientId'] ?? '';
  const form = await developer.get(href(routes.webhooks.create, { id }));
  webhook = /name="webhook" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const fields = { name: 'Suites', triggers: 'charging', data: ['battery_level'], callback: `${standIn.origin}/hook` };
  assert.equal((await developer.post(href(routes.webhooks.create, { id }), { ...fields, webhook })).status, 303);
});
after(async () => {
  await world?.close();
  await standIn?.close();
});

/** A new owner's consent. */
async function codeFor(make: string, scope: readonly string[]): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: facts['clientId'] ?? '',
    redirect_uri: facts['redirectUri'] ?? '',
    scope: scope.map(name => `required:${name}`).join(' '),
    mode: 'test',
  });
  const ended = await goThroughConnect(world, `${href(routes.connect.authorize)}?${query}`, make);
  return new URL(ended).searchParams.get('code') ?? '';
}

async function tokenFor(make: string, scope: readonly string[]): Promise<string> {
  const { clientId = '', clientSecret = '', redirectUri = '' } = facts;
  const reply = await fetch(world.url + href(routes.connect.token), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: await codeFor(make, scope),
      redirect_uri: redirectUri,
    }),
  });
  return (await reply.json()).access_token;
}

/** Runs a program. @returns what it printed, and how it ended */
async function run(command: string, args: readonly string[], more: Readonly<Record<string, string>>) {
  const { url } = world;
  const environment = {
    SMARTCAR_API_ORIGIN: url,
    SMARTCAR_CONNECT_ORIGIN: url,
    SMARTCAR_AUTH_ORIGIN: url,
    SMARTCAR_MANAGEMENT_API_ORIGIN: url,
    SMARTCAR_API_V3_ORIGIN: url,
    SMARTCAR_VEHICLE_API_ORIGIN: url,
    SMARTCAR_VEHICLE_API_V3_ORIGIN: url,
    SMARTCAR_CLIENT_ID: facts['clientId'] ?? '',
    SMARTCAR_CLIENT_SECRET: facts['clientSecret'] ?? '',
    SMARTCAR_REDIRECT_URI: facts['redirectUri'] ?? '',
    FACTS: JSON.stringify({
      code: await codeFor('CHEVROLET', VOLT),
      ford: await tokenFor('FORD', FORD),
      kia: await tokenFor('KIA', ['read_charge', 'control_charge']),
      scope: VOLT,
      amt: facts['managementToken'],
      webhook,
    }),
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...more,
  };
  const child = spawn(command, args, { cwd: PROGRAMS, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      out += String(chunk);
    });
  const status = await new Promise<number | null>(resolve => {
    child.once('close', resolve);
  });
  return { status, out: out.trim() };
}

/** Nothing was unexpected. Java's SDK prints the body of every error before, too. */
const everything = ({ status, out }: { status: number | null; out: string }): void =>
  assert.deepEqual([status, out.split('\n').at(-1)], [0, 'everything'], out);

describe('the suites of official SDKs', () => {
  test('Node', async () => {
    everything(await run(process.execPath, ['vectors.mjs'], {}));
  });

  test('Python', async t => {
    const site = path.join(SDKS, 'python');
    if (!existsSync(path.join(site, 'smartcar'))) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    everything(await run('python3', ['vectors.py'], { PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: '1' }));
  });

  test('Java', async t => {
    const lib = path.join(SDKS, 'java');
    if (!existsSync(lib)) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    everything(await run('java', ['-cp', `${lib}/*`, 'Vectors.java'], {}));
  });

  test('Ruby', async t => {
    const gems = path.join(SDKS, 'ruby');
    if (!existsSync(gems)) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    everything(await run('ruby', ['-W0', 'vectors.rb'], { GEM_HOME: gems }));
  });
});
