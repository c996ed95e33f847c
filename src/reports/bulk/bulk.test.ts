// Changing many reports over HTTP: the preview tells the truth and changes nothing, each report stands for itself, a job goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SentReport, sendReport, sentWords } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { listMessages } from '../conversation-store.ts';
import { readReport } from '../report-store.ts';
import { whatBulkLacks } from './bulk-change.ts';

const readAs = system('test');
const stateOf = async (world: World, { id }: SentReport) => (await readReport(world.kernel, readAs, id)).state;
const begin = (visitor: Visitor, kind: string, reports: readonly SentReport[]) =>
  visitor.post(href(routes.reports.bulkBegin), { kind, report: reports.map(({ id }) => id), query: 'order=newest' });
const idOf = (location: string | undefined): string => location?.split('/').at(-1) ?? '';

async function send(world: World, count: number): Promise<SentReport[]> {
  const sent: SentReport[] = [];
  // The same text more than a few times a day would be held back.
  for (let index = 0; index < count; index += 1)
    sent.push(await sendReport(world, world.visitor(), { title: `${sentWords.title}, ${index}` }));
  return sent;
}

test('closing several: the preview says what will happen and why not, changes nothing, then each is done by itself', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const [first, second, own] = [
    ...(await send(world, 2)),
    await sendReport(world, await signInAs(world, 'triager'), { contact: 'account' }),
  ] as const;
  assert.ok(first && second && own);
  const begun = await begin(tara, 'close', [first, second, own]);
  const at = { id: idOf(begun.location) };
  assert.match((await tara.follow(begun)).body, /Close reports: 3 reports/);

  const lacking = await tara.post(href(routes.reports.bulkPreview, at), { closeReason: 'informational', text: ' ' });
  assert.equal(lacking.status, 422);
  assert.match(lacking.body, /Say why; the reporters will read it/);
  const short = await tara.post(href(routes.reports.bulkPreview, at), { closeReason: 'informational', text: 'No.' });
  assert.match((await tara.follow(short)).body, /0 of 3 will be changed; 3 will be left alone/);
  assert.match((await tara.follow(short)).body, /at least 20 characters/);

  const text = 'This is how the vehicle simulator is meant to behave.';
  const tried = await tara.post(href(routes.reports.bulkPreview, at), { closeReason: 'informational', text });
  const preview = (await tara.follow(tried)).body;
  assert.match(preview, /2 of 3 will be changed; 1 will be left alone/);
  assert.match(preview, /you sent it yourself/);
  for (const report of [first, second, own])
    assert.equal(await stateOf(world, report), 'new', 'nothing has changed yet');
  await world.settle();
  assert.ok(!(await world.mails()).some(({ subject }) => subject.startsWith('News')), 'and nobody was told');

  // Meanwhile somebody writes about the second.
  await (await signInAs(world, 'admin')).post(href(routes.reports.assign, { id: second.id }), {
    revision: '0',
    assignee: await personOf(world, 'admin'),
  });
  const ran = await tara.post(href(routes.reports.bulkRun, at));
  const result = (await tara.follow(ran)).body;
  assert.match(result, /1 of 3 changed/);
  assert.match(result, /Someone changed it since the preview/);
  assert.equal(await stateOf(world, first), 'closed');
  assert.equal(await stateOf(world, second), 'new');
  assert.equal(await stateOf(world, own), 'new');
  assert.equal((await tara.post(href(routes.reports.bulkRun, at))).status, 409, 'nothing is done twice');
  assert.equal((await tara.post(href(routes.reports.bulkPreview, at), { closeReason: 'spam' })).status, 409);
});

test('assigning, labels, priority and questions', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const me = await personOf(world, 'triager');
  const reports = await send(world, 2);
  const [first] = reports;
  assert.ok(first);
  const run = async (kind: string, fields: Record<string, string>): Promise<string> => {
    const at = { id: idOf((await begin(tara, kind, reports)).location) };
    const preview = await tara.post(href(routes.reports.bulkPreview, at), fields);
    assert.equal(preview.status, 303, preview.body.slice(0, 300));
    return (await tara.follow(await tara.post(href(routes.reports.bulkRun, at)))).body;
  };
  assert.match(await run('assign', { assignee: me }), /2 of 2 changed/);
  assert.equal((await readReport(world.kernel, readAs, first.id)).assignee, me);
  assert.match(await run('assign', { assignee: me }), /No change: it is so already/);
  assert.match(await run('label', { add: 'wave-2' }), /2 of 2 changed/);
  const { priority } = await readReport(world.kernel, readAs, first.id);
  const other = priority === 3 ? '4' : '3';
  assert.match(
    await run('priority', { priority: other, text: 'Only simulated cars are touched by this.' }),
    new RegExp(`P${priority} becomes P${other}`),
  );
  const dueAt = new Date(world.clock.now().getTime() + 7 * DAY).toISOString().slice(0, 10);
  assert.match(
    await run('ask', { blocker: 'impact', text: 'Which cars did you try it with?', dueAt }),
    /2 of 2 changed/,
  );
  assert.equal(await stateOf(world, first), 'needs_info');
  assert.equal((await listMessages(world.kernel, readAs, first.id)).length, 0, 'the question is part of the move');
});

test('more than fifty are left to a job, which goes on where it stopped', async () => {
  await using world = await openWorld({ limitsOff: true });
  const tara = await signInAs(world, 'triager');
  await send(world, 51);
  const begun = await tara.post(href(routes.reports.bulkBegin), { all: 'label', query: 'state=new' });
  const at = { id: idOf(begun.location) };
  const asked = await tara.post(href(routes.reports.bulkPreview, at), { add: 'many' });
  assert.match((await tara.follow(asked)).body, /0 of 51/);
  assert.equal((await tara.post(href(routes.reports.bulkRun, at))).status, 409, 'not before the preview is ready');
  await world.settle();
  assert.match((await tara.get(href(routes.reports.bulk, at))).body, /51 of 51 will be changed/);
  assert.match((await tara.follow(await tara.post(href(routes.reports.bulkRun, at)))).body, /Changing each report/);
  await world.settle();
  assert.match((await tara.get(href(routes.reports.bulk, at))).body, /51 of 51 changed/);
});

test('a change belongs to who began it; nothing chosen is said', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const reports = await send(world, 1);
  const at = { id: idOf((await begin(tara, 'assign', reports)).location) };
  const adam = await signInAs(world, 'admin');
  assert.equal((await adam.get(href(routes.reports.bulk, at))).status, 404);
  assert.equal((await adam.post(href(routes.reports.bulkRun, at))).status, 404);
  const none = await tara.post(href(routes.reports.bulkBegin), { kind: 'assign', query: 'view=mine' });
  assert.equal(none.location, `${href(routes.reports.queue)}?view=mine&chosen=none`);
  assert.match((await tara.follow(none)).body, /No report was chosen/);
  const strange = await tara.post(href(routes.reports.bulkBegin), { kind: 'assign', report: ['rpt_none', 'x'] });
  assert.match(strange.location ?? '', /chosen=none/);
});

test('what a form lacks is said by field', () => {
  assert.deepEqual(Object.keys(whatBulkLacks('close', { closeReason: 'duplicate' })), ['text', 'original']);
  assert.deepEqual(whatBulkLacks('close', { closeReason: 'spam' }), {});
  assert.deepEqual(Object.keys(whatBulkLacks('label', {})), ['add']);
  assert.deepEqual(whatBulkLacks('label', { remove: 'x' }), {});
});
