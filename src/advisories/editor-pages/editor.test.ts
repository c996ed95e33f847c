import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport } from '../../../test/support/a-report.ts';
import { filledAdvisory } from '../../../test/support/filled-advisory.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { lintSecurityTxt } from '../../program/security-txt-lint.ts';
import { writeAtom, writeJsonFeed } from '../../web/feed.ts';
import { demoAdvisories } from '../demo/seed-published.ts';
import { feedFrom } from '../public-pages/feeds.ts';
import { gatherThanks } from '../public-pages/thanks.tsx';

const { drafts, advisories, cases } = routes;

const filled = {
  ...filledAdvisory,
  'credits.1.name': 'Robin Reyes',
  'credits.1.type': 'finder',
  'credits.1.agreed': 'yes',
  'credits.2.name': 'Nameless N.',
  'credits.2.type': 'reporter',
  'credits.2.agreed': 'no',
  'timeline.0.date': '2026-11-02',
  'timeline.0.text': 'Reported.',
};

async function begin(visitor: Visitor, fields: Record<string, string> = {}): Promise<string> {
  const answer = await visitor.post(href(drafts.list), fields);
  assert.equal(answer.status, 303, answer.body.slice(0, 300));
  return answer.location?.split('/').at(-1) ?? '';
}

const revisionOf = (body: string): string => /name="revision" value="(\d+)"/.exec(body)?.[1] ?? '';

test('an advisory from a case: edited, held by the embargo, published on purpose, thanked, told, revised, withdrawn', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const admin = await signInAs(world, 'admin');
  const report = await aReport(world, { email: 'sam@inbox.example' });
  const opened = await triager.post(href(cases.create), {
    report: report.id,
    title: 'authgate takes any path',
    summary: 'Only scheme and host were compared.',
    isVendor: 'on',
    invitesReporter: 'on',
  });
  const caseId = opened.location?.split('/').at(-1) ?? '';
  assert.match((await triager.get(href(cases.show, { id: caseId }))).body, /Write the advisory/);
  const id = await begin(triager, { case: caseId });
  const form = await triager.get(href(drafts.edit, { id }));
  assert.match(form.body, /authgate takes any path/);
  assert.match(form.body, /Reporter of VDP-2026-0001/);
  const save = (fields: Record<string, string>, revision = '0') =>
    triager.post(href(drafts.edit, { id }), { revision, ...fields });

  const wrong = await save({ ...filled, cveId: 'nonsense', 'products.0.affected': '2 to 3', cvss40: 'CVSS:4.0/AV:N' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /A CVE id looks like/);
  assert.match(wrong.body, /Write one range a line/);
  assert.match(wrong.body, /value="NONSENSE"|value="nonsense"/);
  const saved = await save(filled);
  assert.equal(saved.status, 303, saved.body.match(/form-errors[\s\S]{0,600}/)?.[0]);
  assert.equal((await save(filled)).status, 409, 'the form was made from an older one');

  await triager.post(href(cases.embargo, { id: caseId }), {
    step: 'propose',
    date: '2026-12-24',
    time: '17:00',
    zone: 'UTC',
  });
  const { rows } = await world.database.pool.query('select id from advisories.participant where not is_owner');
  const seat = { kind: 'participant', id: String(rows[0]?.id), case: caseId } as const;
  const { answerProposal } = await import('../cases/talk-embargo.ts');
  const { listProposals } = await import('../cases/embargo-store.ts');
  const [proposal] = await listProposals(world.kernel, caseId);
  await answerProposal(world.kernel, seat, caseId, { proposal: proposal?.id ?? '', answer: 'agree' });

  const publish = (visitor: Visitor, fields: Record<string, string>) =>
    visitor.post(href(drafts.publish, { id }), { status: 'final', summary: 'First published.', sure: 'on', ...fields });
  const held = await admin.get(href(drafts.publish, { id }));
  assert.match(held.body, /The embargo of CASE-2026-0001 is in force/);
  const revision = '1';
  assert.equal((await publish(admin, { revision })).status, 422);
  await triager.post(href(cases.embargoEnd, { id: caseId }), { reason: 'All have updated.' });
  const ready = await admin.get(href(drafts.publish, { id }));
  assert.match(ready.body, /Nothing stands against it/, ready.body.match(/next-steps[\s\S]{0,500}/)?.[0]);
  assert.match(ready.body, /Not named, since they have not agreed: Nameless N\./);
  assert.equal(revisionOf(ready.body), revision);
  assert.equal((await publish(triager, { revision })).status, 403, 'publishing is for admins');
  assert.equal((await publish(admin, { revision, sure: '' })).status, 422);
  assert.equal((await publish(admin, { revision: '0' })).status, 409);
  const out = await publish(admin, { revision });
  assert.equal(out.status, 303);

  const everybody = world.visitor();
  const page = await everybody.get(out.location ?? '');
  assert.equal(page.status, 200);
  for (const words of ['Robin Reyes', '2.7.4', 'CWE-601', 'First published.'])
    assert.ok(page.body.includes(words), words);
  assert.ok(!page.body.includes('Nameless'));
  const thanks = await everybody.get(href(advisories.thanks));
  assert.match(thanks.body, /Robin Reyes/);
  assert.ok(!thanks.body.includes('Nameless'));
  const atom = await everybody.get(href(advisories.atom));
  assert.match(String(atom.headers['content-type']), /^application\/atom\+xml/);
  assert.match(atom.body, /<title>authgate: redirect addresses of any path are accepted<\/title>/);
  const feed = (await everybody.get(href(advisories.jsonFeed))).json<{ items: { url: string }[] }>();
  assert.equal(feed.items.length, 1);
  const story = await triager.get(href(cases.show, { id: caseId }));
  for (const words of ['Advisory published', 'The public knows']) assert.ok(story.body.includes(words), words);

  const mails = (await world.mails()).filter(({ to }) => to === 'sam@inbox.example');
  assert.ok(mails.some(({ subject }) => subject === 'News about your report VDP-2026-0001'));
  const noted = await world.database.pool.query('select report from record.publication');
  assert.ok(noted.rows.length > 0, 'the public log will tell that something came of the report');
  for (const { subject, text } of mails) assert.doesNotMatch(`${subject} ${text}`, /authgate|redirect/, subject);

  // The next edition, and the first one at its own address.
  assert.equal((await save({ ...filled, summary: 'Now with more detail.' }, '2')).status, 303);
  assert.equal((await publish(admin, { revision: '3', summary: 'More detail.' })).status, 303);
  const newest = await everybody.get(out.location ?? '');
  assert.match(newest.body, /Now with more detail\./);
  const first = await everybody.get(`${out.location}?edition=1`);
  assert.match(first.body, /There is a newer edition/);
  assert.ok(!first.body.includes('Now with more detail.'));
  assert.equal((await everybody.get(`${out.location}?edition=9`)).status, 404);
  await assert.rejects(world.database.pool.query('update advisories.advisory_edition set number = 9'), /never changed/);

  assert.equal((await admin.post(href(drafts.withdraw, { id }), { reason: ' ' })).status, 422);
  assert.equal((await admin.post(href(drafts.withdraw, { id }), { reason: 'It was a test.' })).status, 303);
  assert.match((await everybody.get(out.location ?? '')).body, /Withdrawn: authgate/);
  assert.equal((await save(filled, '5')).status, 409);
});

