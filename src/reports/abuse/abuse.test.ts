// The policy of the doors as senders, floods, staff and admins meet it.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { aReport } from '../../../test/support/a-report.ts';
import { tokenHeaders } from '../../../test/support/api-client.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { JSON_API } from '../../core/http/negotiate.ts';
import { noticesOf } from '../../trackers/notices/notice.ts';
import { listStories } from '../stories/story-store.ts';
import { endPauseJob } from './pause-intake.ts';

const at = href(routes.reports.submit);
const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';

const proxied = { environment: { TRUSTED_PROXIES: '1' }, limitsOff: true } as const;

/** As the proxy in front tells of a client. */
const from = (ip: string) => ({ 'x-forwarded-for': ip, 'x-forwarded-proto': 'https' });

/** For tests that keep to a network of their own. */
let busy: World;
before(async () => {
  busy = await openWorld(proxied);
});
after(() => busy.close());

let serial = 0;
const fields = (change: Readonly<Record<string, string>> = {}) => {
  serial += 1;
  return {
    target: 'unlisted',
    other: 'Something of yours',
    title: `Trips of other owners, finding ${serial}`,
    location: 'http://127.0.0.1:8080/owner',
    description: `The export link number ${serial} needs no session, so that anybody reads the trips.`,
    kind: 'other',
    contact: 'none',
    ...change,
  };
};

const tokenIn = (page: Page): string => /name="draft" value="([\w-]{43})"/.exec(page.body)?.[1] ?? '';

type Row = { number: string; is_held: boolean; held_rule: string | null };
async function newest(world: World): Promise<Row> {
  const { rows } = await sql<Row>`
    select number, is_held, held_rule from reports.report order by number desc limit 1`.execute(world.kernel.db);
  return rows[0] ?? assert.fail('no report');
}

const postReport = (visitor: Visitor, document: object, headers: Record<string, string> = {}): Promise<Page> =>
  visitor.postJson(href(routes.reports.apiReports), document, {
    'content-type': JSON_API,
    accept: JSON_API,
    ...headers,
  });

