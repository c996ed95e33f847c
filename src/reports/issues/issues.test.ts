// Issues as staff uses them: made when a report is confirmed, joined by others, moved with all of them, split and merged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noDuties } from '../../../test/support/duty-answers.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields, Page } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { readReport } from '../report-store.ts';
import { readIssueFields } from './edit-issue.ts';
import { issueStateOf } from './issue-state.ts';
import { findIssue, issueIdOf, listIssues } from './issue-store.ts';
import { readIssueNumber, wordsOf } from './issue-words.ts';
import { whatMoves } from './regrouping.ts';

const long = 'This is a reason of more than twenty characters.';
const actor = system('test');

async function moveReport(world: World, id: string, fields: FormFields): Promise<Page> {
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  return triager.post(href(routes.reports.move, { id }), { revision, ...fields });
}

async function act(
  world: World,
  id: string,
  at: 'issueMove' | 'issueSplit' | 'issueMerge' | 'issueEdit',
  fields: FormFields,
) {
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports[at === 'issueEdit' ? 'issueEdit' : 'issue'], { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  return triager.post(href(routes.reports[at], { id }), { revision, ...fields });
}

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));

const issueOf = async (world: World, report: string) => {
  const issue = await findIssue(world.kernel, actor, (await issueIdOf(world.kernel, report)) ?? '');
  assert.ok(issue, 'the report has an issue');
  return issue;
};

const confirm = { kind: 'triage', unique: 'on', exploited: 'no', ...noDuties };

test('confirming makes an issue, another report joins it, and both move with it', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const first = await sendReport(world, nobody);
  world.clock.advance(DAY);
  const second = await sendReport(world, nobody, { title: 'The same from elsewhere' });
  done(await moveReport(world, first.id, { ...confirm, issue: 'new' }));
  const issue = await issueOf(world, first.id);
  assert.match(issue.number, /^ISS-2026-0001$/);
  assert.equal(issue.title, 'Trips of other owners can be exported');
  assert.ok(issue.cweIds.length > 0, 'the kind of vulnerability brings its CWE');
  assert.equal(issue.cvss[0]?.version, '3.1');

  for (const [typed, words] of [
    ['', /Enter the number of the issue/],
    ['ISS-2026-0099', /There is no issue ISS-2026-0099/],
    ['nothing like it', /No issue has all these words/],
  ] as const) {
    const refused = await moveReport(world, second.id, { ...confirm, issue: 'existing', issueNumber: typed });
    assert.equal(refused.status, 422, typed);
    assert.match(refused.body, words);
  }
  done(await moveReport(world, second.id, { ...confirm, issue: 'existing', issueNumber: 'OWNERS exported trips' }));
  assert.equal((await issueOf(world, second.id)).id, issue.id);
  assert.equal((await readReport(world.kernel, actor, second.id)).snapshot.issueId, issue.id);

  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.issue, { id: issue.id }));
  assert.ok(page.body.includes(first.number) && page.body.includes(second.number));
  const beside = await triager.get(href(routes.reports.triage, { id: first.id }));
  assert.ok(beside.body.includes(issue.number) && beside.body.includes(second.number));

  const tara = await personOf(world, 'triager');
  const undated = await act(world, issue.id, 'issueMove', { kind: 'accept', fixOwner: tara, dueAt: '' });
  assert.equal(undated.status, 422);
  assert.match(undated.body, /Enter the day by which/);
  const outdated = await triager.post(href(routes.reports.issueMove, { id: issue.id }), {
    revision: '77',
    kind: 'accept',
    fixOwner: tara,
    dueAt: '2026-12-24',
  });
  assert.equal(outdated.status, 409);
  done(
    await act(world, issue.id, 'issueMove', { kind: 'accept', fixOwner: tara, dueAt: '2026-12-24', text: 'On it.' }),
  );
  for (const id of [first.id, second.id]) assert.equal((await readReport(world.kernel, actor, id)).state, 'accepted');
  done(await act(world, issue.id, 'issueMove', { kind: 'mark_fixed', fixReference: 'commit 4f2a' }));
  for (const id of [first.id, second.id]) {
    const report = await readReport(world.kernel, actor, id);
    assert.deepEqual([report.state, report.snapshot.retestOfferedAt !== null], ['fixed', true]);
  }
  const fixed = await issueOf(world, first.id);
  assert.deepEqual([fixed.state, fixed.fixReferences], ['fixed', ['commit 4f2a']]);
  done(await moveReport(world, first.id, { kind: 'retest', outcome: 'not_fixed', text: long }));
  assert.equal((await issueOf(world, first.id)).state, 'accepted', 'the one that has the longest way to go decides');
});

