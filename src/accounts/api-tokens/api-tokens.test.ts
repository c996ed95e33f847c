import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiToken } from '../../../test/support/api-client.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR } from '../../core/clock.ts';

const tokens = href(routes.accounts.tokens);
const reports = href(routes.reports.apiReports);
const form = { name: 'DefectDojo import', scopes: 'reports:read', days: '30' };
const status = async (world: World, token: string): Promise<number> =>
  (await world.visitor().get(reports, { authorization: `Token ${token}` })).status;

test('a token is shown once, works until its day, and only its hash is kept', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  assert.match((await tara.get(tokens)).body, /No tokens yet/);
  const wrong = await tara.post(tokens, { ...form, scopes: undefined, name: '' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Choose what it may do/);
  const made = await tara.post(tokens, form);
  assert.equal(made.status, 200);
  const token = /tta_[\w-]{43}/.exec(made.body)?.[0] ?? '';
  assert.equal(await status(world, token), 200);
  const listed = await tara.get(tokens);
  assert.match(listed.body, /DefectDojo import/);
  assert.ok(!listed.body.includes(token));
  const { rows } = await world.database.pool.query('select * from accounts.api_token');
  assert.equal(rows.length, 1);
  assert.ok(!JSON.stringify(rows).includes(token.slice(4)));
  assert.ok(rows[0].last_used_at, 'its use is noted');
  world.clock.advance(30 * DAY - 1);
  assert.equal(await status(world, token), 200);
  world.clock.advance(1);
  assert.equal(await status(world, token), 401);
});

test('making one takes a fresh sign-in, and a role that has the scopes', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  world.clock.advance(HOUR);
  const late = await tara.post(tokens, form);
  assert.equal(late.status, 403);
  assert.match(late.body, /fresh_sign_in_required/);
  assert.match((await tara.get(tokens)).body, /sign in again first/);
  assert.equal((await (await signInAs(world, 'viewer')).post(tokens, form)).status, 403);
  const rows = await world.database.pool.query('select 1 from accounts.api_token');
  assert.equal(rows.rowCount, 0);
});

test('its maker and an admin can end it, after a question; nobody else finds it', async () => {
  await using world = await openWorld();
  const mine = await apiToken(world, 'triager');
  const boss = await apiToken(world, 'admin');
  const tara = await signInAs(world, 'triager');
  const at = (id: string) => href(routes.accounts.tokenRevoke, { id });
  assert.equal((await tara.get(at(boss.id))).status, 404);
  assert.equal((await tara.post(at(boss.id))).status, 404);
  assert.equal(await status(world, boss.token), 200);
  assert.match((await tara.get(at(mine.id))).body, /Revoke “Test”\?/);
  const ada = await signInAs(world, 'admin');
  assert.equal((await ada.post(at(mine.id))).status, 303);
  assert.equal(await status(world, mine.token), 401);
  const { rows } = await world.database.pool.query(
    "select subject from core.audit_entry where action = 'api-token.revoke'",
  );
  assert.deepEqual(rows, [{ subject: mine.id }]);
});

test('with another role, or a reset second factor, all tokens of a person end', async () => {
  await using world = await openWorld();
  const ada = await signInAs(world, 'admin');
  for (const [at, fields] of [
    [routes.accounts.personRole, { role: 'viewer' }],
    [routes.accounts.personReset, {}],
  ] as const) {
    const { token } = await apiToken(world, 'triager');
    assert.equal(await status(world, token), 200);
    const id = await personOf(world, 'triager');
    assert.equal((await ada.post(href(at, { id }), fields)).status, 303);
    await personOf(world, 'triager');
    const { rowCount } = await world.database.pool.query('select 1 from accounts.api_token');
    assert.equal(rowCount, 0);
    assert.equal(await status(world, token), 401);
  }
});
