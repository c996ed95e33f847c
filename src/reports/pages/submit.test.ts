// The intake as somebody without account and script uses it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

const fields = {
  target: 'unlisted',
  other: 'Something of yours',
  title: 'Trips of other owners <script>alert(1)</script>',
  location: 'http://127.0.0.1:8080/owner',
  description: 'The export link needs no session.',
  kind: 'other',
  contact: 'none',
};

const at = href(routes.reports.submit);

test('a report without account and script: number, code once, and the way back', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const form = await visitor.get(at);
  assert.equal(form.status, 200);
  const sent = await visitor.post(at, { ...fields, draft: tokenIn(form.body) });
  assert.equal(sent.status, 303, sent.body);
  const page = await visitor.follow(sent);
  assert.match(page.body, /VDP-2026-0001/);
  const code = codeIn(page.body);
  assert.match((await visitor.get(href(routes.reports.sent))).body, /was shown already/);

  const later = world.visitor();
  const back = await later.post(href(routes.reports.return), { code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` });
  assert.equal(back.status, 303);
  const report = await later.follow(back);
  assert.equal(report.status, 200);
  assert.match(report.body, /Waiting to be read/);
  assert.doesNotMatch(report.body, /<script>alert/);
});

export const tokenIn = (body: string): string => /name="draft" value="([\w-]{43})"/.exec(body)?.[1] ?? '';
export const codeIn = (body: string): string => /data-copy[^>]*>([0-9A-Z-]{34})</.exec(body)?.[1] ?? '';
