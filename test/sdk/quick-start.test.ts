// The quick starts: what the pages print is run against a running product, with the SDK itself where it is installed,
// and as the requests that the SDK sends where it is not.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { findSdk, type SdkId, sdks } from '../../src/developers/quick-start/sdks.ts';
import { goThroughConnect } from '../support/go-through-connect.ts';
import { openRunningWorld, type RunningWorld } from '../support/running-world.ts';
import { connectAddress, exchange, read, type SdkRequest } from '../support/sdk-requests.ts';
import { signInAs } from '../support/sign-in.ts';
import type { Visitor } from '../support/visitor.ts';

/** Where SDKs of other languages lie when somebody has put them there; docs/operate/sdks.md says how. */
const SDKS = path.resolve('.cache/sdks');

let world: RunningWorld;
let developer: Visitor;
let facts: Readonly<Record<string, string>>;
let folder: string;
before(async () => {
  world = await openRunningWorld({ limitsOff: true });
  facts = (await world.seed())['application'] ?? {};
  developer = await signInAs(world, 'developer');
  // Within the project, so that programs find the packages that are installed for it.
  mkdirSync('.cache', { recursive: true });
  folder = mkdtempSync(path.resolve('.cache/quick-start-'));
});
after(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

type Printed = { readonly environment: Record<string, string>; readonly program: string; readonly page: string };

/** What the page prints, read as a person copies it. */
async function printed(sdk: SdkId): Promise<Printed> {
  const { clientId = '', clientSecret = '' } = facts;
  const { status, body } = await developer.get(href(routes.developers.quickStart, { id: clientId }, { sdk }));
  assert.equal(status, 200);
  const blocks = [
    ...body.matchAll(/<section class="code-block" aria-label="([^"]*)"[^>]*><pre><code[^>]*>([\s\S]*?)<\/code>/g),
  ];
  const block = (label: RegExp): string => plain(blocks.find(([, name = '']) => label.test(name))?.[2] ?? '');
  const shell = block(/Environment/).replace("'…'", `'${clientSecret}'`);
  // A shell reads the lines, quotation marks and comments included.
  const lines = execFileSync('/bin/sh', ['-c', `${shell}\nenv`], { env: {}, encoding: 'utf8' }).split('\n');
  const environment = Object.fromEntries(
    lines
      .filter(line => line.startsWith('SMARTCAR_'))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { environment, program: block(/^Program/), page: body };
}

const plain = (html: string): string =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** Runs the program in a folder of its own, reads its link, goes through Connect, and pastes where that ended. */
async function run(command: string, args: readonly string[], environment: Record<string, string>): Promise<string> {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...environment, PATH: process.env['PATH'] ?? '' },
    stdio: 'pipe',
  });
  let out = '';
  let linkFound: (link: string) => void = () => undefined;
  const link = new Promise<string>(resolve => {
    linkFound = resolve;
  });
  child.stdout.on('data', chunk => {
    out += String(chunk);
    const found = /https?:\/\/\S+(?=\s)/.exec(out)?.[0];
    if (found) linkFound(found);
  });
  child.stderr.on('data', chunk => {
    out += String(chunk);
  });
  const ended = new Promise<number | null>(resolve => {
    child.once('close', resolve);
  });
  const address = await Promise.race([link, ended.then(code => assert.fail(`ended with ${code}: ${out}`))]);
  child.stdin.end(`${await goThroughConnect(world, address)}\n`);
  assert.equal(await ended, 0, out);
  return out;
}

const odometer = /: [\d.]+ km\s*$/;

describe('quick starts', () => {
  test('Node: the program runs as printed', async () => {
    const { environment, program } = await printed('node');
    writeFileSync(path.join(folder, 'odometer.mjs'), program);
    assert.match(await run(process.execPath, ['odometer.mjs'], environment), odometer);
  });

  test('Python: the program runs as printed', async t => {
    const site = path.join(SDKS, 'python');
    if (!existsSync(path.join(site, 'smartcar'))) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    const { environment, program } = await printed('python');
    writeFileSync(path.join(folder, 'odometer.py'), program);
    assert.match(
      await run('python3', ['-u', 'odometer.py'], { ...environment, PYTHONPATH: site, HOME: folder }),
      odometer,
    );
  });

  test('Java: the program runs as printed', async t => {
    const lib = path.join(SDKS, 'java');
    if (!existsSync(lib)) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    const { environment, program } = await printed('java');
    writeFileSync(path.join(folder, 'Odometer.java'), program);
    symlinkSync(lib, path.join(folder, 'lib'));
    assert.match(await run('java', ['-cp', 'lib/*', 'Odometer.java'], { ...environment, HOME: folder }), odometer);
  });

  test('Ruby: the program runs as printed', async t => {
    const gems = path.join(SDKS, 'ruby');
    if (!existsSync(gems)) return t.skip('the SDK is not installed: docs/operate/sdks.md');
    const { environment, program } = await printed('ruby');
    writeFileSync(path.join(folder, 'odometer.rb'), program);
    // As on a terminal, where each line is seen at once.
    const args = ['-W0', '-e', '$stdout.sync = true; load "odometer.rb"'];
    assert.match(await run('ruby', args, { ...environment, GEM_HOME: gems, HOME: folder }), odometer);
  });

  for (const sdk of sdks)
    test(`${sdk.name}: the requests that the SDK sends with the printed variables are answered`, async () => {
      const { environment, program, page } = await printed(sdk.id);
      // Node is given the redirect URI by the program.
      const redirect = facts['redirectUri'] ?? '';
      assert.ok(
        sdk.id === 'node'
          ? program.includes(JSON.stringify(redirect))
          : environment['SMARTCAR_REDIRECT_URI'] === redirect,
      );
      assert.equal(environment['SMARTCAR_CLIENT_ID'], facts['clientId']);
      assert.ok(!page.includes(facts['clientSecret'] ?? ''), 'a page never shows the secret');
      const variables = { ...environment, SMARTCAR_REDIRECT_URI: redirect };
      const ended = await goThroughConnect(
        world,
        connectAddress(sdk.id, variables, 'required:read_vehicle_info required:read_odometer'),
      );
      const code = new URL(ended).searchParams.get('code') ?? '';
      const tokens = await send(exchange(sdk.id, variables, code));
      const token = String(tokens['access_token']);
      assert.equal(token.length, 36);
      const { vehicles } = await send(read(sdk.id, variables, token, 'vehicles'));
      const [car] = vehicles as string[];
      assert.equal(
        typeof (await send(read(sdk.id, variables, token, `vehicles/${car}/odometer`)))['distance'],
        'number',
      );
    });

  test('every page leads to the others, and an unknown SDK to the first', async () => {
    const id = facts['clientId'] ?? '';
    const { body } = await developer.get(href(routes.developers.quickStart, { id }, { sdk: 'cobol' }));
    assert.match(body, /Quick start with Node/);
    for (const { id: sdk } of sdks) assert.ok(body.includes(href(routes.developers.quickStart, { id }, { sdk })));
    assert.equal(findSdk('cobol'), undefined);
    const stranger = await signInAs(world, { name: 'Stranger', email: 'stranger@dev.example' });
    assert.equal((await stranger.get(href(routes.developers.quickStart, { id }))).status, 404);
  });
});

async function send({ method, url, headers, form }: SdkRequest): Promise<Record<string, unknown>> {
  const reply = await fetch(url, {
    method,
    headers,
    redirect: 'error',
    ...(form && { body: new URLSearchParams(form) }),
  });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${method} ${url}: ${text}`);
  return JSON.parse(text);
}
