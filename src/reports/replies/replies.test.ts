// The team's replies over HTTP: built in, changed, refused with unknown variables, put into messages and closings in the reporter's language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { builtinReplies } from './builtin-replies.ts';
import { prepareReplies } from './keep-reply.ts';

const list = href(routes.reports.cannedReplies);
const one = (id: string) => href(routes.reports.cannedReply, { id });

test('a new installation has replies; the team adds, previews, changes, deletes and brings back', async () => {
  await using world = await openWorld();
  const tara = await signInAs(world, 'triager');
  const first = await tara.get(list);
  for (const { name } of builtinReplies) assert.ok(first.body.includes(name), name);
  await prepareReplies(world.kernel);
  assert.equal((await tara.get(list)).body.split('Reported before').length, 2, 'they are added once');

  const wrong = await tara.post(one('new'), { name: 'Mine', 'text-de': 'Hallo {nmae}' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /There is no variable \{nmae\}/);
  assert.match(wrong.body, /Hallo \{nmae\}<\/textarea>/, 'what was typed is kept');
  const shown = await tara.post(one('new'), { name: 'Mine', 'text-de': 'Hallo {reporter}', intent: 'preview' });
  assert.match(shown.body, /Hallo Sam/);
  assert.doesNotMatch((await tara.get(list)).body, /Mine/, 'a preview saves nothing');

  await tara.post(one('new'), { name: 'Mine', 'text-en': 'Hi {reporter}', reason: 'informational' });
  const id = /\/triage\/replies\/(rep_\w+)">Mine/.exec((await tara.get(list)).body)?.[1] ?? '';
  assert.match((await tara.get(one(id))).body, /Hi \{reporter\}<\/textarea>/);
  await tara.post(one(id), { name: 'Ours', 'text-en': 'Hi' });
  const gone = await tara.post(href(routes.reports.cannedReplyDelete, { id }));
  assert.doesNotMatch((await tara.follow(gone)).body, />Ours</);
  await tara.post(href(routes.reports.cannedReplyDelete, { id }), { restore: 'yes' });
  assert.match((await tara.get(list)).body, />Ours</);
});

test('a reply is put into a message and into a closing, filled in, and nothing is sent', async () => {
  await using world = await openWorld();
  const sent = await sendReport(world, world.visitor(), {
    description:
      'Der Link zum Export braucht keine Sitzung: jeder mit dem Link kann die Fahrten lesen, und das ist nicht gut.',
    steps: 'Den Link öffnen und die Nummer ändern, die in ihm steht. Das geht auch mit einer fremden Nummer.',
    impact: 'Wo die Leute wohnen und arbeiten, ist für jeden zu sehen.',
    contact: 'none',
  });
  await world.settle();
  const tara = await signInAs(world, 'triager');
  const page = await tara.get(href(routes.reports.triage, { id: sent.id }));
  assert.match(page.body, /Thank you, we are reading it \(German\)/);
  const message = await tara.post(href(routes.reports.message, { id: sent.id }), {
    audience: 'reporter',
    text: 'Vorab:',
    reply: 'rep_builtin_1',
    insert: 'yes',
  });
  assert.equal(message.status, 200);
  assert.match(message.body, new RegExp(`Vorab:\n\nGuten Tag,\n\nvielen Dank für Ihre Meldung ${sent.number}`));
  assert.match(message.body, /spätestens am \d+\. November 2026/);
  assert.match(message.body, /Nobody has written yet/);

  const closing = await tara.post(href(routes.reports.move, { id: sent.id }), {
    revision: '0',
    kind: 'close',
    closeReason: 'informational',
    text: '',
    reply: 'rep_builtin_4',
    insert: 'yes',
  });
  assert.equal(closing.status, 200);
  assert.match(closing.body, /id="move-close-informational"[^>]*open|open[^>]*id="move-close-informational"/);
  assert.match(closing.body, new RegExp(`Vielen Dank für ${sent.number}. Was Sie beschreiben, stimmt`));
});
