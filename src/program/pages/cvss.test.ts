import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const at = (query: Record<string, string>) => href(routes.program.cvss, undefined, query);

test('a vector is read, its metrics are chosen, and its score and parts are shown', async () => {
  const page = await world.visitor().get(at({ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U' }));
  assert.equal(page.status, 200);
  assert.match(page.body, /class="cvss-score">7\.8</);
  assert.match(page.body, /Base score 9\.8/);
  assert.match(page.body, /name="metric\.RL" value="O" checked/);
  assert.match(page.body, /<details[^>]* open[^>]*><summary>Temporal/);
});

test('metrics chosen in the form give vector, score and severity', async () => {
  const metrics = {
    AV: 'N',
    AC: 'L',
    AT: 'N',
    PR: 'N',
    UI: 'N',
    VC: 'H',
    VI: 'H',
    VA: 'H',
    SC: 'N',
    SI: 'N',
    SA: 'N',
    MSI: 'S',
  };
  const fields = Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`metric.${key}`, value]));
  const page = await world.visitor().get(at({ calculator: '4.0', ...fields }));
  assert.match(page.body, /class="cvss-score">10\.0</);
  assert.match(page.body, /class="cvss-severity">critical</);
  assert.match(page.body, /SA:N\/MSI:S/);
});

test('what is not a vector is told with the reason and kept, and nothing is scored before all is chosen', async () => {
  const visitor = world.visitor();
  const wrong = await visitor.get(at({ vector: 'CVSS:3.1/AV:N/AV:N' }));
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /AV is given twice/);
  assert.match(wrong.body, /value="CVSS:3\.1\/AV:N\/AV:N"/);
  const half = await visitor.get(at({ calculator: '3.1', 'metric.AV': 'N' }));
  assert.match(half.body, /Still to choose: Attack complexity/);
  assert.match(half.body, /class="cvss-score">–</);
});
