// Issues and tickets through the public door: connected, pushed, kept in step both ways, compared at night; and all that goes wrong.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after as afterAll, afterEach, before, test } from 'node:test';
import { personActor } from '../../../test/support/a-report.ts';
import { noDuties } from '../../../test/support/duty-answers.ts';
import { openStandIn, type Said, type StandIn } from '../../../test/support/https-stand-in.ts';
import { platformFaults } from '../../../test/support/platform-answers.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { commentAs, type FakeTracker, fakeTracker } from '../../../test/support/tracker-stand-ins.ts';
import type { FormFields, Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { tellIssueMoved } from '../../reports/issues/follow-move.ts';
import type { IssueState } from '../../reports/issues/issue-state.ts';
import { findIssue, insertIssue, issueIdOf, lockIssue, saveIssue } from '../../reports/issues/issue-store.ts';
import { readReport } from '../../reports/report-store.ts';
import { defaultMapping, mappingFields } from '../connections/mapping.ts';
import { type TrackerKind, trackerKinds } from '../connections/tracker-kind.ts';
import { reconcileJob } from '../reconciliation/reconcile.ts';
import { listReconciliations } from '../reconciliation/reconciliation-store.ts';
import { pollTrackersJob } from './follow-trackers.ts';
import { findLink } from './link-store.ts';

const self = system('test');
const TOKEN = 'token-zebra7canary';
const SECRET_WORDS = 'The reset mail can be had for any address';

let standIn: StandIn;
let world: World;
let admin: Visitor;
before(async () => {
  standIn = await openStandIn();
  // Jobs that are put off wait by the database's clock, so the world begins now.
  world = await openWorld({ fetch: standIn.fetch, limitsOff: true, now: new Date() });
  admin = await signInAs(world, 'admin');
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});
afterEach(async () => {
  await freshAdmin();
  const list = await admin.get(href(routes.trackers.trackers));
  for (const [, id] of list.body.matchAll(/\/admin\/trackers\/(trk_\w+)"/g))
    await admin.post(href(routes.trackers.trackerRemove, { id: id ?? '' }));
});

async function freshAdmin(): Promise<void> {
  admin = await signInAs(world, 'admin');
}

const projects = { github: 'example/backend', gitlab: 'example/backend', jira: 'SEC' } as const;

function fake(kind: TrackerKind): FakeTracker {
  const tracker = fakeTracker(kind, standIn.origin, { token: TOKEN, project: projects[kind] });
  standIn.answer(heard => tracker.answer(heard));
  return tracker;
}

const formOf = (kind: TrackerKind, fields: FormFields = {}): FormFields => ({
  kind,
  name: 'Backend team',
  baseUrl: standIn.origin,
  project: projects[kind],
  token: TOKEN,
  account: kind === 'jira' ? 'bot@example.org' : undefined,
  takesComments: 'on',
  ...mappingFields(defaultMapping(kind)),
  ...fields,
});

async function connect(kind: TrackerKind, fields: FormFields = {}): Promise<{ id: string; secret: string }> {
  const page = await admin.post(href(routes.trackers.trackerNew), formOf(kind, fields));
  assert.equal(page.status, 200, /role="alert"[\s\S]{0,600}/.exec(page.body)?.[0] ?? page.body.slice(0, 300));
  const plain = page.body.replaceAll('<wbr>', '').replaceAll('<wbr/>', '');
  return {
    id: /\/hooks\/(trk_\w+)/.exec(plain)?.[1] ?? '',
    secret: /data-[\w-]*[^>]*>([\w-]{43})</.exec(plain)?.[1] ?? />([\w-]{43})</.exec(plain)?.[1] ?? '',
  };
}

async function anIssue(): Promise<string> {
  const id = newId('iss', world.clock, world.kernel.random);
  await world.kernel.transaction(kernel =>
    insertIssue(kernel, self, {
      id,
      origin: 'import',
      title: SECRET_WORDS,
      summary: 'Summary of the zebra',
      rootCause: 'Root of the zebra',
      cvss: [],
      fixReferences: [],
      severity: 2,
      cweIds: ['CWE-640'],
    }),
  );
  return id;
}

const moveIssueTo = (id: string, state: IssueState): Promise<void> =>
  world.kernel.transaction(async kernel => {
    const issue = await lockIssue(kernel, self, id);
    await saveIssue(kernel, issue, { state, fixOwner: await personOf(world, 'triager') });
    await tellIssueMoved(kernel, self, issue, state);
  });

async function push(issue: string, tracker: string, fields: FormFields = {}): Promise<{ page: Page; link: string }> {
  const page = await admin.post(href(routes.trackers.issueTickets, { id: issue }), {
    tracker,
    title: 'Please look at the reset flow',
    confirmed: 'yes',
    ...fields,
  });
  await world.settle();
  return { page, link: /\/tickets\/(lnk_\w+)/.exec(page.location ?? '')?.[1] ?? '' };
}

const linkOf = async (id: string) => {
  const link = await findLink(world.kernel, self, id);
  assert.ok(link);
  return link;
};

const act = (link: string, what: string) => admin.post(href(routes.trackers.linkAct, { id: link }), { do: what });
const linkPage = async (link: string) => (await admin.get(href(routes.trackers.link, { id: link }))).body;

/** News as the tracker would send them. */
function news(kind: TrackerKind, tracker: string, secret: string, key: string): Promise<Page> {
  const number = Number(key.replace(/\D+/, ''));
  const bodies = {
    github: { action: 'closed', issue: { number, title: 'x' }, repository: { full_name: projects.github } },
    gitlab: { object_kind: 'issue', event_type: 'issue', object_attributes: { iid: number, action: 'close' } },
    jira: { timestamp: 1, webhookEvent: 'jira:issue_updated', issue: { id: '1', key } },
  } as const;
  const body = bodies[kind];
  const signature = `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex')}`;
  const headers = {
    github: { 'x-hub-signature-256': signature, 'x-github-event': 'issues', 'x-github-delivery': '72d3162e' },
    gitlab: { 'x-gitlab-token': secret, 'x-gitlab-event': 'Confidential Issue Hook' },
    jira: { 'x-hub-signature': signature },
  } as const;
  return world.visitor().postJson(href(routes.trackers.hook, { id: tracker }), body, headers[kind]);
}

const done = { github: 'completed', gitlab: 'closed', jira: 'Done' } as const;

for (const kind of trackerKinds)
  test(`${kind}: connected, pushed, in step both ways, comments, unlinked`, async () => {
    await freshAdmin();
    const there = fake(kind);
    const refused = await admin.post(href(routes.trackers.trackerNew), formOf(kind, { token: 'wrong' }));
    assert.equal(refused.status, 422);
    assert.match(refused.body, /The tracker refuses the token/);
    assert.ok(!refused.body.includes('value="wrong"'), 'a token is not shown again');
    const absent = await admin.post(
      href(routes.trackers.trackerNew),
      formOf(kind, { project: kind === 'jira' ? 'NOPE' : 'example/nope' }),
    );
    assert.match(absent.body, /no such ticket or project/);
    const { id: tracker, secret } = await connect(kind);
    assert.equal(secret.length, 43);

    // The preview shows all that leaves; nothing leaves before.
    const issue = await anIssue();
    const preview = await push(issue, tracker, { confirmed: undefined, include: 'summary' });
    assert.equal(preview.page.status, 200);
    assert.match(preview.page.body, /Summary of the zebra/);
    const again = await push(issue, tracker, { confirmed: 'edit', text: 'Kept words', include: 'summary' });
    assert.match(again.page.body, /Kept words/);
    assert.match(again.page.body, /value="summary"[^>]*checked/);
    assert.equal(there.writes.length, 0);
    const { link } = await push(issue, tracker);
    const ticket = there.tickets.get(1);
    assert.ok(ticket);
    assert.equal(ticket.title, 'Please look at the reset flow');
    assert.match(ticket.body, /ISS-2026-\d+[\s\S]*Priority: P2 High[\s\S]*\/issues\/iss_/);
    assert.doesNotMatch(ticket.body, /zebra|reset mail|CWE/);
    assert.equal(ticket.isConfidential, kind === 'gitlab');
    assert.equal((await linkOf(link)).state, 'in_step');

    // Ours goes out, and its echo causes nothing.
    await moveIssueTo(issue, 'accepted');
    await moveIssueTo(issue, 'resolved');
    await world.settle();
    assert.equal(ticket.state, done[kind]);
    const key = (await linkOf(link)).ticket?.key ?? '';
    const writes = there.writes.length;
    assert.deepEqual(platformFaults('hook', await news(kind, tracker, secret, key)), []);
    await world.settle();
    assert.equal(there.writes.length, writes);
    assert.equal((await linkOf(link)).state, 'in_step');

    // Theirs comes in by signed news; it moves nothing here and asks a person once.
    await moveIssueTo(issue, 'accepted');
    await world.settle();
    assert.notEqual(ticket.state, done[kind]);
    ticket.state = done[kind];
    const mails = async () => (await world.mails()).filter(({ subject }) => subject.includes('has moved')).length;
    const before = await mails();
    for (let time = 0; time < 2; time++) assert.equal((await news(kind, tracker, secret, key)).status, 204);
    await world.settle();
    assert.equal(await mails(), before + 1);
    assert.equal((await findIssue(world.kernel, self, issue))?.state, 'accepted', 'a ticket moves nothing by itself');
    assert.equal((await linkOf(link)).state, 'differs');
    assert.match(await linkPage(link), /The ticket is done\. If the fix is out/);
    assert.match((await admin.get(href(routes.reports.issue, { id: issue }))).body, /Differs/);
    const wrong = await news(kind, tracker, 'wrong', key);
    const unknown = await news(kind, 'trk_01kazyx0000000000000000000', secret, key);
    assert.deepEqual([wrong.status, unknown.status], [404, 404]);
    assert.match((await admin.get(href(routes.trackers.tracker, { id: tracker }))).body, /Turned away/);
    await act(link, 'ours');
    await world.settle();
    assert.notEqual(ticket.state, done[kind], 'a person decided for our side');
    assert.equal((await linkOf(link)).state, 'in_step');

    // Comments: theirs once, ours not twice.
    commentAs(ticket, 'dev', '<script>alert(1)</script> **looking**');
    await admin.post(href(routes.trackers.linkComment, { id: link }), { text: 'Have you seen the log?' });
    await world.settle();
    for (let time = 0; time < 2; time++) await act(link, 'look');
    const page = await linkPage(link);
    assert.equal(page.match(/Have you seen the log\?/g)?.length, 1);
    assert.equal(page.match(/<strong>looking<\/strong>/g)?.length, 1);
    assert.doesNotMatch(page, /<script>alert/);
    assert.equal(ticket.comments.filter(({ body }) => body.includes('Have you seen')).length, 1);
    assert.equal((await admin.post(href(routes.trackers.linkComment, { id: link }), { text: ' ' })).status, 422);

    await admin.post(href(routes.trackers.linkRemove, { id: link }));
    assert.equal(await findLink(world.kernel, self, link), undefined);
    assert.equal(there.tickets.size, 1, 'the ticket stays');
    const linked = (typed: string) =>
      admin.post(href(routes.trackers.issueTicketLink, { id: issue }), { tracker, ticket: typed });
    assert.match((await linked('nonsense!')).body, /Enter its number/);
    assert.match((await linked(kind === 'jira' ? 'SEC-99' : '99')).body, /no such ticket/);
    assert.equal((await linked(key)).status, 303);
    assert.match((await linked(key)).body, /linked to an issue already/);
    assert.ok(!world.logLines.some(line => line.includes(TOKEN)), 'no token in the log');
  });

test('a revoked token, a 404, a 429, a hang-up and a huge answer: the link says why, nothing is lost, nobody is nagged', async () => {
  await freshAdmin();
  const there = fake('github');
  const { id: tracker } = await connect('github');
  const issue = await anIssue();
  const { link } = await push(issue, tracker);
  const ticket = there.tickets.get(1);
  assert.ok(ticket);

  there.token = 'another';
  await moveIssueTo(issue, 'resolved');
  await world.settle();
  assert.deepEqual([(await linkOf(link)).state, (await linkOf(link)).reason], ['failing', 'token']);
  assert.match(await linkPage(link), /The tracker refuses the token/);
  for (let time = 0; time < 3; time++) {
    world.clock.advance(10 * MINUTE);
    await pollTrackersJob.run(world.kernel, {});
    await world.settle();
  }
  assert.equal((await world.mails()).filter(({ subject }) => subject === 'A tracker refuses us').length, 1);
  await freshAdmin();
  const elsewhere = formOf('github', { token: '', baseUrl: 'https://other.example' });
  const stolen = await admin.post(href(routes.trackers.trackerEdit, { id: tracker }), elsewhere);
  assert.match(stolen.body, /paste the token again/, 'a token never goes to another server');
  const renewed = await admin.post(
    href(routes.trackers.trackerEdit, { id: tracker }),
    formOf('github', { token: 'another' }),
  );
  assert.equal(renewed.status, 303);
  await world.settle();
  assert.equal(ticket.state, 'completed', 'what waited was sent');
  assert.equal((await linkOf(link)).state, 'in_step');

  const reset = (): string => String(Math.floor(world.clock.now().getTime() / 1000) + 1200);
  const troubles: readonly (readonly [() => Said, string])[] = [
    [() => ({ status: 429, headers: { 'retry-after': '900' } }), 'busy'],
    [() => ({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset() } }), 'busy'],
    [() => ({ hangUp: true }), 'unreachable'],
    [() => ({ body: Buffer.alloc(3_000_000, 'x') }), 'nonsense'],
    [() => ({ body: 'no json' }), 'nonsense'],
    [() => ({ body: { number: {}, state: [] } }), 'nonsense'],
    [() => ({ status: 502 }), 'unreachable'],
  ];
  let state: IssueState = 'accepted';
  for (const [said, reason] of troubles) {
    there.trouble = said;
    await moveIssueTo(issue, state);
    await world.settle();
    assert.deepEqual([(await linkOf(link)).state, (await linkOf(link)).reason], ['failing', reason]);
    there.trouble = () => undefined;
    const tries = standIn.heard.length;
    if (reason === 'busy') {
      world.clock.advance(10 * MINUTE);
      await world.settle();
      assert.equal(standIn.heard.length, tries, 'it asked to be left alone');
    }
    world.clock.advance(HOUR);
    await world.settle();
    assert.equal((await linkOf(link)).state, 'in_step', reason);
    assert.equal(ticket.state, state === 'accepted' ? 'open' : 'completed');
    state = state === 'accepted' ? 'resolved' : 'accepted';
  }

  await freshAdmin();
  there.tickets.delete(1);
  await moveIssueTo(issue, state);
  await world.settle();
  assert.deepEqual([(await linkOf(link)).state, (await linkOf(link)).reason], ['failing', 'not_found']);
  there.tickets.set(1, ticket);
  await act(link, 'again');
  await world.settle();
  assert.equal((await linkOf(link)).state, 'in_step');
});

test('a renamed repository, a public one, an address inside, and a creation that was not answered', async () => {
  await freshAdmin();
  const there = fake('github');
  const inside = await admin.post(
    href(routes.trackers.trackerNew),
    formOf('github', { baseUrl: 'https://intranet.example' }),
  );
  assert.match(inside.body, /The address is not public/);
  const { id: tracker } = await connect('github');
  const issue = await anIssue();

  // The tracker makes the ticket, and its answer gets lost: the next try finds it.
  there.trouble = heard => {
    if (heard.method !== 'POST') return undefined;
    there.trouble = () => undefined;
    there.answer(heard);
    return { hangUp: true };
  };
  const { link } = await push(issue, tracker);
  assert.equal((await linkOf(link)).state, 'failing');
  world.clock.advance(MINUTE);
  await world.settle();
  assert.equal((await linkOf(link)).state, 'in_step');
  assert.equal(there.tickets.size, 1, 'one ticket, not two');

  there.project = 'example/platform';
  await act(link, 'look');
  assert.equal((await linkOf(link)).state, 'in_step', 'reading follows the redirect');
  await moveIssueTo(issue, 'resolved');
  await world.settle();
  world.clock.advance(MINUTE);
  await world.settle();
  assert.equal(there.tickets.get(1)?.state, 'completed');
  assert.match((await admin.get(href(routes.trackers.tracker, { id: tracker }))).body, /example\/<wbr\/?>platform/);

  there.isPublic = true;
  await admin.post(href(routes.trackers.trackerCheck, { id: tracker }));
  const second = await anIssue();
  const unconfirmed = await push(second, tracker);
  assert.equal(unconfirmed.page.status, 422);
  assert.equal(there.tickets.size, 1);
  assert.equal((await push(second, tracker, { public: 'yes' })).page.status, 303);
  assert.equal(there.tickets.size, 2);
});

test('where an admin allowed it, a closed ticket marks the issue and its report as fixed, and never closes one', async () => {
  await freshAdmin();
  const there = fake('github');
  const { id: tracker, secret } = await connect('github', { movesToFixed: 'on' });
  const { id: report } = await sendReport(world, world.visitor());
  const triager = await signInAs(world, 'triager');
  const revision = async (path: string) => /name="revision" value="(\d+)"/.exec((await triager.get(path)).body)?.[1];
  const triage = href(routes.reports.triage, { id: report });
  const confirm = {
    kind: 'triage',
    unique: 'on',
    exploited: 'no',
    ...noDuties,
    issue: 'new',
    revision: await revision(triage),
  };
  assert.equal((await triager.post(href(routes.reports.move, { id: report }), confirm)).status, 303);
  const issue = (await issueIdOf(world.kernel, report)) ?? '';
  const { link } = await push(issue, tracker);
  const ticket = there.tickets.get(1);
  assert.ok(ticket);
  ticket.state = 'completed';
  await news('github', tracker, secret, '1');
  await world.settle();
  assert.equal((await readReport(world.kernel, self, report)).state, 'triaged', 'nobody has taken it on yet');
  ticket.state = 'open';
  await act(link, 'look');

  const accept = {
    kind: 'accept',
    fixOwner: await personOf(world, 'triager'),
    dueAt: new Date(world.clock.now().getTime() + 20 * DAY).toISOString().slice(0, 10),
    revision: await revision(href(routes.reports.issue, { id: issue })),
  };
  assert.equal((await triager.post(href(routes.reports.issueMove, { id: issue }), accept)).status, 303);
  await world.settle();
  ticket.state = 'completed';
  await news('github', tracker, secret, '1');
  await world.settle();
  const after = await readReport(world.kernel, self, report);
  assert.equal(after.state, 'fixed');
  assert.equal((await linkOf(link)).state, 'in_step');
  assert.equal(ticket.state, 'completed');
  const writes = there.writes.length;
  await news('github', tracker, secret, '1');
  await world.settle();
  assert.equal(there.writes.length, writes, 'no loop');
  await personActor(world, 'admin');
});

test('at night both sides are compared: what was lost is made good, and the report says the rest', async () => {
  await freshAdmin();
  const there = fake('gitlab');
  const { id: tracker } = await connect('gitlab');
  const issues = await Promise.all([1, 2, 3, 4].map(() => anIssue()));
  const links: string[] = [];
  for (const issue of issues) links.push((await push(issue, tracker)).link);
  const tickets = [1, 2, 3, 4].map(number => there.tickets.get(number));
  // 1 agrees; 2 was resolved here, and the news of it got lost; 3 was closed there unheard; 4 can't be read.
  await world.kernel.transaction(async kernel => {
    const issue = await lockIssue(kernel, self, issues[1] ?? '');
    await saveIssue(kernel, issue, { state: 'resolved' });
  });
  if (tickets[2]) tickets[2].state = 'closed';
  there.tickets.delete(4);
  await reconcileJob.run(world.kernel, {});
  await world.settle();
  assert.equal(tickets[1]?.state, 'closed');
  const [head] = await listReconciliations(world.kernel, self, { limit: 1 });
  assert.ok(head);
  assert.deepEqual([head.checked, head.repaired, head.differs, head.unasked], [3, 1, 1, 1]);
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.trackers.reconciliation, { id: head.id }));
  assert.match(page.body, /3 compared; 1 made good; 1 differ; 1 could not be asked/);
  assert.match(page.body, /The tracker has no such ticket/);
  there.token = 'another';
  world.clock.advance(MINUTE);
  await reconcileJob.run(world.kernel, {});
  const [next] = await listReconciliations(world.kernel, self, { limit: 1 });
  assert.deepEqual([next?.checked, next?.unasked], [0, 4], 'after a refused token the rest is not asked');
  assert.match((await triager.get(href(routes.trackers.reconciliations))).body, /Compare now/);
  assert.equal((await triager.get(href(routes.trackers.trackers))).status, 403);
  const viewer = await signInAs(world, 'viewer');
  assert.equal((await viewer.get(href(routes.trackers.issueTickets, { id: issues[0] ?? '' }))).status, 403);
  assert.equal((await viewer.get(href(routes.trackers.link, { id: links[0] ?? '' }))).status, 200);
});
