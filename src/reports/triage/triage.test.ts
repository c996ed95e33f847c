// The page of a report as staff uses it: every move by its form, what is refused, who may, and who was faster.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noDuties } from '../../../test/support/duty-answers.ts';
import { sendReport, sentWords } from '../../../test/support/send-report.ts';
import { personOf, signInAs, type Who } from '../../../test/support/sign-in.ts';
import type { FormFields, Page } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReport } from '../report-store.ts';

const long = 'This is a reason of more than twenty characters.';
const second = { name: 'Sam Ode', email: 'sam@telltale.example', staffRole: 'triager' } as const;

type Act = 'move' | 'assess' | 'assign';

/** Somebody of the team at work on one report: forms are sent with the revision that the page shows. */
function deskOf(world: World, who: Who, id: string) {
  // Sessions don't outlive the days that pass here.
  const page = async () => (await signInAs(world, who)).get(href(routes.reports.triage, { id }));
  const post = async (act: Act, fields: FormFields): Promise<Page> => {
    const revision = /name="revision" value="(\d+)"/.exec((await page()).body)?.[1];
    return (await signInAs(world, who)).post(href(routes.reports[act], { id }), { revision, ...fields });
  };
  return {
    page,
    move: (kind: string, fields: FormFields = {}) => post('move', { kind, ...fields }),
    close: (closeReason: string, fields: FormFields = {}) => post('move', { kind: 'close', closeReason, ...fields }),
    assess: (fields: FormFields) => post('assess', fields),
    assign: (assignee: string) => post('assign', { assignee }),
    write: async (audience: string, text: string, more: FormFields = {}) =>
      (await signInAs(world, who)).post(href(routes.reports.message, { id }), { audience, text, ...more }),
    report: (): Promise<ReportRecord> => readReport(world.kernel, system('test'), id),
    /** The names of the moves that the page offers. */
    offers: async () => [...(await page()).body.matchAll(/id="move-([\w-]+)"/g)].map(([, name]) => name).sort(),
  };
}

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));
const confirmation = { unique: 'on', exploited: 'no', ...noDuties };

test('a report goes from new to resolved by the forms of its page', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  const desk = deskOf(world, 'triager', id);
  const tara = await personOf(world, 'triager');
  const page = await desk.page();
  for (const words of [sentWords.title, 'anyone', 'CVSS 3.1 gives 7.5', 'P2 High is proposed', 'as the reporter said'])
    assert.ok(page.body.includes(words), words);
  assert.deepEqual(await desk.offers(), [
    'approve_closing-accepted_risk',
    'approve_closing-rules_violation',
    'ask',
    'close-duplicate',
    'close-informational',
    'close-not_applicable',
    'close-out_of_scope',
    'close-spam',
    'record_attempt',
    'triage',
  ]);

  done(await desk.assign(tara));
  const overruled = { priority: '3', exploited: 'no', taxonomy: 'access_control.object_level.reads_personal_data' };
  const unexplained = await desk.assess({
    ...overruled,
    explanation: 'short',
    target: (await desk.report()).targetId ?? '',
  });
  assert.equal(unexplained.status, 422);
  assert.match(unexplained.body, /P2 is proposed\. Say in at least 20 characters why it is P3/);
  assert.match(unexplained.body, /short/);
  const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N';
  done(
    await desk.assess({ ...overruled, cvss: vector, explanation: long, target: (await desk.report()).targetId ?? '' }),
  );
  const assessed = await desk.report();
  assert.deepEqual([assessed.priority, assessed.cvssVector], [3, vector]);

  const doubtful = await desk.move('triage', { exploited: 'no', ...noDuties });
  assert.equal(doubtful.status, 422);
  assert.match(doubtful.body, /Confirm that nobody reported this before/);
  done(await desk.move('triage', { ...confirmation, text: 'Confirmed, thank you.' }));
  assert.equal((await desk.report()).state, 'triaged');
  assert.deepEqual((await desk.report()).clocks.remediateDue?.toISOString(), '2027-01-22T12:00:00.000Z');

  assert.equal((await desk.move('accept', { fixOwner: tara, dueAt: '2026-02-30' })).status, 422);
  assert.equal((await desk.move('accept', { fixOwner: 'per_stranger', dueAt: '2026-12-24' })).status, 422);
  done(await desk.move('accept', { fixOwner: tara, dueAt: '2026-12-24' }));
  assert.equal((await desk.report()).clocks.remediateDue?.toISOString(), '2026-12-24T17:00:00.000Z');
  assert.equal((await desk.move('mark_fixed', { fixReference: ' ' })).status, 422);
  done(await desk.move('mark_fixed', { fixReference: 'commit 4f2a' }));
  assert.equal((await desk.move('retest', { outcome: 'not_fixed', text: 'no' })).status, 422);
  done(await desk.move('retest', { outcome: 'not_fixed', text: long }));
  assert.equal((await desk.report()).state, 'accepted');
  done(await desk.move('mark_fixed', { fixReference: 'commit 9c1b' }));
  assert.ok(!(await desk.offers()).includes('resolve_after_silence'));
  world.clock.advance(15 * DAY);
  done(await desk.move('resolve_after_silence'));
  const resolved = await desk.report();
  assert.deepEqual([resolved.state, resolved.snapshot.fixReference], ['resolved', 'commit 9c1b']);
  assert.deepEqual(await desk.offers(), [], 'who ended it may not open it again');
});

