// Orders to delete by webhook: to those that want them, signed twice, tried until a server takes them, which the owner sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStandIn, type StandIn } from '../../../test/support/https-stand-in.ts';
import { smartcar } from '../../../test/support/official-smartcar.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { giveGrant, revokeAllGrants } from '../../connect/index.ts';
import { MINUTE } from '../../core/clock.ts';
import { checkSignature, type Signed } from '../../core/crypto/signed-record.ts';

let standIn: StandIn;
let world: World;
before(async () => {
  standIn = await openStandIn();
  // Ahead of the real clock, by which jobs wait.
  world = await openWorld({ fetch: standIn.fetch, limitsOff: true, now: new Date('2031-03-04T06:00:00Z') });
});
after(async () => {
  await world.close();
  await standIn.close();
});

test('an order goes to the webhooks that want orders, and is noted once a server took it', async () => {
  const { kernel, clock } = world;
  const facts = await world.seed();
  const { clientId = '', managementToken = '' } = facts['application'] ?? {};
  await world.database.pool.query('delete from webhooks.webhook');
  let isTaking = false;
  standIn.answer(({ body }) => {
    const { eventType, data } = JSON.parse(body);
    if (eventType !== 'VERIFY') return { status: isTaking ? 200 : 503 };
    return { body: JSON.stringify({ challenge: smartcar.hashChallenge(managementToken, data.challenge) }) };
  });
  const developer = await signInAs(world, 'developer');
  const make = async (path: string, more: Record<string, string>): Promise<void> => {
    const made = await developer.post(href(routes.webhooks.create, { id: clientId }), {
      name: path,
      callback: `${standIn.origin}/${path}`,
      triggers: 'odometer',
      webhook: crypto.randomUUID(),
      ...more,
    });
    assert.match(made.location ?? made.body.slice(0, 500), /done=verified/);
  };
  await make('orders', { takesOrders: 'on' });
  await make('cars-alone', {});
  const owner = facts['owner']?.['id'] ?? '';
  const person = { kind: 'person', id: owner, session: 's', staffRole: undefined, signedInAt: clock.now() } as const;
  await giveGrant(kernel, {
    owner,
    application: clientId,
    vehicles: [facts['vehicles']?.['volt'] ?? ''],
    scopes: ['read_odometer'],
  });
  await revokeAllGrants(kernel, person);
  await world.settle();
  standIn.heard.length = 0;
  const visitor = await signInAs(world, 'owner');
  const asked = await visitor.post(href(routes.rights.appDelete), { application: clientId });
  assert.equal(asked.status, 303, asked.body.slice(0, 500));
  await world.settle();
  const home = async () => (await visitor.get(href(routes.rights.home))).body;
  assert.doesNotMatch(await home(), /taken by its server/);
  isTaking = true;
  clock.advance(2 * MINUTE);
  await world.database.pool.query(`select graphile_worker.add_job('deliver-webhooks', '{}'::json)`);
  await world.settle();
  assert.match(await home(), /taken by its server/);

  const heard = standIn.heard.filter(({ body }) => body.includes('"DELETION_ORDER"'));
  assert.deepEqual([...new Set(heard.map(({ path }) => path))], ['/orders']);
  assert.ok(heard.length >= 2, 'it was tried again');
  const last = heard.at(-1);
  const { data, eventType } = JSON.parse(last?.body ?? '{}');
  assert.equal(eventType, 'DELETION_ORDER');
  assert.ok(
    smartcar.verifyPayload(managementToken, last?.headers['sc-signature'] ?? '', JSON.parse(last?.body ?? '{}')),
    'signed like every message',
  );
  const order = data.order as Signed<Record<string, string>>;
  assert.ok(checkSignature(order, 'receipt', kernel.keyring.verifiers()).ok, 'and the order by itself');
  assert.equal(order['user'], data.user.id);
  assert.doesNotMatch(last?.body ?? '', /per_|@/);
  const [named] = (
    await world.database.pool.query('select id, taken_at from rights.deletion_order where taken_at is not null')
  ).rows;
  assert.equal(named?.id, order['id']);
  const page = await developer.get(href(routes.rights.orders, { id: clientId }));
  assert.match(page.body, /Taken by your server/);
});
