// Kept views over HTTP: one's own and the team's, in order, deleted and brought back; filters, unread marks and labels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { HOUR } from '../../core/clock.ts';
import { changedLabels, readLabels, toLabel } from './label.ts';
import { moved } from './saved-view.ts';

const views = href(routes.reports.queueViews);
const at = (query: Record<string, string> = {}) => href(routes.reports.queue, undefined, query);
const numbersIn = (body: string) =>
  [...body.matchAll(/VDP-(2026-)<\/span>(\d{4})/g)].map(([, year, number]) => `${year}${number}`);
const namesIn = (body: string) => [...body.matchAll(/saved=viw_\w+"[^>]*><span>([^<]+)</g)].map(([, name]) => name);
const idOf = (location: string | undefined) => /saved=(viw_\w+)/.exec(location ?? '')?.[1] ?? '';

test('a view is kept, found in the rail, renamed, moved, deleted and brought back', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const empty = await tara.post(views, { name: '  ', query: 'priority=1' });
  assert.equal(empty.status, 422);
  assert.match(empty.body, /Give the view a name/);
  assert.match(empty.body, /name="query" value="priority=1"/, 'the filters are kept');

  const kept = await tara.post(views, { name: 'Worst <first>', query: 'priority=1&order=newest&nonsense=2' });
  assert.equal(kept.location, `${at()}?priority=1&order=newest&nonsense=2&saved=${idOf(kept.location)}`);
  const first = idOf(kept.location);
  const second = idOf((await tara.post(views, { name: 'Second', query: 'view=mine' })).location);
  const page = await tara.get(at());
  assert.deepEqual(namesIn(page.body), ['Worst &lt;first>', 'Second']);
  assert.match(page.body, /priority=1&amp;order=newest&amp;saved=/, 'what the queue does not know is not kept');
  assert.match((await tara.get(`${at({ view: 'mine' })}&saved=${second}`)).body, /<h1>Second/);

  const one = (id: string) => href(routes.reports.queueView, { id });
  assert.equal((await tara.post(one(second), { do: 'up' })).status, 303);
  assert.deepEqual(namesIn((await tara.get(at())).body), ['Second', 'Worst &lt;first>']);
  assert.equal((await tara.post(one(second), { do: 'up' })).status, 303, 'the first stays the first');
  assert.equal((await tara.post(one(second), { name: 'x'.repeat(61) })).status, 422);
  await tara.post(one(second), { name: 'Other' });
  const gone = await tara.post(one(first), { do: 'delete' });
  assert.match((await tara.follow(gone)).body, /The view was deleted/);
  assert.deepEqual(namesIn((await tara.get(at())).body), ['Other']);
  await tara.post(one(first), { do: 'restore' });
  assert.deepEqual(namesIn((await tara.get(at())).body), ['Other', 'Worst &lt;first>']);
});

test('a view is for oneself unless it is shared, and only who may triage changes a shared one', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const vera = await signInAs(world, 'viewer');
  const mine = idOf((await tara.post(views, { name: 'Mine alone', query: '' })).location);
  const team = idOf((await tara.post(views, { name: 'Ours', query: 'label=x', shared: 'on' })).location);
  assert.deepEqual(namesIn((await vera.get(at())).body), ['Ours']);
  for (const id of [mine, team])
    assert.equal((await vera.post(href(routes.reports.queueView, { id }), { do: 'delete' })).status, 404, id);
  assert.equal((await vera.post(views, { name: 'For all', query: '', shared: 'on' })).status, 403);
  assert.equal((await vera.post(views, { name: 'Own', query: '' })).status, 303);
  const adam = await signInAs(world, 'admin');
  assert.deepEqual(namesIn((await adam.get(at())).body), ['Ours']);
  assert.equal((await adam.post(href(routes.reports.queueView, { id: team }), { do: 'delete' })).status, 303);
});

test('filters: label, class, door, turn, scope, unread', async () => {
  await using world = await openWorld();
  const nobody = world.visitor();
  const tara = await signInAs(world, 'triager');
  const first = await sendReport(world, nobody);
  world.clock.advance(HOUR);
  await sendReport(world, nobody, { kind: 'injection.sql.blind' });
  const only = async (query: Record<string, string>) => numbersIn((await tara.get(at(query))).body);

  assert.deepEqual(await only({ kind: 'access_control' }), ['2026-0001']);
  assert.deepEqual(await only({ kind: 'access' }), []);
  assert.equal((await only({ source: 'form' })).length, 2);
  assert.equal((await only({ source: 'email' })).length, 0);
  assert.equal((await only({ waits: 'triage' })).length, 2);
  assert.equal((await only({ language: 'en' })).length, 2);
  assert.equal((await only({ language: 'unknown' })).length, 0);
  assert.equal((await only({ scope: 'in' })).length, 2);

  const report = href(routes.reports.triage, { id: first.id });
  await tara.post(href(routes.reports.label, { id: first.id }), { add: 'Needs Legal, Überprüfen' });
  assert.deepEqual(await only({ label: 'needs-legal' }), ['2026-0001']);
  assert.match((await tara.get(report)).body, /Labels: needs-legal, uberprufen/);
  await tara.post(href(routes.reports.label, { id: first.id }), { remove: 'needs-legal' });
  assert.deepEqual(await only({ label: 'needs-legal' }), []);

  // Tara has opened the first report; then its reporter writes.
  assert.deepEqual(await only({ unread: 'yes' }), ['2026-0002']);
  const { body } = await tara.get(at());
  assert.equal(body.match(/Unread:/g)?.length, 1);
  world.clock.advance(HOUR);
  const own = world.visitor();
  await own.post(href(routes.reports.return), { code: first.code });
  assert.equal((await own.post(href(routes.reports.reply, { id: first.id }), { text: 'One more thing.' })).status, 303);
  assert.deepEqual(await only({ unread: 'yes' }), ['2026-0001', '2026-0002']);
  await tara.get(report);
  assert.deepEqual(await only({ unread: 'yes' }), ['2026-0002']);
  const vera = await signInAs(world, 'viewer');
  assert.equal(numbersIn((await vera.get(at({ unread: 'yes' }))).body).length, 2, 'each person has their own marks');
  for (const bad of ['label=%27', 'kind=..', 'waits=me', 'source=x', 'unread=2', 'saved=x'])
    assert.equal((await tara.get(`${at()}?${bad}`)).status, 200, bad);
});

test('labels are short lower-case words, and a report has at most ten', () => {
  assert.equal(toLabel('  Käse & Brot!! '), 'kase-brot');
  assert.equal(toLabel('…'), null);
  assert.deepEqual(readLabels('a, b;c\na'), ['a', 'b', 'c']);
  const ten = Array.from({ length: 10 }, (_, index) => `l${index}`);
  assert.deepEqual(changedLabels(ten, { add: ['l0'], remove: ['l9'] }), { ok: true, labels: ten.slice(0, 9) });
  assert.equal(changedLabels(ten, { add: ['more'], remove: [] }).ok, false);
});

test('a list moves one place at a time and keeps its members', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 'b', 'up'), ['b', 'a', 'c']);
  assert.deepEqual(moved(['a', 'b', 'c'], 'c', 'down'), ['a', 'b', 'c']);
  assert.deepEqual(moved(['a', 'b'], 'x', 'up'), ['a', 'b']);
});
