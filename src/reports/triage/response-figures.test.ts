import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { currentProgram } from '../../program/index.ts';
import { measureResponseTimesJob } from './measure-response-times.ts';
import { type MeasuredReport, responseFigures } from './response-figures.ts';

const monday = new Date('2026-11-23T12:00:00Z');
const afterwards = (ms: number) => new Date(monday.getTime() + ms);
const waiting: MeasuredReport = {
  submittedAt: monday,
  answeredAt: null,
  decidedAt: null,
  fixedAt: null,
  priority: 2,
  remediateFrom: null,
  pauses: [],
};

test('medians, and how many kept the promise', async () => {
  await using world = await openWorld();
  const terms = await currentProgram(world.kernel);
  assert.deepEqual(responseFigures([waiting], terms), []);
  const answered = [1, 3, 100].map(hours => ({ ...waiting, answeredAt: afterwards(hours * HOUR) }));
  assert.deepEqual(responseFigures([...answered, waiting], terms), [
    { kind: 'acknowledge', medianMs: 3 * HOUR, sample: 3, within: 2 },
  ]);
  const paused = { from: afterwards(DAY), until: afterwards(8 * DAY) };
  const decided = { ...waiting, decidedAt: afterwards(14 * DAY) };
  assert.deepEqual(
    responseFigures([decided, { ...decided, pauses: [paused] }], terms).map(({ sample, within }) => [sample, within]),
    [[2, 1]],
  );
  const fixed = { ...waiting, remediateFrom: monday, fixedAt: afterwards(40 * DAY) };
  assert.deepEqual(
    responseFigures([fixed, { ...fixed, priority: 3 }, { ...fixed, priority: 5 }], terms).map(({ within }) => within),
    [2],
  );
});

test('the program page shows a median as soon as enough was measured', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  for (let count = 0; count < 5; count += 1) {
    const { id } = await sendReport(world, world.visitor());
    world.clock.advance(HOUR);
    await tara.post(href(routes.reports.message, { id }), { audience: 'reporter', text: 'Thank you, we look at it.' });
  }
  const page = async () => (await world.visitor().get(href(routes.program.show))).body;
  assert.match(await page(), /Too few reports yet to say/);
  await measureResponseTimesJob.run(world.kernel, {});
  assert.match(await page(), /1 hour; 5 of 5 in time/);
});