const reports = async (world: World): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from reports.report`.execute(
    world.kernel.db,
  );
  return rows[0]?.count ?? 0;
};

/** As the worker in the browser does. */
function solve(page: Page): string {
  const text = /data-challenge="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return solution(JSON.parse(text ?? 'null') as { salt: string; challenge: string; maxnumber: number });
}
function solution(challenge: { salt: string; challenge: string; maxnumber: number }): string {
  for (let number = 0; number <= challenge.maxnumber; number++)
    if (hash('sha256', `${challenge.salt}${number}`, 'hex') === challenge.challenge)
      return Buffer.from(JSON.stringify({ algorithm: 'SHA-256', ...challenge, number })).toString('base64');
  return assert.fail('no solution');
}
const ticketIn = (page: Page): string => /name="ticket" value="([^"]+)"/.exec(page.body)?.[1] ?? '';

/** Sends as many as are free from a network. */
async function useUp(visitor: Visitor, ip: string, count = 20): Promise<void> {
  for (let i = 0; i < count; i++) assert.equal((await visitor.post(at, fields(), from(ip))).status, 303, `report ${i}`);
}

test('twenty honest reports of one person in a week pass untouched, with an account and without', async () => {
  await using world = await openWorld(proxied);
  const anonymous = world.visitor();
  const robin = await signInAs(world, 'researcher');
  for (let i = 0; i < 20; i++) {
    for (const [visitor, contact] of [
      [anonymous, 'none'],
      [robin, 'account'],
    ] as const) {
      const sent = await visitor.post(at, fields({ contact }), from('198.51.100.7'));
      assert.equal(sent.status, 303, sent.body);
      assert.deepEqual((await newest(world)).held_rule, null);
    }
    world.clock.advance(8 * HOUR);
  }
  const { rows } = await sql`select from reports.intake_tally`.execute(world.kernel.db);
  assert.equal(rows.length, 0, 'nobody was asked for anything');
});

test('a busy network works for its reports: solved once for one form, harder with the pressure, others untouched', async () => {
  const world = busy;
  const visitor = world.visitor();
  await useUp(visitor, '198.51.100.7');
  const form = fields({ draft: tokenIn(await visitor.get(at)) });
  const asked = await visitor.post(at, form, from('198.51.100.99'));
  assert.equal(asked.status, 422);
  assert.match(asked.body, /Many reports came from your network today/);
  assert.match(asked.body, new RegExp(`value="${form.title}"`), 'what was typed is kept');
  const altcha = solve(asked);
  assert.equal((await visitor.post(at, { ...form, altcha: 'x' }, from('198.51.100.7'))).status, 422);
  const sent = await visitor.post(at, { ...form, altcha }, from('198.51.100.7'));
  assert.equal(sent.status, 303, sent.body);
  const replayed = await visitor.post(at, { ...fields(), altcha }, from('198.51.100.7'));
  assert.equal(replayed.status, 422, 'a solution counts for one form');
  const again = await visitor.post(at, { ...form, altcha }, from('198.51.100.7'));
  assert.equal(again.status, 303, 'and for that form as often as it is sent');

  assert.equal((await visitor.post(at, fields(), from('203.0.113.7'))).status, 303, 'another network');
  assert.equal((await visitor.post(at, fields(), from('10.0.0.7'))).status, 303, 'an address from inside');
  const critical = await visitor.post(at, fields({ vector: CRITICAL }), from('198.51.100.7'));
  assert.equal(critical.status, 422, 'a critical one works too');
  const { rows } = await sql<{ text: string }>`select count::text as text from reports.intake_count`.execute(
    world.kernel.db,
  );
  assert.ok(rows.length > 20);
  world.clock.advance(DAY);
  assert.equal((await visitor.post(at, fields(), from('198.51.100.7'))).status, 303, 'the next day');
});

test('without script one waits: the place is kept, no ticket is hurried or used twice, each wait is longer', async () => {
  const world = busy;
  const visitor = world.visitor();
  const ip = from('198.51.101.7');
  await useUp(visitor, '198.51.101.7');
  const form = fields({ draft: tokenIn(await visitor.get(at)) });
  const asked = await visitor.post(at, form, ip);
  const ticket = ticketIn(asked);
  const early = await visitor.post(at, { ...form, altcha: '', ticket }, ip);
  assert.equal(early.status, 422);
  assert.equal(ticketIn(early), ticket, 'too early costs nothing');
  const second = await visitor.post(at, fields(), ip);
  const secondsOf = (page: Page) => Number(ticketIn(page).split('.')[1]);
  assert.ok(secondsOf(second) >= secondsOf(asked));
  world.clock.advance(2 * MINUTE);
  assert.equal((await visitor.post(at, { ...form, altcha: '', ticket }, ip)).status, 303);
  assert.equal((await visitor.post(at, { ...fields(), ticket }, ip)).status, 422, 'a ticket counts for one form');
});

test('what looks like spam is thanked like everything else, held back from staff, and released as of its own time', async () => {
  await using world = await openWorld(proxied);
  const visitor = world.visitor();
  const tara = await signInAs(world, 'triager');
  const spam = fields({ contact: 'email', email: 'sam@inbox.example' });
  const thanks: string[] = [];
  for (let i = 0; i < 6; i++) {
    world.clock.advance(MINUTE);
    const sent = await visitor.post(at, spam, from(`198.51.${i}.7`));
    assert.equal(sent.status, 303);
    const page = await visitor.follow(sent);
    thanks.push(
      page.body.replace(
        /VDP-\d+-\d+|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}|rpt_\w+|\d\d:\d\d(?::\d\d)?(?:\.\d+Z)?|20\d\d-[\dT:.Z-]+/g,
        '…',
      ),
    );
  }
  assert.equal(thanks[5], thanks[0], 'the same thanks to the letter');
  const held = await newest(world);
  assert.deepEqual([held.is_held, held.held_rule], [true, 'repeated']);
  const mails = await world.mails();
  assert.equal(mails.filter(({ to }) => to === 'sam@inbox.example').length, 6, 'each is answered');

  const { rows } = await sql<{ id: string }>`select id from reports.report where is_held`.execute(world.kernel.db);
  const id = rows[0]?.id ?? '';
  const own = await visitor.get(href(routes.reports.show, { id }));
  assert.equal(own.status, 200, 'its sender opens it');
  assert.doesNotMatch(own.body, /held|spam/i);
  assert.equal((await visitor.get(href(routes.reports.receipt, { id }))).status, 200);

  const queue = await tara.get(href(routes.reports.queue));
  assert.doesNotMatch(queue.body, new RegExp(held.number));
  assert.match(queue.body, /One report is held back/);
  assert.doesNotMatch(
    (await tara.get(href(routes.reports.search, undefined, { q: held.number }))).body,
    new RegExp(`href="/triage/${id}`),
  );
  assert.equal((await tara.get(href(routes.reports.triage, { id }))).location, href(routes.reports.heldReport, { id }));
  const program = await tokenHeaders(world, 'triager');
  const listed = await world.visitor().get(href(routes.reports.apiReports), program);
  assert.equal(listed.status, 200);
  assert.doesNotMatch(listed.body, new RegExp(held.number));
  assert.equal((await world.visitor().get(href(routes.reports.apiReport, { id }), program)).status, 404);
  const stories = await listStories(world.kernel, system('test'));
  assert.deepEqual(
    stories.filter(({ number }) => number === held.number),
    [],
    'nor is it in the public log',
  );
  assert.deepEqual(
    await noticesOf(world.kernel, 'report.submitted', { report: id }, 'test'),
    [],
    'nobody outside hears of it',
  );
  const viewer = await signInAs(world, 'viewer');
  assert.equal((await viewer.get(href(routes.reports.triage, { id }))).status, 404);
  assert.equal((await tara.post(href(routes.reports.assign, { id }), { assignee: '' })).status, 404);
  assert.match((await tara.get(href(routes.reports.held))).body, /Same text again/);
  assert.match((await tara.get(href(routes.reports.heldReport, { id }))).body, /needs no session/);

  world.clock.advance(2 * HOUR);
  assert.equal((await tara.post(href(routes.reports.heldKeepOut, { id }))).status, 303);
  assert.match(
    (await tara.get(href(routes.reports.held, undefined, { show: 'kept-out' }))).body,
    new RegExp(held.number),
  );
  assert.equal((await tara.post(href(routes.reports.heldRelease, { id }))).status, 303);
  await world.settle();
  assert.match((await tara.get(href(routes.reports.queue))).body, new RegExp(held.number));
  const shown = await tara.get(href(routes.reports.triage, { id }));
  assert.match(shown.body, /Released from the held reports/);
  assert.match(shown.body, /2026-11-23T12:06/, 'as of the time it came');
  assert.equal((await tara.post(href(routes.reports.heldRelease, { id }))).status, 404);
  const actions = await sql<{ action: string }>`
    select action from core.audit_entry where subject = ${id} order by id`.execute(world.kernel.db);
  assert.deepEqual(
    actions.rows
      .map(({ action }) => action)
      .filter(action => /release|keep/.test(action))
      .toSorted(),
    ['report.keep-out', 'report.release'],
  );
});

