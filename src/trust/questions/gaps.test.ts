// Questions without an answer: told by choice, counted by what they ask, without who asked, gone once an answer fits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { csvLines } from '../../core/sheets/write-csv.ts';
import { gapsOf } from './gaps.ts';

const { trust } = routes;
let world: World;
let anna: Visitor;
before(async () => {
  world = await openWorld({ limitsOff: true });
  anna = await signInAs(world, 'admin');
});
after(() => world.close());

const upload = async (by: Visitor, at: string, questions: readonly string[], fields = {}): Promise<void> => {
  const content = csvLines([['Question'], ...questions.map(question => [question])]);
  const { status } = await by.upload(at, fields, [{ field: 'file', filename: 'acme.csv', content }]);
  assert.equal(status, 200);
};
const list = async (show = 'open'): Promise<string> => {
  const { status, body } = await anna.get(href(trust.gaps, undefined, { show }));
  assert.equal(status, 200);
  return body
    .slice(body.indexOf('<h1'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
};
const firstGap = async (show = 'open'): Promise<string> =>
  /gap_[0-9a-z]{26}/.exec((await anna.get(href(trust.gaps, undefined, { show }))).body)?.[0] ?? '';

test('the same question in other clothes is one, and empty ones are none', () => {
  const gaps = gapsOf([
    'Do you insure against breaches?',
    '  Please describe whether your company insures against a breach ',
    '',
    '?',
    'x'.repeat(2000),
  ]);
  assert.deepEqual([...gaps.values()], ['Do you insure against breaches?', 'x'.repeat(500)]);
});

test('nothing is kept of a spreadsheet whose sender did not say so, and of others the questions alone', async () => {
  const question = 'Do you insure against breaches?';
  await upload(world.visitor(), href(trust.questions), [question]);
  assert.match(await list(), /Nothing waits for an answer/);
  await upload(world.visitor(), href(trust.questions), [question, 'Is there a dog in the office?'], { tell: 'on' });
  await upload(anna, href(trust.answerSheet), ['Please state whether you insure against breaches.']);
  assert.match(
    await list(),
    /To answer \(2\).*Do you insure against breaches\? Asked 2 ×.*Is there a dog in the office\? Asked 1 ×/,
  );
  const { rows } = await world.database.pool.query<object>('select * from trust.gap');
  assert.doesNotMatch(JSON.stringify(rows.map(row => Object.values(row).map(value => String(value)))), /insure|acme/);
});

test('who asked one question in vain can put it on the list, and only what has no answer gets there', async () => {
  const buyer = world.visitor();
  const q = 'Where are backups <b>kept</b>?';
  assert.match((await buyer.get(href(trust.questions, undefined, { q }))).body, /Put it on the list/);
  const told = await buyer.post(href(trust.askTeam), { q });
  assert.match((await buyer.follow(told)).body, /It is on the list of the security team/);
  assert.match(await list(), /Where are backups &lt;b>kept&lt;\/b>\?/);
  assert.equal((await buyer.post(href(trust.askTeam), { q: 'x'.repeat(501) })).status, 400);
});

test('a question is dismissed and comes back; an answer that fits takes it off the list', async () => {
  const id = await firstGap();
  assert.equal((await anna.post(href(trust.gap, { id }), { do: 'dismiss' })).status, 303);
  assert.doesNotMatch(await list(), /insure/);
  assert.match(await list('dismissed'), /insure/);
  assert.equal((await anna.post(href(trust.gap, { id }), { do: 'restore' })).status, 303);
  assert.equal(
    (await anna.post(href(trust.gap, { id: 'gap_01kazyx0000000000000000000' }), { do: 'dismiss' })).status,
    404,
  );
  const form = await anna.get(href(trust.newItem, { kind: 'answer' }, { gap: id }));
  assert.match(form.body, /Do you insure against breaches\?/);
  const today = world.clock.now().toISOString().slice(0, 10);
  const written = await anna.post(href(trust.newItem, { kind: 'answer' }), {
    revision: '0',
    question: 'Do you insure against breaches?',
    alsoAsked: '',
    answer: 'Yes, up to ten million.',
    owner: 'Security team',
    reviewedAt: today,
    validUntil: new Date(world.clock.now().getTime() + 86_400_000 * 90).toISOString().slice(0, 10),
    readership: 'public',
  });
  assert.equal(written.status, 303, written.body.replace(/<[^>]+>/g, ' ').slice(0, 500));
  assert.doesNotMatch(await list(), /insure against/);
  assert.match(await list('answered'), /Do you insure against breaches\? Answered by: Do you insure/);
  for (const who of ['triager', 'owner'] as const) {
    const other = await signInAs(world, who);
    assert.ok([403, 404].includes((await other.get(href(trust.gaps))).status), who);
    assert.ok([403, 404].includes((await other.post(href(trust.gap, { id }), { do: 'dismiss' })).status), who);
  }
});