test('the reporter of a duplicate hears the news of the one fix, and nothing of the other reporter', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const first = await sendReport(world, nobody, { title: 'A first title that stays secret' });
  world.clock.advance(DAY);
  const sam = world.visitor();
  const second = await sendReport(world, sam, { contact: 'email', email: 'sam@inbox.example' });
  // Closed before the original is confirmed: the link comes with the confirmation.
  done(
    await moveReport(world, second.id, { kind: 'close', closeReason: 'duplicate', original: first.number, text: long }),
  );
  assert.equal(await issueIdOf(world.kernel, second.id), undefined);
  done(await moveReport(world, first.id, { ...confirm, issue: 'new' }));
  const issue = await issueOf(world, second.id);
  const before = new Set((await world.mails()).map(({ id }) => id));
  const tara = await personOf(world, 'triager');
  done(await act(world, issue.id, 'issueMove', { kind: 'accept', fixOwner: tara, dueAt: '2026-12-24' }));
  const news = (await world.mails()).filter(({ id }) => !before.has(id));
  assert.deepEqual(
    news.map(({ to, subject }) => [to, subject]),
    [['sam@inbox.example', `News about your report ${second.number}`]],
  );
  const page = await sam.open(href(routes.reports.show, { id: second.id }));
  assert.match(page.body, /What becomes of it/);
  assert.match(page.body, /Someone is responsible for the fix/);
  for (const secret of [first.number, first.id, issue.number, issue.id, 'stays secret', 'commit'])
    assert.ok(!page.body.includes(secret), `the page names ${secret}`);
});

test('an issue is edited, found, split and merged, each with its confirmation', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const [one, two] = [await sendReport(world, nobody), await sendReport(world, nobody)];
  done(await moveReport(world, one.id, { ...confirm, issue: 'new' }));
  const issue = await issueOf(world, one.id);
  done(await moveReport(world, two.id, { ...confirm, issue: 'existing', issueNumber: issue.number }));

  const faulty = await act(world, issue.id, 'issueEdit', {
    title: 'Kept title',
    cvss: 'CVSS:3.1/AV:X',
    cweIds: 'nine',
  });
  assert.equal(faulty.status, 422);
  assert.match(faulty.body, /NINE is no CWE id/);
  assert.match(faulty.body, /Kept title/);
  done(
    await act(world, issue.id, 'issueEdit', {
      title: 'Export link needs no session',
      summary: 'The **link** is enough.',
      severity: '2',
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
      cweIds: '639, CWE-306',
      cveIds: 'cve-2026-12345',
      fixReferences: 'commit a\ncommit b',
    }),
  );
  const edited = await issueOf(world, one.id);
  assert.deepEqual(
    [edited.cweIds, edited.cveIds, edited.fixReferences],
    [['CWE-639', 'CWE-306'], ['CVE-2026-12345'], ['commit a', 'commit b']],
  );
  const triager = await signInAs(world, 'triager');
  assert.ok(
    (await triager.get(href(routes.reports.issues, undefined, { q: 'session LINK' }))).body.includes(issue.number),
  );
  assert.ok(!(await triager.get(href(routes.reports.issues, undefined, { q: 'owners' }))).body.includes(issue.number));
  assert.equal((await triager.get(href(routes.reports.issues, undefined, { q: 'iss 1' }))).status, 303);

  const nothing = await act(world, issue.id, 'issueSplit', { into: '' });
  assert.equal(nothing.status, 422);
  assert.match(nothing.body, /Choose at least one report/);
  const question = await act(world, issue.id, 'issueSplit', { reports: [two.id], into: '' });
  assert.equal(question.status, 200);
  assert.equal((await issueOf(world, two.id)).id, issue.id, 'nothing is done before it is confirmed');
  done(await act(world, issue.id, 'issueSplit', { reports: two.id, taker: '', confirmed: 'yes' }));
  const other = await issueOf(world, two.id);
  assert.notEqual(other.id, issue.id);
  assert.equal((await readReport(world.kernel, actor, two.id)).snapshot.issueId, other.id);

  const itself = await act(world, other.id, 'issueMerge', { into: other.number });
  assert.match(itself.body, /can’t be merged into itself/);
  assert.equal((await act(world, other.id, 'issueMerge', { into: issue.number })).status, 200);
  done(await act(world, other.id, 'issueMerge', { taker: issue.id, confirmed: 'yes' }));
  assert.equal((await issueOf(world, two.id)).id, issue.id);
  const merged = await triager.get(href(routes.reports.issue, { id: other.id }));
  assert.match(merged.body, new RegExp(`Merged into ${issue.number}`));
  assert.deepEqual(
    (await listIssues(world.kernel, actor)).map(({ id }) => id),
    [issue.id],
  );
});

