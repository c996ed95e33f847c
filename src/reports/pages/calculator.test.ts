import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aReport } from '../../../test/support/a-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { readReport } from '../report-store.ts';

let world: World;
before(async () => {
  world = await openWorld({ limitsOff: true });
  await world.seed();
});
after(() => world.close());

const submit = href(routes.reports.submit);
const metrics = { AV: 'N', AC: 'L', PR: 'N', UI: 'N', S: 'U', C: 'H', I: 'H', A: 'H', E: 'U' };
const chosen = Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`metric.${key}`, value]));

test('the report form opens the calculator with what was typed, scores it, and closes it with the vector', async () => {
  const visitor = world.visitor();
  const typed = { title: 'Kept', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' };
  const opened = await visitor.post(submit, { ...typed, intent: 'calculate-3.1' });
  assert.equal(opened.status, 200);
  assert.match(opened.body, /name="calculator" value="3\.1"/);
  assert.match(opened.body, /name="metric\.C" value="H" checked/);
  assert.match(opened.body, /value="Kept"/);
  const scored = await visitor.post(submit, { title: 'Kept', calculator: '3.1', ...chosen, intent: 'score' });
  assert.match(scored.body, /class="cvss-score">9\.0</);
  const closed = await visitor.post(submit, { calculator: '3.1', ...chosen, intent: 'type-vector' });
  assert.match(closed.body, /value="CVSS:3\.1\/AV:N\/AC:L\/PR:N\/UI:N\/S:U\/C:H\/I:H\/A:H\/E:U"/);
  const half = await visitor.post(submit, { calculator: '3.1', 'metric.AV': 'N', intent: 'send' });
  assert.equal(half.status, 422);
  assert.match(half.body, /href="#field-vector">Still to choose/);
});

test('staff judges with the calculator, and the target’s requirements are told with their reason', async () => {
  const { id } = await aReport(world);
  const triager = await signInAs(world, 'triager');
  const at = href(routes.reports.assess, { id });
  const { revision, program } = await readReport(world.kernel, system('test'), id).then(async report => ({
    revision: String(report.revision),
    program: await import('../../program/index.ts').then(({ currentProgram }) => currentProgram(world.kernel)),
  }));
  const api = program.targets.find(({ requirements }) => requirements?.CR === 'H');
  assert.ok(api);
  const opened = await triager.post(at, { revision, intent: 'calculate-4.0', cvss: '', explanation: 'kept words' });
  assert.equal(opened.status, 200);
  assert.match(opened.body, /name="calculator" value="4\.0"/);
  assert.match(opened.body, /kept words/);
  const saved = await triager.post(at, {
    revision,
    target: api.id,
    taxonomy: 'other',
    priority: '2',
    explanation: 'The requirements of this target make it no worse than that.',
    calculator: '3.1',
    ...chosen,
    'metric.I': 'N',
    'metric.A': 'N',
    'metric.E': 'X',
  });
  assert.equal(saved.status, 303, saved.body);
  const report = await readReport(world.kernel, system('test'), id);
  assert.equal(report.cvssVector, 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N');
  const page = await triager.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /instead of 7\.5 high, because it asks for confidentiality high/);
});