test('questions, attempts and closings: each reason with what it needs', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const first = await sendReport(world, nobody);
  world.clock.advance(DAY);
  let sent = 0;
  // The very same text too often would be held back.
  const next = async () => {
    sent += 1;
    return deskOf(world, 'triager', (await sendReport(world, nobody, { title: `Trips of other owners, ${sent}` })).id);
  };

  const duplicate = await next();
  for (const original of ['', 'VDP-2026-9999', 'nonsense'])
    assert.equal((await duplicate.close('duplicate', { original, text: long })).status, 422, original);
  const itself = await duplicate.close('duplicate', { original: (await duplicate.report()).number, text: long });
  assert.match(itself.body, /can’t be a duplicate of itself/);
  done(await duplicate.close('duplicate', { original: first.number.toLowerCase(), text: long }));
  assert.equal((await duplicate.report()).snapshot.original?.id, first.id);
  assert.match((await duplicate.page()).body, new RegExp(`Repeats <a [^>]*>${first.number}`));

  for (const reason of ['informational', 'not_applicable']) {
    const desk = await next();
    const short = await desk.close(reason, { text: 'no' });
    assert.equal(short.status, 422);
    assert.match(short.body, /at least 20 characters/);
    done(await desk.close(reason, { text: long }));
    assert.equal((await desk.report()).closeReason, reason);
  }
  const spam = await next();
  done(await spam.close('spam'));

  const out = await next();
  assert.equal((await out.close('out_of_scope', { text: long, scopeRule: 'no-such-rule' })).status, 422);
  done(await out.close('out_of_scope', { text: long, scopeRule: 'default-deny' }));

  const lost = await next();
  assert.ok(!(await lost.offers()).includes('close-not_reproducible'));
  assert.equal((await lost.move('record_attempt')).status, 422);
  done(await lost.move('record_attempt', { text: 'Tried with two accounts.' }));
  const ask = { blockedOn: 'reporter', blocker: 'reproduction', dueAt: '2026-12-01', text: 'Which browser?' };
  const late = await lost.move('ask', { ...ask, dueAt: '2026-11-01' });
  assert.equal(late.status, 422);
  assert.match(late.body, /Which browser\?/);
  done(await lost.move('ask', ask));
  assert.equal((await lost.report()).state, 'needs_info');
  const early = await lost.close('not_reproducible', { text: long });
  assert.equal(early.status, 422);
  assert.match(early.body, /still has time to answer/);
  assert.ok(early.body.includes(long), 'what was typed is kept though the form is gone');
  done(await lost.move('resume'));
  world.clock.advance(10 * DAY);
  done(await lost.close('not_reproducible', { text: long }));
});

