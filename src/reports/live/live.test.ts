// The live stream of changes for open pages, and the box that finds things.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platformFaults } from '../../../test/support/platform-answers.ts';
import { openRunningWorld } from '../../../test/support/running-world.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

const cookieOf = (visitor: Visitor): string =>
  [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** Reads a stream until its text fits, or it ends. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, pattern: RegExp): Promise<string> {
  let text = '';
  while (!pattern.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  return text;
}

test('an open page hears of changes by their ids, and of nothing after signing out', async () => {
  await using world = await openRunningWorld();
  const tara = await signInAs(world, 'triager');
  const live = (query: Record<string, string> = {}) =>
    fetch(world.url + href(routes.reports.queueLive, undefined, query), { headers: { cookie: cookieOf(tara) } });
  const opened = await live();
  const told = { status: opened.status, headers: Object.fromEntries(opened.headers), body: '' };
  assert.deepEqual(platformFaults('queue-live', told), []);
  const stream = opened.body?.getReader();
  assert.ok(stream);
  await readUntil(stream, /retry: 5000/);
  const { id } = await sendReport(world, world.visitor());
  const other = await sendReport(world, world.visitor());
  await world.settle();
  const heard = await readUntil(stream, new RegExp(other.id));
  assert.match(heard, new RegExp(`event: change\ndata: \\{"report":"${id}"\\}`));
  assert.doesNotMatch(heard, /Trips of other owners/);

  const one = (await live({ report: id })).body?.getReader();
  assert.ok(one);
  await readUntil(one, /retry/);
  const assignee = await personOf(world, 'triager');
  await tara.post(href(routes.reports.assign, { id: other.id }), { revision: '0', assignee });
  await tara.post(href(routes.reports.assign, { id }), { revision: '0', assignee });
  const only = await readUntil(one, new RegExp(id));
  assert.ok(!only.includes(other.id), 'a page of one report hears of that one');
  await one.cancel();

  await readUntil(stream, new RegExp(`${id}"`));
  const cookie = cookieOf(tara);
  await tara.post(href(routes.accounts.signOut));
  const adam = await signInAs(world, 'admin');
  await adam.post(href(routes.reports.assign, { id }), { revision: '1', assignee: '' });
  const last = await readUntil(stream, /event: over/);
  assert.match(last, /event: over/);
  assert.ok(!last.includes(id), 'what happened after signing out is not told');
  assert.equal((await stream.read()).done, true);
  const again = await fetch(world.url + href(routes.reports.queueLive), { headers: { cookie } });
  assert.equal(again.status, 401);
  await again.body?.cancel();
});

test('closing the server ends open streams', async () => {
  const world = await openRunningWorld();
  const tara = await signInAs(world, 'triager');
  const answer = await fetch(world.url + href(routes.reports.queueLive), { headers: { cookie: cookieOf(tara) } });
  const reader = answer.body?.getReader();
  assert.ok(reader);
  await readUntil(reader, /retry/);
  await world.close();
  assert.equal((await reader.read()).done, true);
});

test('the box finds reports, pages, people, labels and views, and only what one may see', async () => {
  await using world = await openWorld();
  const { id, number } = await sendReport(world, world.visitor());
  const tara = await signInAs(world, 'triager');
  const robin = await signInAs(world, 'researcher');
  const own = await sendReport(world, robin, { contact: 'account', title: 'Own finding about charging' });
  await tara.post(href(routes.reports.label, { id }), { add: 'charging-team' });
  const found = async (visitor: Visitor, q: string): Promise<string[]> => {
    const { found: list } = (
      await visitor.get(href(routes.reports.findJson, undefined, { q }), { accept: 'application/json' })
    ).json<{
      found: { href: string }[];
    }>();
    return list.map(each => each.href);
  };
  assert.deepEqual(await found(tara, number), [href(routes.reports.triage, { id })]);
  assert.ok((await found(tara, 'charg')).some(to => to.includes('label=charging-team')));
  assert.ok((await found(tara, 'replies')).includes(href(routes.reports.cannedReplies)));
  assert.deepEqual(await found(tara, 'edit the policy'), [], 'that is for admins');
  assert.ok((await found(await signInAs(world, 'admin'), 'edit policy')).includes(href(routes.program.editPolicy)));
  assert.deepEqual(await found(robin, number), [], 'a stranger’s report is not there');
  assert.deepEqual(await found(robin, 'charging'), [href(routes.reports.show, { id: own.id })]);
  assert.deepEqual(await found(robin, 'replies'), []);
  const page = await tara.get(href(routes.reports.find, undefined, { q: '<b>' }));
  assert.match(page.body, /Nothing fits/);
  assert.match(
    (await tara.get(href(routes.reports.find, undefined, { q: number }))).body,
    new RegExp(`${number} Trips`),
  );
});
