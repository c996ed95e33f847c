// Least privilege and registered origins, through the public door.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { checkPoliciesJob } from '../../developers/access/check-policies.ts';

describe('what an application may ask, and which pages hear of it', () => {
  let world: World & AsyncDisposable;
  let developer: Visitor;
  let client: string;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    client = (await world.seed())['application']?.['clientId'] ?? '';
    developer = await signInAs(world, 'developer');
  });
  after(() => world.close());

  const path = () => href(routes.connect.access, { id: client });

  test('permissions follow from what was picked; a preview saves nothing; without a scope they are asked for', async () => {
    const link = href(routes.connect.authorize, undefined, { response_type: 'code', client_id: client, mode: 'test' });
    assert.match((await developer.get(link)).location ?? '', /error=invalid_scope/);
    const picked = { signals: ['location', 'odometer'], commands: ['lock_or_unlock'], required: ['read_odometer'] };
    const preview = await developer.post(path(), picked);
    assert.match(preview.body, /Not saved yet/);
    assert.match(preview.body, /required:read_odometer read_location control_security/);
    assert.match(preview.body, /See where your car is/);
    assert.doesNotMatch((await developer.get(path())).body, /What owners will read/);
    assert.equal((await developer.post(path(), { ...picked, save: 'yes' })).location, path());
    assert.match((await developer.get(path())).body, /What owners will read/);
    const owner = world.visitor();
    const step = (await owner.get(link)).location ?? '';
    await owner.post(step, {});
    await owner.post(`${step}/brands`, { make: 'CHEVROLET' });
    const grant = await owner.follow(await owner.post(`${step}/login`, { username: 'l@email.com', password: 'x' }));
    const asked = [...grant.body.matchAll(/name="(?:allow|locked)-(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(new Set(asked), new Set(['read_odometer', 'read_location', 'control_security']));
    assert.match(grant.body, /type="hidden" name="allow-read_odometer"/);
  });

  test('nobody of another organization sees or changes it', async () => {
    const other = await signInAs(world, 'researcher');
    assert.equal((await other.get(path())).status, 404);
    assert.equal((await other.post(path(), { signals: ['vin'], save: 'yes' })).status, 404);
  });

  test('the privacy policy is read every day; the notice has its hash, and what opens no more is told', async () => {
    const page = async () => (await developer.get(href(routes.developers.application, { id: client }))).body;
    assert.match(await page(), /Not looked at yet/);
    const answer = { status: 200, headers: {}, url: 'https://example.com/privacy' };
    await checkPoliciesJob.run({ ...world.kernel, fetch: async () => ({ ...answer, body: Buffer.from('v1') }) }, {});
    assert.match(await page(), /Opens/);
    const read = async () => {
      const { rows } = await world.database.pool.query(
        'select policy_ok, policy_sha256 from developers.application where id = $1',
        [client],
      );
      return [rows[0].policy_ok, rows[0].policy_sha256.toString('hex')];
    };
    const sha256 = hashToken('v1').toString('hex');
    assert.deepEqual(await read(), [true, sha256]);
    const failing = async () => Promise.reject(refuse('outgoing_failed'));
    await checkPoliciesJob.run({ ...world.kernel, fetch: failing }, {});
    assert.deepEqual(await read(), [true, sha256], 'not again on the same day');
    world.clock.advance(DAY);
    await checkPoliciesJob.run({ ...world.kernel, fetch: failing }, {});
    assert.deepEqual(await read(), [false, sha256], 'what was read before stays known');
    developer = await signInAs(world, 'developer');
    assert.match(await page(), /Does not open/);
  });

  test('our pop-up page tells registered origins alone, and redirect URIs to it must name one', async () => {
    const popup = (origin: string) => href(routes.connect.popup, undefined, { app_origin: origin, code: 'c' });
    const settings = (fields: Record<string, string>) =>
      developer.post(href(routes.developers.settings, { id: client }), {
        name: 'Evergreen Charging',
        purpose: 'Plans charging for when power is clean.',
        privacyPolicyUrl: 'https://example.com/privacy',
        ...fields,
      });
    const own = `${world.kernel.config.publicUrl}${routes.connect.popup.path}`;
    assert.doesNotMatch((await developer.get(popup('https://app.example'))).body, /data-island="popup-answer"/);
    const redirectUris = `https://example.com/auth\n${own}?app_origin=https://app.example`;
    for (const [uris, origins] of [
      [redirectUris, ''],
      [redirectUris, 'https://other.example'],
      [`https://example.com/auth\n${own}`, 'https://app.example'],
      ['https://example.com/auth', 'https://app.example/path'],
      ['https://example.com/auth', 'http://app.example'],
      ['https://example.com/auth', 'null'],
    ] as const)
      assert.equal((await settings({ redirectUris: uris, origins })).status, 422, `${uris} ${origins}`);
    assert.equal((await settings({ redirectUris, origins: 'https://app.example' })).status, 303);
    const known = await developer.get(popup('https://app.example'));
    assert.match(known.body, /data-island="popup-answer" data-origin="https:\/\/app\.example"/);
    assert.equal(known.headers['cross-origin-opener-policy'], 'unsafe-none');
    assert.equal(known.headers['referrer-policy'], 'no-referrer');
    for (const origin of ['https://evil.example', 'https://app.example.evil.example', '*', 'https://app.example/'])
      assert.doesNotMatch((await developer.get(popup(origin))).body, /data-island="popup-answer"/, origin);
  });
});
