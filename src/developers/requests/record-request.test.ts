import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { newUuid } from '../../core/ids.ts';
import { flushRequests, recordRequest } from './record-request.ts';

test('a line that cannot be written holds up no other one', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const application = (await world.seed())['application']?.['clientId'] ?? '';
  const line = (of: string) => ({
    request: newUuid(kernel.random),
    application: of,
    at: kernel.clock.now(),
    method: 'GET',
    path: '/v2.0/user',
    status: 200,
    error: null,
    vehicle: null,
    owner: null,
    micros: 1000,
  });
  const lines = [application, 'nobody', application, application, 'nobody', application].map(line);
  for (const one of lines) recordRequest(kernel, one);
  await flushRequests(kernel);
  const { rows } = await world.database.pool.query('select request from developers.request where request = any($1)', [
    lines.map(({ request }) => request),
  ]);
  const good = lines.filter(one => one.application === application);
  assert.deepEqual(rows.map(({ request }) => request).sort(), good.map(({ request }) => request).sort());
});