test('drafts are for staff, and unknown ones are not found', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  const viewer = await signInAs(world, 'viewer');
  const id = await begin(triager);
  assert.equal((await viewer.get(href(drafts.edit, { id }))).status, 200);
  assert.doesNotMatch((await viewer.get(href(drafts.edit, { id }))).body, /Save advisory/);
  assert.equal((await viewer.post(href(drafts.list))).status, 403);
  assert.equal((await triager.post(href(drafts.list), { case: 'cas_01kazyx0000000000000000000' })).status, 404);
  assert.equal((await (await signInAs(world, 'owner')).get(href(drafts.edit, { id }))).status, 404);
  const { rows } = await world.database.pool.query('select * from advisories.advisory_draft');
  assert.doesNotMatch(JSON.stringify(rows), /Untitled/);
});

test('feeds are well formed whatever an advisory says, and empty ones are feeds too', async () => {
  await using world = await openWorld({ environment: { PUBLIC_URL: 'https://security.example' } });
  const [record] = demoAdvisories(world.kernel.config, world.clock.now());
  assert.ok(record);
  const evil = { ...record, title: ']]><script>\u0001&amp;', summary: '"quoted" \ud800' };
  const atom = writeAtom(feedFrom(world.kernel.config, [evil, record]));
  assert.equal(atom.match(/<entry>/g)?.length, 2);
  assert.ok(atom.includes('<title>]]&gt;&lt;script&gt;&amp;amp;</title>'));
  assert.ok(!atom.includes('\u0001') && !atom.includes('<script>'));
  assert.match(writeAtom(feedFrom(world.kernel.config, [])), /<updated>1970-01-01T00:00:00\.000Z<\/updated>/);
  const { items } = JSON.parse(writeJsonFeed(feedFrom(world.kernel.config, [record]))) as {
    items: { id: string; title: string; tags: string[] }[];
  };
  assert.deepEqual([items[0]?.id, items[0]?.title], [record.url, record.title]);
  assert.ok(items[0]?.tags.includes(record.trackingId));

  const page = await world.visitor().get('/.well-known/security.txt');
  assert.match(page.body, /^Acknowledgments: https:\/\/security\.example\/thanks\r$/m);
  const findings = lintSecurityTxt(page.body, {
    now: world.clock.now(),
    url: 'https://security.example/.well-known/security.txt',
  });
  assert.deepEqual(
    findings.filter(({ level }) => level === 'error'),
    [],
  );
});

test('thanks gather one person’s work of a year, and name nobody twice', async () => {
  await using world = await openWorld();
  const [record] = demoAdvisories(world.kernel.config, world.clock.now());
  assert.ok(record);
  const by = (trackingId: string, published: string, ...names: string[]) => ({
    ...record,
    trackingId,
    dates: { ...record.dates, published },
    credits: names.map(name => ({ name, type: 'finder' as const, url: null })),
  });
  const years = gatherThanks([
    by('A-1', '2025-03-01T00:00:00Z', 'Zoe', 'Ann'),
    by('A-2', '2026-03-01T00:00:00Z', 'Ann'),
    by('A-3', '2026-04-01T00:00:00Z', 'Ann'),
    by('A-4', '2024-04-01T00:00:00Z'),
  ]);
  assert.deepEqual(
    years.map(({ year, people }) => [year, people.map(({ name, for: what }) => `${name} ${what.length}`)]),
    [
      ['2026', ['Ann 2']],
      ['2025', ['Ann 1', 'Zoe 1']],
    ],
  );
});