test('two people close as accepted risk or for a broken rule; whoever ended a report can not open it again', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  const tara = deskOf(world, 'triager', id);
  const sam = deskOf(world, second, id);
  const sams = await personOf(world, second);
  const risk = { riskOwner: sams, expiresAt: '2027-06-01', text: long };

  const alone = await tara.close('accepted_risk', risk);
  assert.equal(alone.status, 422);
  assert.match(alone.body, /needs the approval of someone other than you/);
  done(await tara.move('approve_closing', { closeReason: 'accepted_risk', text: 'Rare, and costly to change.' }));
  assert.equal((await tara.close('accepted_risk', risk)).status, 422, 'one’s own approval does not count');
  assert.equal((await sam.close('accepted_risk', { ...risk, expiresAt: '' })).status, 422);
  done(await sam.close('accepted_risk', risk));

  const again = await sam.move('reopen', { text: long });
  assert.equal(again.status, 422);
  assert.match(again.body, /someone else has to open it again/);
  done(await tara.move('reopen', { text: long }));
  assert.match((await sam.move('triage', confirmation)).body, /now someone else has to decide/);

  done(await deskOf(world, 'admin', id).move('approve_closing', { closeReason: 'rules_violation' }));
  const violation = { text: long, policyClause: '99' };
  assert.equal((await tara.close('rules_violation', violation)).status, 422);
  done(await tara.close('rules_violation', { ...violation, policyClause: '3.2' }));
});

test('who was overtaken is told, and keeps what they typed', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  const tara = await signInAs(world, 'triager');
  const sam = await signInAs(world, second);
  const desk = deskOf(world, 'triager', id);
  await desk.page();
  const revision = String((await desk.report()).revision);
  const at = href(routes.reports.move, { id });
  done(await sam.post(at, { revision, kind: 'close', closeReason: 'informational', text: long }));
  const words = 'Not a problem as far as I can see, sorry.';
  const late = await tara.post(at, { revision, kind: 'close', closeReason: 'not_applicable', text: words });
  assert.equal(late.status, 409);
  assert.match(late.body, /Someone changed this report meanwhile/);
  assert.ok(late.body.includes(words));
  assert.equal((await desk.report()).closeReason, 'informational');
  for (const [route, fields] of [
    [routes.reports.assess, { priority: '1' }],
    [routes.reports.assign, { assignee: '' }],
  ] as const)
    assert.equal((await tara.post(href(route, { id }), { revision, ...fields })).status, 409);
  assert.equal((await tara.post(at, { kind: 'resume' })).status, 409, 'a form without a revision is outdated');
});

test('of two who move at the same moment, one is done and one is told', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  const desk = deskOf(world, 'triager', id);
  await desk.page();
  const revision = String((await desk.report()).revision);
  const visitors = await Promise.all(['triager' as const, second].map(who => signInAs(world, who)));
  const pages = await Promise.all(
    visitors.map(visitor =>
      visitor.post(href(routes.reports.move, { id }), { revision, kind: 'close', closeReason: 'spam' }),
    ),
  );
  assert.deepEqual(pages.map(({ status }) => status).sort(), [303, 409]);
});

