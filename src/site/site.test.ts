import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../test/support/world.ts';
import { type VehicleErrorCode, vehicleErrorPath, vehicleErrors } from '../catalog/vehicle-errors.ts';

test('the site answers, with its headers, on every family of errors', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();

  const live = await visitor.get('/health/live');
  assert.equal(live.status, 200);
  assert.deepEqual((await visitor.get('/health/ready')).json(), {
    status: 'ready',
    checks: { database: true, keys: true },
  });

  const home = await visitor.get('/');
  assert.equal(home.status, 200);
  assert.match(String(home.headers['content-security-policy']), /default-src 'none'/);
  assert.equal(home.headers['cache-control'], 'no-store');
  assert.doesNotMatch(home.body, /style="|<script>/);

  const missing = await visitor.get('/nothing/here');
  assert.equal(missing.status, 404);
  assert.match(missing.body, /There is nothing here/);
  const problem = await visitor.get('/nothing/here', { accept: 'application/json' });
  assert.equal(problem.json()['code'], 'not_found');
  assert.match(String(problem.headers['content-type']), /^application\/problem\+json/);
});

test('every error code has a page, and static files come compressed and forever', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const list = await visitor.get('/errors');
  const codes = [...list.body.matchAll(/href="(\/errors\/[a-z_]+)"/g)].map(match => String(match[1]));
  assert.ok(codes.length > 20);
  for (const page of new Set(codes)) assert.equal((await visitor.get(page)).status, 200, page);

  for (const code of Object.keys(vehicleErrors) as VehicleErrorCode[]) {
    const [page = '', anchor] = vehicleErrorPath(code).split('#');
    const { status, body } = await visitor.get(page);
    assert.equal(status, 200, code);
    assert.ok(body.includes(` id="${anchor}"`), code);
    assert.ok(list.body.includes(`href="${page}"`), page);
  }
  assert.equal((await visitor.get('/errors/api-errors/no-errors')).status, 404);

  const style = /href="(\/assets\/app\.[^"]+\.css)"/.exec(list.body)?.[1] ?? '';
  const css = await visitor.get(style, { 'accept-encoding': 'br, gzip' });
  assert.equal(css.headers['content-encoding'], 'br');
  assert.match(String(css.headers['cache-control']), /immutable/);
  assert.equal((await visitor.get('/assets/../package.json')).status, 404);
});