test('the API asks with ALTCHA’s own challenge, and the answer to a repeated request stays the same', async () => {
  const visitor = busy.visitor();
  await useUp(visitor, '198.51.102.7');
  const { target: _target, other: targetName, contact: _contact, kind: taxonomyId, ...rest } = fields();
  const attributes = { ...rest, targetName, taxonomyId };
  const send = (meta?: object) =>
    postReport(
      visitor,
      { data: { type: 'reports', attributes }, ...(meta && { meta }) },
      {
        ...from('198.51.102.7'),
        'idempotency-key': '"one-and-the-same"',
      },
    );
  const refused = await send();
  assert.equal(refused.status, 403, refused.body);
  const [error] = refused.json<{ errors: { code: string; meta: Parameters<typeof solution>[0] }[] }>().errors;
  assert.equal(error?.code, 'work_required');
  const altcha = solution(error?.meta ?? assert.fail());
  const sent = await send({ altcha });
  assert.equal(sent.status, 201, sent.body);
  assert.equal((await send()).body, sent.body);
});

test('a pause is told in words everywhere, lets criticals through, and ends by itself', async () => {
  await using world = await openWorld(proxied);
  const admin = await signInAs(world, 'admin');
  const visitor = world.visitor();
  const intake = href(routes.reports.intake);
  const nothing = await admin.post(href(routes.reports.intakePause), { reason: '', endsAt: '2020-01-01T00:00' });
  assert.equal(nothing.status, 422);
  assert.match(nothing.body, /This is over already/);
  const paused = await admin.post(href(routes.reports.intakePause), {
    reason: 'We work through last week’s reports.',
    endsAt: '2026-11-24T12:00',
  });
  assert.equal(paused.status, 303, paused.body);
  for (const page of [at, href(routes.reports.embed), href(routes.program.show), intake])
    assert.match(
      (await (page === intake ? admin : visitor).get(page)).body,
      /We work through last week’s reports/,
      page,
    );
  assert.match(
    (await (await signInAs(world, 'viewer')).get(href(routes.reports.queue))).body,
    /New reports are paused/,
  );

  const refused = await visitor.post(at, fields());
  assert.equal(refused.status, 503);
  assert.match(refused.body, /does not say that it is urgent/);
  assert.equal((await visitor.post(at, fields({ exploited: 'on' }))).status, 303);
  assert.equal((await visitor.post(at, fields({ vector: CRITICAL }))).status, 303);
  const { target: _t, other: targetName, contact: _c, kind: taxonomyId, ...rest } = fields();
  const byApi = await postReport(visitor, {
    data: { type: 'reports', attributes: { ...rest, targetName, taxonomyId } },
  });
  assert.equal(byApi.status, 503);
  assert.match(byApi.body, /We work through last week/);
  assert.equal(await reports(world), 2);
  const tara = await signInAs(world, 'triager');
  assert.equal((await tara.post(at, fields())).status, 303, 'our own staff may file');

  await aReport(world, { heldFor: 'paused' });
  assert.equal((await newest(world)).is_held, true);
  world.clock.set(new Date('2026-11-24T13:00:00Z'));
  assert.equal((await visitor.post(at, fields())).status, 303, 'over at its end, before any job has run');
  await endPauseJob.run(world.kernel, {});
  await world.settle();
  const { rows } = await sql`select from reports.report where is_held`.execute(world.kernel.db);
  assert.equal(rows.length, 0, 'what was kept for the end is released');
  const log = await sql<{ action: string; actor: string }>`
    select action, actor from core.audit_entry where action like 'intake.%' order by id`.execute(world.kernel.db);
  assert.deepEqual(
    log.rows.map(({ action, actor }) => [action, actor.startsWith('system:')]),
    [
      ['intake.pause', false],
      ['intake.resume', true],
    ],
  );
  const later = await signInAs(world, 'admin');
  assert.equal((await later.post(href(routes.reports.intakePause), { reason: 'Again.', endsAt: '' })).status, 303);
  assert.equal((await later.post(href(routes.reports.intakePause), { reason: 'Twice.' })).status, 409);
  assert.equal((await later.post(href(routes.reports.intakeResume))).status, 303);
  assert.equal((await visitor.post(at, fields())).status, 303);
});

