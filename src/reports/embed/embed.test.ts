// The form on other sites: who may frame it, what it needs, and that everything else stays unframed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { readOrigin } from './origin.ts';

const framed = href(routes.reports.embed);
const admin = href(routes.reports.intakeEmbedding);
const fields = {
  target: 'unlisted',
  other: 'Something of yours',
  title: 'Trips of other owners',
  description: 'The export link needs no session.',
  kind: 'other',
  contact: 'none',
};

test('an origin is exact: scheme, host and port, https but on this machine, no pattern', () => {
  const read = (typed: string, allowsLoopback = false) => readOrigin(typed, allowsLoopback);
  assert.deepEqual(read(' https://WWW.example.com/contact?x=1 '), { ok: true, origin: 'https://www.example.com' });
  assert.deepEqual(read('www.example.com'), { ok: true, origin: 'https://www.example.com' });
  assert.deepEqual(read('https://example.com:8443'), { ok: true, origin: 'https://example.com:8443' });
  assert.deepEqual(read('https://bücher.example'), { ok: true, origin: 'https://xn--bcher-kva.example' });
  assert.deepEqual(read('http://localhost:9000', true), { ok: true, origin: 'http://localhost:9000' });
  for (const typed of [
    '',
    'http://www.example.com',
    'http://localhost:9000',
    'https://*.example.com',
    'https://u:p@example.com',
    'https://localhosted',
    'javascript:alert(1)',
    'https://[::1]',
    'https://a.example; frame-ancestors *',
  ])
    assert.equal(read(typed).ok, false, typed);
});

test('only listed sites may frame the form, and nothing else of ours may be framed', async () => {
  await using world = await openWorld();
  const ada = await signInAs(world, 'admin');
  const visitor = world.visitor();
  const ancestors = async (path: string) => {
    const { headers } = await visitor.get(path);
    return [
      /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy']))?.[1],
      headers['x-frame-options'],
    ];
  };
  assert.deepEqual(await ancestors(framed), ["'self'", undefined]);
  const wrong = await ada.post(admin, { origin: 'https://*.example.com' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /value="https:\/\/\*\.example\.com"/);
  assert.equal((await ada.post(admin, { origin: 'https://www.example.com/report' })).status, 303);
  assert.equal((await ada.post(admin, { origin: 'https://www.example.com' })).status, 422, 'there already');
  assert.deepEqual(await ancestors(framed), ["'self' https://www.example.com", undefined]);
  for (const path of [routes.reports.submit, routes.program.show, routes.reports.return])
    assert.deepEqual(await ancestors(href(path)), ["'none'", 'DENY'], path.path);

  const known = await visitor.get(href(routes.reports.embed, undefined, { host: 'https://www.example.com' }));
  assert.match(known.body, /data-parent="https:\/\/www\.example\.com"/);
  const stranger = await visitor.get(href(routes.reports.embed, undefined, { host: 'https://evil.example' }));
  assert.doesNotMatch(stranger.body, /data-parent|evil/);
  const dark = await visitor.get(href(routes.reports.embed, undefined, { theme: 'dark' }));
  assert.match(dark.body, /data-theme="dark"/);

  const page = await ada.get(admin);
  assert.match(page.body, /&lt;telltale-report>/);
  assert.match(String(page.headers['content-security-policy']), /frame-src 'self'; frame-ancestors 'none'/);
  const script = await visitor.get(href(routes.reports.embedScript));
  assert.equal(script.status, 200);
  assert.equal(script.headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal(
    (await ada.post(href(routes.reports.intakeOriginRemove), { origin: 'https://www.example.com' })).status,
    303,
  );
  assert.deepEqual(await ancestors(framed), ["'self'", undefined]);
  assert.equal(
    (await ada.post(href(routes.reports.intakeOriginRemove), { origin: 'https://www.example.com' })).status,
    404,
  );
});

test('a report from a frame: no cookie, the code in the frame, once and the same when the browser asks again', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const form = await visitor.get(framed);
  assert.match(form.body, /<a target="_blank" rel="noopener" href="\/program"/, 'links leave the frame');
  const draft = /name="draft" value="([\w-]{43})"/.exec(form.body)?.[1] ?? '';
  const wrong = await visitor.post(framed, { ...fields, draft, title: '' });
  assert.equal(wrong.status, 422);
  assert.match(
    String(wrong.headers['content-security-policy']),
    /frame-ancestors 'self'/,
    'mistakes show in the frame',
  );
  const sent = await visitor.post(framed, { ...fields, draft });
  assert.equal(sent.status, 200, sent.body);
  assert.equal(visitor.cookies.size, 0);
  const code = /data-copy[^>]*>([0-9A-Z-]{34})</.exec(sent.body)?.[1] ?? '';
  assert.match(sent.body, /download="VDP-2026-0001-receipt-code.txt"/);
  const again = await visitor.post(framed, { ...fields, draft });
  assert.match(again.body, new RegExp(code), 'a reload shows the same');
  const { rows } = await sql<{ source: string }>`select source from reports.report`.execute(world.kernel.db);
  assert.deepEqual(rows, [{ source: 'embedded_form' }]);

  const later = world.visitor();
  const back = await later.post(href(routes.reports.return), { code });
  assert.equal(back.status, 303);
  assert.match((await later.follow(back)).body, /Waiting to be read/);

  const robin = await signInAs(world, 'researcher');
  assert.doesNotMatch((await robin.get(framed)).body, /My account/, 'whoever looks, the frame knows nobody');
  const elsewhere = await visitor.post(framed, { ...fields, draft }, { 'sec-fetch-site': 'cross-site' });
  assert.equal(elsewhere.status, 403, 'only the frame itself sends');
  assert.match(
    String(elsewhere.headers['content-security-policy']),
    /frame-ancestors 'self'/,
    'and says so in the frame',
  );
  assert.equal(elsewhere.headers['x-frame-options'], undefined);
  assert.match(elsewhere.body, /Back to the form/);
  const large = await visitor.post(`${framed}?theme=dark`, {
    ...fields,
    draft,
    description: 'x'.repeat(3 * 1024 * 1024),
  });
  assert.equal(large.status, 413);
  assert.match(large.body, /data-theme="dark"[\s\S]*name="theme" value="dark"/);
});
