// Suggestions over HTTP: what looks alike is suggested with reasons, by who may, and one press opens the form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport, personActor } from '../../../test/support/a-report.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, MINUTE, SECOND } from '../../core/clock.ts';
import { suggestDuplicates } from './suggest-duplicates.ts';

const trips = {
  title: 'Trips of other owners can be exported',
  location: 'https://api.example.com/v2/export/12',
  description:
    'The export link of the trip history needs no session. Anyone who has the link reads all trips of the owner, with every address.',
  steps: 'Open the export link of another owner.',
  impact: 'Where people live and work.',
  kind: 'access_control.object_level.reads_personal_data',
};
const sameInOtherWords = {
  title: 'Trip history of any owner leaks through export links',
  location: 'https://api.example.com/v2/export/977?format=csv',
  description:
    'By counting up the number in the link I could read the exported trips of owners that are not mine. No session is checked.',
  steps: 'Sign out. Open the link with another number.',
  impact: 'Addresses and habits of owners leak.',
  kind: 'access_control.object_level.reads_personal_data',
};
const other = {
  title: 'Stored script in the nickname of a car',
  location: 'https://dashboard.example.com/cars/7',
  description: 'The nickname is shown without escaping on the page of the garage, so a script in it runs.',
  steps: 'Call your car <script>alert(1)</script>.',
  impact: 'A session can be taken over.',
  kind: 'other',
};

async function send(world: World, fields: Readonly<Record<string, string>>) {
  const report = await aReport(world, { fields });
  await world.settle();
  world.clock.advance(DAY);
  return report;
}

test('the same in other words is suggested, with reasons that can be checked; what is something else is not', async () => {
  await using world = await openWorld();
  const first = await send(world, trips);
  const script = await send(world, other);
  for (let filler = 0; filler < 8; filler++)
    await send(world, {
      ...other,
      title: `Filler ${filler}`,
      location: `https://cdn.example.com/a${filler}`,
      description: `Something about ${'odometer battery charging tyre window wiper radio seat'.split(' ')[filler]} entirely.`,
      steps: 'None needed here.',
    });
  const second = await send(world, sameInOtherWords);

  const [suggested, ...more] = await suggestDuplicates(world.kernel, await personActor(world, 'viewer'), second.id);
  assert.equal(suggested?.report.number, first.number);
  assert.equal(suggested?.isEarlier, true);
  assert.ok(!more.some(({ report }) => report.id === script.id));
  const reasons = Object.fromEntries(suggested?.reasons.map(({ kind, text }) => [kind, text]) ?? []);
  assert.equal(reasons['endpoint'], 'Same endpoint: api.example.com/v2/export/{}');
  assert.match(reasons['class'] ?? '', /^Same class: /);
  assert.match(reasons['words'] ?? '', /^Similar words: .*trips?/);

  const tara = await signInAs(world, 'triager');
  const page = await tara.get(href(routes.reports.triage, { id: second.id }));
  assert.match(page.body, /Looks like/);
  const address = new RegExp(
    `href="([^"]+)"[^>]*><span>This repeats ${first.number}|href="([^"]+)">[^<]*<span>This repeats`,
  ).exec(page.body);
  const link = (address?.[1] ?? address?.[2] ?? '').replaceAll('&amp;', '&');
  assert.equal(
    link,
    `${href(routes.reports.triage, { id: second.id }, { original: first.number })}#move-close-duplicate`,
  );
  const form = await tara.get(link.replace(/#.*/, ''));
  assert.match(
    form.body,
    new RegExp(`<input[^>]*name="original"[^>]*value="${first.number}"|value="${first.number}"[^>]*name="original"`),
  );
  assert.match(form.body, /<details[^>]*open[^>]*id="move-close-duplicate"|id="move-close-duplicate"[^>]*open/);
  const closed = await tara.post(href(routes.reports.move, { id: second.id }), {
    revision: '0',
    kind: 'close',
    closeReason: 'duplicate',
    original: first.number,
    text: 'It is the same missing check at the same address as in the earlier report.',
  });
  assert.equal(closed.status, 303, closed.body.slice(0, 2000));

  const earlier = (await tara.get(href(routes.reports.triage, { id: first.id }))).body;
  assert.match(earlier, new RegExp(second.number), 'from the earlier one the later is seen');
  assert.doesNotMatch(earlier, /repeats this/, 'but it has ended');
  const lost = (await tara.get(href(routes.reports.triage, { id: script.id }))).body;
  assert.match(lost, /No other report looks like this one|Looks like/);
});

test('a new report gets its hint as it comes in; a report that is like none gets none', async () => {
  await using world = await openWorld();
  const first = await send(world, trips);
  const script = await send(world, other);
  const copy = await send(world, { ...trips, title: 'All trips exported by anyone' });
  const viewer = await personActor(world, 'viewer');
  const desk = await signInAs(world, 'viewer');
  const queue = async (query: Record<string, string> = {}) =>
    (await desk.get(href(routes.reports.queue, undefined, query))).body;
  const hints = (await queue()).replaceAll(/<[^>]+>/g, '').match(/looks like VDP-\d{4}-\d{4}/g);
  assert.deepEqual(hints, [`looks like ${first.number}`], 'in the row, once');
  const alike = await queue({ alike: 'yes' });
  for (const [{ id }, isThere] of [
    [copy, true],
    [script, false],
  ] as const)
    assert.equal(alike.includes(`href="${href(routes.reports.triage, { id })}"`), isThere);
  const [suggested] = await suggestDuplicates(world.kernel, viewer, copy.id);
  assert.match(
    suggested?.reasons.map(({ text }) => text).join('\n') ?? '',
    /% of the wording is the same|Nearly the same wording/,
  );
});

test('of several that come at once each gets its hint a little later', async () => {
  // What is put off is due by the database's clock, so this world begins now.
  await using world = await openWorld({ now: new Date() });
  const first = await sendReport(world, world.visitor(), trips);
  await sendReport(world, world.visitor(), other);
  world.clock.advance(SECOND);
  await sendReport(world, world.visitor(), { ...trips, title: 'All trips exported by anyone' });
  const desk = await signInAs(world, 'viewer');
  const hints = async () => {
    await world.settle();
    const { body } = await desk.get(href(routes.reports.queue));
    return body.replaceAll(/<[^>]+>/g, '').match(/looks like VDP-\d{4}-\d{4}/g);
  };
  assert.equal(await hints(), null);
  world.clock.advance(MINUTE);
  assert.deepEqual(await hints(), [`looks like ${first.number}`]);
});

test('who may not read all reports gets no suggestion', async () => {
  await using world = await openWorld();
  await send(world, trips);
  const copy = await send(world, trips);
  const researcher = await personActor(world, 'researcher');
  for (const actor of [researcher, { kind: 'receipt-holder', report: copy.id } as const])
    assert.deepEqual(await suggestDuplicates(world.kernel, actor, copy.id), []);
  assert.equal((await suggestDuplicates(world.kernel, system('test'), copy.id)).length, 1);
});