test('admins set the budgets, and a good history widens them', async () => {
  await using world = await openWorld(proxied);
  const admin = await signInAs(world, 'admin');
  const intake = href(routes.reports.intake);
  const budgets = { networkFree: '2', networkMost: '3', senderWeek: '3', textRepeats: '5', workFirst: '1000' };
  const wrong = await admin.post(intake, { ...budgets, networkMost: '1', workFirst: 'many' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Enter a whole number from 1000/);
  assert.equal((await admin.post(intake, budgets)).status, 303);
  const robin = await signInAs(world, 'researcher');
  const ip = from('198.51.100.7');
  const send = async () => {
    const form = fields({ contact: 'account', draft: tokenIn(await robin.get(at)) });
    const first = await robin.post(at, form, ip);
    if (first.status === 303) return false;
    assert.equal((await robin.post(at, { ...form, altcha: solve(first) }, ip)).status, 303);
    return true;
  };
  assert.deepEqual([await send(), await send(), await send()], [false, false, true]);
  await send();
  assert.equal((await newest(world)).held_rule, 'sender');
  await sql`update reports.report set state = 'triaged' where number = 'VDP-2026-0001'`.execute(world.kernel.db);
  assert.equal(await send(), false, 'five times as much without work');
  assert.equal((await newest(world)).held_rule, null);
  assert.match((await admin.get(intake)).body, /Sender over budget/);
});
