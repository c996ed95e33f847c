// The queue over HTTP: views, filters, orders, pages by cursor, and the words of a quiet day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { currentProgram } from '../../program/index.ts';
import { readQueueQuery } from '../queue/queue-query.ts';
import { listQueue } from './queue-store.ts';
import { dueTone, readNumber } from './queue-view.ts';

const at = (query: Record<string, string> = {}) => href(routes.reports.queue, undefined, query);
const numbersIn = (body: string) =>
  [...body.matchAll(/VDP-(2026-)<\/span>(\d{4})/g)].map(([, year, number]) => `${year}${number}`);

test('a quiet day says so; then reports stand in the order in which they are due', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const tara = await signInAs(world, 'triager');
  assert.match((await tara.get(at())).body, /No report is open/);
  const first = await sendReport(world, nobody);
  world.clock.advance(HOUR);
  const second = await sendReport(world, nobody, { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H' });
  const { targets } = await currentProgram(world.kernel);

  assert.deepEqual(numbersIn((await tara.get(at())).body), ['2026-0001', '2026-0002']);
  assert.deepEqual(numbersIn((await tara.get(at({ order: 'newest' }))).body), ['2026-0002', '2026-0001']);
  assert.deepEqual(numbersIn((await tara.get(at({ order: 'priority' }))).body), ['2026-0002', '2026-0001']);
  assert.deepEqual(numbersIn((await tara.get(at({ priority: '1' }))).body), ['2026-0002']);
  assert.deepEqual(numbersIn((await tara.get(at({ target: targets[0]?.id ?? '' }))).body).length, 2);
  assert.match((await tara.get(at({ target: 'tgt_other' }))).body, /No report fits these filters/);
  const quiet = (await tara.get(at({ view: 'overdue' }))).body;
  assert.match(quiet, /Nothing is overdue/);
  assert.match(quiet, /Next due: <a[^>]*>VDP-2026-0001/);

  const me = await personOf(world, 'triager');
  const assigned = await tara.post(href(routes.reports.assign, { id: second.id }), { revision: '0', assignee: me });
  assert.equal(assigned.status, 303);
  assert.deepEqual(numbersIn((await tara.get(at({ view: 'mine' }))).body), ['2026-0002']);
  assert.deepEqual(numbersIn((await tara.get(at({ assignee: 'nobody' }))).body), ['2026-0001']);
  assert.deepEqual(numbersIn((await tara.get(at({ assignee: me }))).body), ['2026-0002']);

  world.clock.advance(4 * DAY);
  const tomorrow = await signInAs(world, 'triager');
  const late = (await tomorrow.get(at({ view: 'overdue' }))).body;
  assert.equal(numbersIn(late).length, 2);
  assert.match(late, /data-due="late"/);
  assert.match(late, /Overdue<\/span><span class="nav-count nav-count-due">2/);

  const close = { revision: '0', kind: 'close', closeReason: 'spam' };
  assert.equal((await tomorrow.post(href(routes.reports.move, { id: first.id }), close)).status, 303);
  assert.deepEqual(numbersIn((await tomorrow.get(at())).body), ['2026-0002']);
  assert.deepEqual(numbersIn((await tomorrow.get(at({ view: 'closed' }))).body), ['2026-0001']);
});

test('a number leads to its report, whatever way it is typed', async () => {
  await using world = await openWorld();
  const { id, number } = await sendReport(world, world.visitor());
  const tara = await signInAs(world, 'triager');
  for (const q of [number, number.toLowerCase(), '1', '2026-1'])
    assert.equal((await tara.follow(await tara.get(at({ q })))).location, href(routes.reports.triage, { id }), q);
  const none = await tara.follow(await tara.get(at({ q: 'VDP-2026-0999' })));
  assert.match(none.body, /There is no report VDP-2026-0999/);
  assert.equal(readNumber('CVE-2026-1', world.clock.now()), null);
});

test('pages follow each other without gap or repetition in every order, also where due dates are equal', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const vectors = ['S:U/C:H/I:N/A:N', 'S:C/C:H/I:H/A:H', 'S:U/C:L/I:N/A:N'];
  for (let count = 0; count < 7; count += 1)
    await sendReport(world, nobody, {
      title: `Report ${count}`,
      vector: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/${vectors[count % 3]}`,
    });
  const actor = {
    kind: 'person',
    id: await personOf(world, 'triager'),
    session: 'ses',
    staffRole: 'triager',
    signedInAt: world.clock.now(),
  } as const;
  for (const order of ['due', 'newest', 'oldest', 'changed', 'priority']) {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const query = readQueueQuery({ order, ...(after && { after }) });
      const page = await listQueue(world.kernel, actor, query, 3);
      seen.push(...page.rows.map(({ number }) => number));
      after = page.next;
    } while (after !== null);
    assert.equal(seen.length, 7, order);
    assert.equal(new Set(seen).size, 7, order);
  }
  const tara = await signInAs(world, 'triager');
  for (const after of [
    'x',
    'bnVsbA',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('["infinity","\' or 1=1"]').toString('base64url'),
  ])
    assert.equal((await tara.get(at({ after }))).status, 200, after);
});

test('only staff sees the queue', async () => {
  await using world = await openWorld();
  await sendReport(world, world.visitor());
  assert.match((await world.visitor().get(at())).location ?? '', /^\/sign-in/);
  assert.equal((await (await signInAs(world, 'researcher')).get(at())).status, 404);
  assert.equal(numbersIn((await (await signInAs(world, 'viewer')).get(at())).body).length, 1);
  const nobody = await listQueue(world.kernel, { kind: 'anonymous' }, readQueueQuery({}), 10);
  assert.deepEqual(nobody, { rows: [], next: null });
});

test('amber within two days, red afterwards', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const inHours = (hours: number) => new Date(now.getTime() + hours * HOUR);
  assert.deepEqual(
    [null, inHours(49), inHours(47), inHours(0), inHours(-1)].map(moment => dueTone(moment, now)),
    [undefined, undefined, 'soon', 'soon', 'late'],
  );
});