test('a title lies sealed, and nobody but staff finds an issue', async () => {
  await using world = await openWorld();
  const { id } = await sendReport(world, world.visitor());
  done(await moveReport(world, id, { ...confirm, issue: 'new' }));
  const issue = await issueOf(world, id);
  const { rows } = await world.database.pool.query<{ row: string }>(
    'select encode(title, $1) || encode(content, $1) as row from reports.issue',
    ['escape'],
  );
  assert.doesNotMatch(rows[0]?.row ?? '', /Trips|CVSS/);
  for (const who of ['owner', 'researcher'] as const)
    assert.equal((await (await signInAs(world, who)).get(href(routes.reports.issue, { id: issue.id }))).status, 404);
  assert.equal(await findIssue(world.kernel, { kind: 'receipt-holder', report: id }, issue.id), undefined);
  assert.equal((await (await signInAs(world, 'viewer')).get(href(routes.reports.issue, { id: issue.id }))).status, 200);
});

test('the state of an issue is that of the report with the longest way to go; duplicates never decide', () => {
  const states = ['new', 'needs_info', 'triaged', 'accepted', 'fixed', 'resolved', 'closed'] as const;
  const rank = ['open', 'accepted', 'fixed', 'resolved', 'closed'] as const;
  const report = fc
    .record({ state: fc.constantFrom(...states), isDuplicate: fc.boolean() })
    .map(({ state, isDuplicate }) => ({
      state,
      closeReason: state === 'closed' ? (isDuplicate ? ('duplicate' as const) : ('informational' as const)) : null,
    }));
  fc.assert(
    fc.property(fc.array(report), fc.constantFrom(...rank), (reports, own) => {
      const result = issueStateOf(own, reports);
      const deciding = reports.filter(({ closeReason }) => closeReason !== 'duplicate');
      if (deciding.length === 0) return result === own;
      // One report more can only hold the issue back.
      return deciding.every(each => rank.indexOf(result) <= rank.indexOf(issueStateOf(own, [each])));
    }),
  );
});

test('what repeats a report goes along with it, and a duplicate is never parted from its original', () => {
  const member = (id: string, original?: string) => ({
    id,
    number: id.toUpperCase(),
    state: original === undefined ? ('triaged' as const) : ('closed' as const),
    closeReason: original === undefined ? null : ('duplicate' as const),
    // Only the original is read.
    facts: { original: original === undefined ? null : { kind: 'report', id: original } } as never,
  });
  const members = [member('a'), member('b', 'a'), member('c', 'b'), member('d')];
  assert.deepEqual(whatMoves(members, ['a']), { ok: true, reports: ['a', 'b', 'c'] });
  assert.deepEqual(whatMoves(members, ['d']), { ok: true, reports: ['d'] });
  const parted = whatMoves(members, ['c']);
  assert.ok(!parted.ok && parted.sentence.includes('C is a duplicate of B'));
  assert.equal(whatMoves(members, []).ok, false);
  assert.equal(whatMoves(members, ['x']).ok, false);
});

test('words, numbers and fields are read as people write them', () => {
  assert.deepEqual(wordsOf('Änderung the THE cafe\u0301, 42!'), ['anderung', 'the', 'cafe', '42']);
  const now = new Date('2026-11-23T12:00:00Z');
  assert.equal(readIssueNumber('iss-2026-0012', now), 'ISS-2026-0012');
  assert.equal(readIssueNumber('ISS 7', now), 'ISS-2026-0007');
  for (const typed of ['VDP-2026-0001', '12', 'issue 12', '']) assert.equal(readIssueNumber(typed, now), null, typed);
  const read = readIssueFields({ title: ' ', cveIds: 'CVE-26-1', severity: '9' });
  assert.deepEqual(!read.ok && Object.keys(read.errors).sort(), ['cveIds', 'severity', 'title']);
});
