// Asking and deciding: odd ids, two people, words that would break something, rules.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  accept,
  ask,
  type DocumentWorld,
  file,
  grantOf,
  idIn,
  ok,
  openDocuments,
} from '../../../test/support/document-world.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { href, routes } from '../../catalog/routes.ts';

const { documents } = routes;
let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

test('T03 T05 T17 T18 hidden, foreign and odd ids are refused alike, an empty list too, and no state is set by a form', async () => {
  const ada = await here.accepted('ada5@buyer.example');
  const draft = ok(
    await here.anna.post(href(documents.newDocument), {
      title: 'Secret draft',
      about: 'Nobody knows it',
      approvals: '0',
      grantDays: '5',
      state: 'draft',
      revision: '0',
    }),
  );
  const hidden = idIn(draft.location ?? '', 'doc');
  ok(await here.upload(hidden));
  assert.doesNotMatch((await here.world.visitor().get(href(documents.list))).body, /Secret draft/);
  for (const id of [hidden, 'doc_01kazyx0000000000000000000', '../../etc/passwd', '%2e%2e%2f'])
    assert.equal((await ask(ada, [id])).status, 404, id);
  const listed = await here.onShelf('Listed', 1);
  assert.equal((await ask(ada, [listed, hidden])).status, 404, 'one foreign id spoils all of it');
  assert.match((await ask(ada, [])).body, /Tick each document/);
  const extra = await ada.post(href(documents.ask), {
    documents: [listed],
    organization: 'Buyer Ltd',
    purpose: 'A review of our suppliers.',
    state: 'approved',
  });
  assert.equal(extra.status, 400);
  for (const odd of ['..%2f..%2f', '%252e%252e', 'dgr_x'])
    assert.equal((await ada.get(`/documents/grants/${odd}/file`)).status, 404, odd);
});

test('two people open what needs two, one alone does not, and what is denied says why', async () => {
  const id = await here.onShelf('Source review', 2);
  const ada = await here.accepted('ada8@buyer.example');
  ok(await ask(ada, [id]));
  assert.match(
    (await here.anna.follow(ok(await here.decide(here.anna, 'Source review', 'approve')))).body,
    /A second member of the team/,
  );
  assert.equal((await here.decide(here.anna, 'Source review', 'approve')).status, 409, 'not twice by the same');
  assert.equal(await grantOf(ada), '');
  assert.match((await here.bert.follow(ok(await here.decide(here.bert, 'Source review', 'approve')))).body, /Decided/);
  ok(await file(ada, await grantOf(ada)), 200);
  const eve = await here.accepted('eve8@other.example');
  ok(await ask(eve, [id]));
  ok(await here.decide(here.bert, 'Source review', 'deny'));
  assert.match((await eve.get(href(documents.mine))).body, /Not before the contract is signed/);
  assert.equal(await grantOf(eve), '');
});

test('T28 names and purposes break neither mails nor pages, and mails say nothing of what was asked', async () => {
  const id = await here.onShelf('Quiet', 1);
  const ada = await here.proved('ada10@buyer.example');
  ok(await accept(ada, 'Ada\r\nBcc: all@example.org <script>alert(1)</script>'));
  ok(
    await ada.post(href(documents.ask), {
      documents: [id],
      organization: 'A<b>\r\nX',
      purpose: '<img src=x onerror=alert(1)> for a review',
    }),
  );
  const { request } = await here.requestOf('Quiet');
  const page = ok(await here.anna.get(href(documents.request, { id: request })), 200).body;
  assert.doesNotMatch(page, /<script>alert|<img src=x/);
  await here.world.settle();
  ok(await here.decide(here.anna, 'Quiet', 'approve'));
  const mails = await here.world.mails();
  assert.ok(mails.some(({ subject }) => /asks for documents/.test(subject)));
  for (const { subject, text } of mails)
    assert.doesNotMatch(`${subject}${text}`, /Quiet|onerror|Bcc: all|for a review/);
  const raw = await here.world.database.pool.query('select * from documents.request where id = $1', [request]);
  assert.doesNotMatch(JSON.stringify(raw.rows.map(row => row.purpose.toString('latin1'))), /onerror/);
});

const rule = (fields: Record<string, string | readonly string[]>) => ({
  name: 'Known buyers',
  place: '1',
  effect: 'approve',
  mode: 'on',
  domains: 'known.example',
  words: '',
  ...fields,
});
const shownAs = async (visitor: Visitor) => (await visitor.get(href(documents.mine))).body;

test('rules decide what they fit, on trial they decide nothing, and a dry run says what they would have done', async () => {
  const [one, two] = [await here.onShelf('Ruled', 1), await here.onShelf('Never ruled', 2)];
  const before = await here.accepted('kim@mail.known.example');
  ok(await ask(before, [one]));
  const dry = ok(await here.anna.post(href(documents.newRule), { ...rule({ mode: 'trial' }), do: 'try' }), 200).body;
  assert.match(dry, /it would have decided 1 of the last/);
  assert.match(dry, /kim@mail\.known\.example/);
  assert.match((await here.anna.get(href(documents.rules))).body, /No rule decides/, 'trying keeps nothing');
  ok(await here.anna.post(href(documents.newRule), rule({ mode: 'trial', domains: 'trial.example' })));
  const trial = await here.accepted('tim@trial.example');
  ok(await ask(trial, [one]));
  assert.match(await shownAs(trial), /Waiting/, 'on trial');
  ok(await here.anna.post(href(documents.newRule), { ...rule({ place: '2' }), documents: [one, two] }));
  const known = await here.accepted('ann@known.example');
  ok(await ask(known, [one, two]));
  const page = await shownAs(known);
  assert.match(page, /Ruled, version 1: <span[^>]*>Approved/);
  assert.match(page, /Never ruled, version 1: <span[^>]*>Waiting/, 'two people are never replaced by a rule');
  const similar = await here.accepted('eve@notknown.example');
  ok(await ask(similar, [one]));
  assert.match(await shownAs(similar), /Waiting/, 'a domain that only ends alike');
  const denies = {
    effect: 'deny',
    place: '3',
    domains: '',
    classes: ['disposable'],
    words: 'Please ask under a lasting address.',
  };
  ok(await here.anna.post(href(documents.newRule), rule(denies)));
  const disposable = await here.accepted('x@mailinator.com');
  ok(await ask(disposable, [one]));
  assert.match(await shownAs(disposable), /Please ask under a lasting address/);
  const all = await here.anna.post(href(documents.newRule), rule({ domains: '' }));
  assert.match(all.body, /otherwise it lets everybody in/);
  assert.match(
    (await here.anna.post(href(documents.newRule), rule({ domains: 'no domain!' }))).body,
    /Enter domains only/,
  );
  const id = idIn((await here.anna.get(href(documents.rules))).body, 'dru');
  ok(await here.anna.get(href(documents.rule, { id })), 200);
  ok(await here.anna.post(href(documents.ruleRemove, { id })));
  assert.equal((await here.anna.post(href(documents.ruleRemove, { id }))).status, 404);
});
