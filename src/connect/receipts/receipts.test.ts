// Receipts of consent: made when something is allowed and when it has ended, told by mail, checkable without us.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { demoPeople } from '../../catalog/demo-people.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import { endExpiredJob } from '../ends/end-expired.ts';
import { issueAccessToken } from '../issue-access-token.ts';
import { verifyConsentFile } from './verify-consent-file.ts';

describe('consent receipts', () => {
  let world: World & AsyncDisposable;
  let owner: Visitor;
  let client: string;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    client = (await world.seed())['application']?.['clientId'] ?? '';
    owner = await signInAs(world, 'owner');
  });
  after(() => world.close());

  /** Olivia allows in German what is required and one thing more. @returns the grant's id */
  async function allow(): Promise<string> {
    world.clock.advance(1000);
    const link = href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: client,
      redirect_uri: 'https://example.com/auth',
      scope: 'required:read_odometer read_location read_fuel',
      mode: 'simulated',
      approval_prompt: 'force',
    });
    const step = (await owner.get(link)).location ?? '';
    await owner.get(`${step}?lang=de`);
    const page = await owner.open(step);
    const hidden = Object.fromEntries(
      [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const vehicles = /name="vehicles" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const answered = await owner.post(`${step}/consent`, { ...hidden, vehicles, 'allow-read_fuel': 'on' });
    assert.equal(answered.status, 303, answered.body.slice(0, 300));
    await world.settle();
    const { rows } = await world.database.pool.query(
      'select id from connect."grant" order by granted_at desc, id desc limit 1',
    );
    return rows[0].id;
  }

  const receiptsOn = async (grant: string): Promise<string[]> =>
    [
      ...(await owner.get(`/owner/grants/${grant}`)).body.matchAll(/href="(\/owner\/grants\/[^"]+\/receipts\/[^"]+)"/g),
    ].map(([, path = '']) => path);

  test('what was allowed stands in a signed receipt, with what was refused, and names nobody', async () => {
    const grant = await allow();
    const [path = ''] = await receiptsOn(grant);
    const file = await owner.get(path);
    assert.match(String(file.headers['content-disposition']), /^attachment/);
    const receipt = file.json();
    assert.equal(receipt['schema_version'], 'ISO/IEC TS 27560:2023');
    const [purpose = {}] = receipt['purposes'] as Record<string, unknown>[];
    assert.deepEqual(
      (purpose['pii_information'] as { pii_type: string; pii_optional: boolean }[]).map(
        ({ pii_type, pii_optional }) => [pii_type, pii_optional],
      ),
      [
        ['read_odometer', false],
        ['read_fuel', true],
      ],
    );
    assert.deepEqual(purpose['refused'], ['read_location']);
    assert.match(String(purpose['withdrawal_method']), new RegExp(`/owner/grants/${grant}/revoke$`));
    assert.doesNotMatch(file.body, new RegExp(`${demoPeople.owner.email}|${demoPeople.owner.name}|per_`));
    const verifiers = world.kernel.keyring.verifiers();
    const notice = await owner.get(`/owner/grants/${grant}/notice.json`);
    assert.equal(verifyConsentFile(file.body, notice.body, verifiers).ok, true);
    for (const [changed, shown] of [
      [file.body.replace('read_fuel', 'read_vin'), undefined],
      [file.body, notice.body.replace('Erlauben', 'Allow')],
      [file.body.replace(/"signature":"./, '"signature":"!'), undefined],
      ['{}', undefined],
      ['no json', undefined],
    ] as const)
      assert.equal(verifyConsentFile(changed, shown, verifiers).ok, false);
    assert.equal(verifyConsentFile(file.body, undefined, []).ok, false, 'by somebody else’s key');
  });

  test('the owner reads again what was shown, in its language', async () => {
    const grant = await allow();
    const page = await owner.get(`/owner/grants/${grant}/notice`);
    assert.match(page.body, /<div class="notice-again" lang="de"/);
    assert.match(page.body, /Die Gesamtstrecke Ihres Autos sehen/);
    assert.match(page.body, /Nicht erlauben/);
    assert.match(page.body, /Datenschutzerklärung für Fahrzeughalter/);
  });

  test('a mail says that something happened, in the same language, and not what', async () => {
    await allow();
    const mail = (await world.mails()).find(({ subject }) => subject.startsWith('Sie haben einer App erlaubt'));
    assert.equal(mail?.to, demoPeople.owner.email);
    assert.match(mail?.text ?? '', /\/owner\/grants\//);
    assert.doesNotMatch(mail?.text ?? '', /Evergreen|Volt|odometer|Gesamtstrecke/);
  });

  test('taking it back gives a receipt of the end', async () => {
    const grant = await allow();
    await owner.post(`/owner/grants/${grant}/revoke`, {});
    await world.settle();
    const [given = '', ended = ''] = await receiptsOn(grant);
    assert.notEqual(given, ended);
    const receipt = (await owner.get(ended)).json();
    const events = receipt['events'] as { event_state: string }[];
    assert.match(events[1]?.event_state ?? '', /ConsentWithdrawn$/);
    assert.equal(verifyConsentFile(JSON.stringify(receipt), undefined, world.kernel.keyring.verifiers()).ok, true);
  });

  test('what is left after something was taken back stands in a receipt of its own', async () => {
    const grant = await allow();
    await owner.post(`/owner/grants/${grant}/narrow`, { permissions: 'read_fuel' });
    await world.settle();
    const [, changed = ''] = await receiptsOn(grant);
    const receipt = (await owner.get(changed)).json();
    const [purpose = {}] = receipt['purposes'] as Record<string, unknown>[];
    assert.deepEqual(
      (purpose['pii_information'] as { pii_type: string }[]).map(({ pii_type }) => pii_type),
      ['read_odometer'],
    );
    assert.ok((purpose['refused'] as string[]).includes('read_fuel'));
    assert.deepEqual(
      (receipt['events'] as { reason?: string }[]).map(({ reason }) => reason),
      [undefined, 'narrowed'],
    );
    assert.equal(verifyConsentFile(JSON.stringify(receipt), undefined, world.kernel.keyring.verifiers()).ok, true);
    await owner.post(`/owner/grants/${grant}/revoke`, {});
    await world.settle();
    assert.equal((await receiptsOn(grant)).length, 3);
  });

  test('a pause, its end and a new day of end give receipts of their own, without mails', async () => {
    const grant = await allow();
    const mails = (await world.mails()).length;
    for (const [what, form] of [
      ['pause', {}],
      ['resume', {}],
      ['renew', { time: '30' }],
    ] as const) {
      const answer = await owner.post(`/owner/grants/${grant}/${what}`, form);
      assert.equal(answer.status, 303, answer.body.slice(0, 300));
      await world.settle();
      world.clock.advance(1000);
    }
    const receipts = (await receiptsOn(grant)).slice(1);
    const last = [];
    for (const path of receipts) {
      const receipt = (await owner.get(path)).json<{ events: Record<string, string>[] }>();
      assert.equal(verifyConsentFile(JSON.stringify(receipt), undefined, world.kernel.keyring.verifiers()).ok, true);
      last.push([receipt.events.at(-1)?.['reason'], receipt.events.at(-1)?.['event_state']?.split('#')[1]]);
    }
    assert.deepEqual(last, [
      ['paused', 'ConsentGiven'],
      ['resumed', 'ConsentGiven'],
      ['renewed', 'RenewedConsentGiven'],
    ]);
    assert.equal((await world.mails()).length, mails);
    const { body } = await owner.get(`/owner/grants/${grant}`);
    assert.match(body, /Receipt of the pause/);
  });

  test('nobody else gets any of it', async () => {
    const grant = await allow();
    const [path = ''] = await receiptsOn(grant);
    const other = await signInAs(world, 'researcher');
    for (const one of [path, `/owner/grants/${grant}/notice`, `/owner/grants/${grant}/notice.json`])
      assert.equal((await other.get(one)).status, 404, one);
  });

  test('a permission whose time is over ends like any other: at that moment, with receipt and mail', async () => {
    const grant = await allow();
    const token = await issueAccessToken(world.kernel, grant);
    const endMails = async () =>
      (await world.mails()).filter(({ subject }) => subject.startsWith('Eine App darf')).length;
    const mailsBefore = await endMails();
    world.clock.advance(366 * DAY);
    await endExpiredJob.run(world.kernel, {});
    const { rows } = await world.database.pool.query(
      `select end_reason, revoked_at = expires_at as "isOnTime",
              (select count(*)::int from connect.access_token where "grant" = $1) as tokens
         from connect."grant" where id = $1`,
      [grant],
    );
    assert.deepEqual(rows, [{ end_reason: 'expired', isOnTime: true, tokens: 0 }]);
    assert.ok(token);
    assert.equal((await endMails()) - mailsBefore, 1);
    owner = await signInAs(world, 'owner');
    const [, ended = ''] = await receiptsOn(grant);
    const receipt = (await owner.get(ended)).json<{ events: Record<string, string>[] }>();
    const last = receipt.events.at(-1);
    assert.equal(last?.['event_state'], 'https://w3id.org/dpv#ConsentExpired');
    assert.deepEqual([last?.['reason'], last?.['entity_id']], ['expired', 'operator']);
    assert.match((await owner.get(`/owner/grants/${grant}`)).body, /Its time was over/);
    await endExpiredJob.run(world.kernel, {});
    const { rows: again } = await world.database.pool.query(
      'select count(*)::int as receipts from connect.receipt where "grant" = $1',
      [grant],
    );
    assert.deepEqual(again, [{ receipts: 2 }]);
  });
});