test('what the reporter sees and what stays inside', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const { id, code } = await sendReport(world, visitor);
  const desk = deskOf(world, 'triager', id);
  await desk.page();
  assert.equal((await desk.write('reporter', '   ')).status, 422);
  done(await desk.write('internal', 'Looks like the export job of db-3.prod.internal.'));
  const doubted = await desk.write('reporter', 'It is the export job of db-3.prod.internal.');
  assert.equal(doubted.status, 200);
  assert.match(doubted.body, /Is this meant for the reporter\?/);
  assert.match(doubted.body, /names the internal host db-3\.prod\.internal/);
  assert.equal((await desk.report()).answeredAt, null, 'nothing was sent');
  done(await desk.write('reporter', 'It is the export job, thank you.'));
  done(await desk.write('reporter', 'See db-3.prod.internal.', { meant: 'yes' }));
  done(await desk.write('nonsense', 'Whatever does not say who sees it stays inside.'));
  done(await desk.move('record_attempt', { text: 'Tried it twice.' }));
  assert.notEqual((await desk.report()).answeredAt, null);

  const page = (await desk.page()).body;
  assert.equal(page.match(/message-internal/g)?.length, 3);
  await visitor.post(href(routes.reports.return), { code });
  const seen = (await visitor.open(href(routes.reports.show, { id }))).body;
  assert.match(seen, /It is the export job, thank you\./);
  for (const inside of ['Looks like the export', 'Whatever does not say', 'Tried it twice', 'Tara'])
    assert.ok(!seen.includes(inside), inside);
});

test('evidence is only ever saved, and only of the report it belongs to', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const page = '<script>alert(document.domain)</script>';
  const { id } = await sendReport(world, nobody, {}, [{ field: 'evidence', filename: 'proof.html', content: page }]);
  const other = await sendReport(world, nobody);
  const tara = await signInAs(world, 'triager');
  const body = (await tara.get(href(routes.reports.triage, { id }))).body;
  const file = /files\/(fil_[0-9a-z]{26})/.exec(body)?.[1] ?? '';
  assert.match(body, /SHA-256 [0-9a-f]{64}/);
  const saved = await world.visitor().follow(await tara.get(href(routes.reports.triageFile, { id, file })));
  assert.equal(saved.body, page);
  assert.match(String(saved.headers['content-disposition']), /^attachment; filename="proof\.html"/);
  assert.match(String(saved.headers['content-security-policy']), /sandbox/);
  assert.equal((await tara.get(href(routes.reports.triageFile, { id: other.id, file }))).status, 404);
  for (const visitor of [nobody, await signInAs(world, 'researcher')])
    assert.ok(!(await visitor.get(href(routes.reports.triageFile, { id, file }))).location?.includes('/evidence/'));
});

test('viewers read everything and change nothing; reporters do not judge their own report', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  const viewer = await signInAs(world, 'viewer');
  const page = await viewer.get(href(routes.reports.triage, { id }));
  assert.equal(page.status, 200);
  assert.ok(page.body.includes(sentWords.title));
  assert.doesNotMatch(page.body, /<form[^>]*action="\/triage\/rpt_/);
  assert.equal((await readReport(world.kernel, system('test'), id)).readAt, null, 'a viewer’s look is no reading');
  const posts = [
    [routes.reports.move, { revision: '0', kind: 'resume' }],
    [routes.reports.assign, { revision: '0', assignee: '' }],
    [routes.reports.assess, { revision: '0', priority: '1' }],
    [routes.reports.message, { audience: 'internal', text: 'x' }],
  ] as const;
  for (const [route, fields] of posts) assert.equal((await viewer.post(href(route, { id }), fields)).status, 403);

  const tara = await signInAs(world, 'triager');
  const own = await sendReport(world, tara, { contact: 'account' });
  const hers = await tara.get(href(routes.reports.triage, { id: own.id }));
  assert.match(hers.body, /You sent this report/);
  assert.doesNotMatch(hers.body, /<form[^>]*action="\/triage\/rpt_/);
  const unknown = 'rpt_01kazyx0000000000000000000';
  for (const [route, fields] of posts) {
    assert.equal((await tara.post(href(route, { id: own.id }), fields)).status, 403);
    assert.equal((await tara.post(href(route, { id: unknown }), fields)).status, 404);
  }
});
