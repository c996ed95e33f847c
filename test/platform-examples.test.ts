// What the platform answers to programs, asked of a running product: every call of its document answers in the form and
// under the media type that the document says. `RECORD_EXAMPLES=1` writes the answers that it shows anew.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { wkdName } from '../src/core/openpgp/wkd.ts';
import { answerForms } from '../tools/answer-forms.ts';
import { samples } from '../tools/api-samples.ts';
import { RECORDED_PLATFORM, type RecordedAnswer } from '../tools/make-openapi.ts';
import { tokenHeaders } from './support/api-client.ts';
import { platformFaults } from './support/platform-answers.ts';
import { assertAsRecorded } from './support/recorded-answers.ts';
import { signInAs, useMailedLink } from './support/sign-in.ts';
import { type CreationOptions, type RequestOptions, softwareAuthenticator } from './support/software-authenticator.ts';
import type { Page, Visitor } from './support/visitor.ts';
import { openWorld } from './support/world.ts';

type Operation = { readonly operationId: string; readonly security: readonly object[] };
type Ask = () => Promise<Page>;

const { answers, types = {}, unshown = {}, bare = {} } = answerForms['platform'] ?? assert.fail();

const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
  readFileSync('openapi/platform.json', 'utf8'),
);
const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ path, method, ...operation })),
);

const ORIGIN = 'http://localhost:8080';

/** What is asked in the tests of what it belongs to, which make what it tells of: each holds the form there. */
const HELD_ELSEWHERE: Readonly<Record<string, string>> = {
  inclusion: 'src/reports/inclusion/inclusion.test.ts',
  'certificate-file': 'src/rights/rights.test.ts',
  'order-file': 'src/rights/rights.test.ts',
  hook: 'src/trackers/links/trackers.test.ts',
  'queue-live': 'src/reports/live/live.test.ts',
  'tesla-key': 'src/vehicles/providers/tesla/tesla-account.test.ts',
  logo: 'src/developers/branding/branding.test.ts',
};

test('every call of the platform answers as its document says', async () => {
  await using world = await openWorld({ limitsOff: true, environment: { FLEET_TELEMETRY: 'on' } });
  await world.seed();
  await world.settle();
  const nobody = world.visitor();
  const [admin, triager, researcher, owner] = [
    await signInAs(world, 'admin'),
    await signInAs(world, 'triager'),
    await signInAs(world, 'researcher'),
    await signInAs(world, 'owner'),
  ];
  const token = await tokenHeaders(world, 'admin');
  const device = softwareAuthenticator(ORIGIN);
  const newcomer = world.visitor();
  let enrolling: Page | undefined;
  const follow = async (visitor: Visitor, path: string, link: RegExp): Promise<string> =>
    link.exec((await visitor.get(path)).body)?.[1] ?? assert.fail(`${path} has no link like ${link}`);
  const bodyOf = (id: string): unknown => samples[`platform ${id}`]?.body;
  const ofReport = async (file: string) =>
    researcher.get(`${await follow(researcher, '/reports', /href="(\/reports\/rpt_[^"?/]+)"/)}/${file}`);
  const fingerprint = await follow(nobody, '/.well-known/csaf/provider-metadata.json', /"fingerprint":"(\w+)"/);

  // Under which name the key of security@localhost lies (draft-koch-openpgp-webkey-service section 3.1).
  const keyName = wkdName('security');

  /** Where asking takes more than the address with its sample values. */
  const asks: Readonly<Record<string, Ask>> = {
    receipt: () => ofReport('receipt.json'),
    canonical: () => ofReport('report.json'),
    ssvc: async () => triager.get(`${await follow(triager, '/triage', /href="(\/triage\/rpt_[^"?/]+)"/)}/ssvc.json`),
    'duty-package-json': async () => {
      const duty = await follow(triager, '/duties', /href="(\/duties\/drl_[^"?]+)"/);
      return triager.get(`${duty}/cra_vulnerability/early_warning/package.json`);
    },
    'evidence-file': async () =>
      nobody.get(
        await follow(nobody, '/trust/controls/audit-log-whole', /href="(\/trust\/evidence\/[^"?]+\/evidence\.json)"/),
      ),
    'csaf-key': () => nobody.get(`/csaf/keys/${fingerprint}.asc`),
    'former-key-file': async () => {
      const { headers } = await nobody.get('/program/key.asc');
      const [name] = /[0-9A-F]{40}\.asc/.exec(String(headers['content-disposition'])) ?? assert.fail('no name');
      return nobody.get(`/program/keys/${name}`);
    },
    asset: async () => nobody.get(await follow(nobody, '/', /href="(\/assets\/[^"]+\.css)"/)),
    'key-directory': () => nobody.get(`/.well-known/openpgpkey/hu/${keyName}`),
    'key-directory-of-domain': () => nobody.get(`/.well-known/openpgpkey/localhost/hu/${keyName}`),
    'key-directory-policy-of-domain': () => nobody.get('/.well-known/openpgpkey/localhost/policy'),
    'find-json': () => triager.get('/find.json?q=VDP-2026-0001'),
    'fleet-cars': () => nobody.postJson('/fleet/cars', bodyOf('fleet-cars'), token),
    telemetry: () => nobody.postJson('/fleet/telemetry', bodyOf('telemetry'), token),
    'passkey-options': () => owner.postJson('/account/passkeys/options', {}),
    passkeys: async () => {
      const options = await owner.postJson('/account/passkeys/options', {});
      return owner.postJson('/account/passkeys', device.create(options.json<CreationOptions>()));
    },
    'sign-in-enroll-passkey-options': async () => {
      await useMailedLink(world, newcomer, 'vera@telltale.example', '/account');
      enrolling = await newcomer.postJson('/sign-in/enroll/passkey/options', {});
      return enrolling;
    },
    'sign-in-enroll-passkey': async () => {
      const options = (enrolling ?? assert.fail('no options')).json<CreationOptions>();
      return newcomer.postJson('/sign-in/enroll/passkey', softwareAuthenticator(ORIGIN).create(options));
    },
    'sign-in-passkey-options': () => nobody.postJson('/sign-in/passkey/options', {}),
    'sign-in-passkey': async () => {
      const asking = world.visitor();
      const options = await asking.postJson('/sign-in/passkey/options', {});
      return asking.postJson('/sign-in/passkey', device.get(options.json<RequestOptions>()));
    },
  };

  const recorded: Record<string, RecordedAnswer> = {};
  const wrong: string[] = [];
  // Options come before what is made of them.
  const inOrder = calls.toSorted(
    (a, b) => Number(b.operationId.endsWith('options')) - Number(a.operationId.endsWith('options')),
  );
  for (const { operationId: id, path, method, security } of inOrder) {
    if (HELD_ELSEWHERE[id] !== undefined) continue;
    const { params = {}, query = {} } = samples[`platform ${id}`] ?? {};
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `no-${name}`);
    const search = new URLSearchParams(query).toString();
    const visitor = security.length === 0 ? nobody : admin;
    assert.ok(asks[id] !== undefined || method === 'get', `nothing asks ${id}`);
    const ask = asks[id] ?? (() => visitor.get(search === '' ? address : `${address}?${search}`));
    const page = await ask().catch((error: unknown) => String(error));
    if (typeof page === 'string') {
      wrong.push(`${id}: ${page}`);
      continue;
    }
    wrong.push(...platformFaults(id, page).map(fault => `${id}: ${fault}`));
    if (unshown[id] === undefined)
      recorded[`platform ${id}`] = shorten(world.kernel.config.publicUrl, page, /^$|[/+]json$/.test(types[id] ?? ''));
  }
  assert.deepEqual(wrong, []);
  assertAsRecorded(RECORDED_PLATFORM, recorded);
});

test('every call has an example, or says why not', () => {
  const known = new Set(calls.map(({ operationId }) => operationId));
  const shown = JSON.parse(readFileSync(RECORDED_PLATFORM, 'utf8'));
  const both = [...known].filter(id => (unshown[id] === undefined) !== `platform ${id}` in shown);
  assert.deepEqual(both, [], 'neither or both');
  for (const names of [answers, types, unshown, bare, HELD_ELSEWHERE])
    assert.deepEqual(
      Object.keys(names).filter(id => !known.has(id)),
      [],
      'of calls that there are not',
    );
  assert.deepEqual(
    [...known].filter(id => answers[id] === undefined && bare[id] === undefined),
    [],
    'without a form',
  );
  for (const [id, file] of Object.entries(HELD_ELSEWHERE))
    assert.ok(readFileSync(file, 'utf8').includes(`platformFaults('${id}'`), `${file} does not hold ${id}`);
});

/** Two of each list, and the first lines of a text: whole answers would be most of the document. */
function shorten(publicUrl: string, { status, body }: Page, isJson: boolean): RecordedAnswer {
  const own = body.replaceAll(publicUrl, 'https://telltale.example');
  const asText = own.split('\n').slice(0, 12).join('\n');
  return { status, headers: {}, body: isJson ? two(JSON.parse(own)) : asText };
}

function two(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(two);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, two(inner)]));
}
