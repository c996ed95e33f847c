// The intake as somebody without account and script uses it, and as somebody hostile does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Page, Upload, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { requiredReportFields } from '../../catalog/intake-form.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { currentProgram } from '../../program/index.ts';
import { listAttachments } from '../attachment-store.ts';
import { evidenceLimits } from '../intake/evidence-file.ts';
import { findByNumber, readReport } from '../report-store.ts';

const at = href(routes.reports.submit);
const fields = {
  target: 'unlisted',
  other: 'Something of yours',
  title: 'Trips of other owners',
  location: 'http://127.0.0.1:8080/owner',
  description: 'The export link needs no session.',
  kind: 'other',
  contact: 'none',
};
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const evidence = (filename: string, content: string | Buffer, type?: string): Upload => ({
  field: 'evidence',
  filename,
  content,
  ...(type === undefined ? {} : { type }),
});

test('a report without account and script: number, code once, and the way back', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const token = await tokenOfForm(visitor);
  const sent = await visitor.post(at, { ...fields, title: '<script>alert(1)</script>', draft: token });
  assert.equal(sent.status, 303, sent.body);
  const page = await visitor.follow(sent);
  assert.match(page.body, /VDP-2026-0001/);
  const code = codeIn(page);
  assert.match((await visitor.get(href(routes.reports.sent))).body, /was shown already/);

  const later = world.visitor();
  const back = await later.post(href(routes.reports.return), { code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` });
  assert.equal(back.status, 303);
  const report = await later.follow(back);
  assert.equal(report.status, 200);
  assert.match(report.body, /Waiting to be read/);
  assert.doesNotMatch(report.body, /<script>alert/);
});

test('score and preview work without script, keep what was typed, and send nothing', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const { kind: _kind, ...unjudged } = fields;
  const scored = await visitor.post(at, {
    ...unjudged,
    intent: 'score',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  });
  assert.equal(scored.status, 200);
  assert.match(scored.body, /CVSS 3\.1: 9\.8, critical/);
  const asked = await visitor.post(at, { intent: 'score', from: 'network', needs: 'account', gains: 'read' });
  assert.match(asked.body, /CVSS 3\.1: 6\.5, medium/);
  assert.doesNotMatch(asked.body, /Give the report a title/);

  const preview = await visitor.post(at, { ...fields, description: '**bold** claim', intent: 'preview' });
  assert.equal(preview.status, 200);
  assert.match(preview.body, /<strong>bold<\/strong>/);
  assert.match(preview.body, /<strong>Steps<\/strong>: missing/);
  assert.match(preview.body, /value="Trips of other owners"/);
  assert.equal(await countReports(world), 0);
});

test('mistakes keep text and files; the files go with the report when it is sent', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const token = await tokenOfForm(visitor);
  const wrong = await visitor.upload(at, { draft: token, ...fields, title: '', vector: 'CVSS:3.1/AV:N' }, [
    evidence('shot.png', PNG),
    evidence('log.txt', 'GET / HTTP/1.1'),
  ]);
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Give the report a title/);
  assert.match(wrong.body, /Missing: AC/);
  assert.match(wrong.body, /shot\.png/);
  assert.match(wrong.body, /The export link needs no session\./);
  const remove = /name="(remove\.fil_\w+)"[\s\S]*?log\.txt/.exec(
    wrong.body.slice(wrong.body.lastIndexOf('remove.fil_', wrong.body.indexOf('log.txt')) - 10),
  )?.[1];
  assert.ok(remove);

  const sent = await visitor.post(at, { draft: token, kept: '2', ...fields, [remove]: 'on' });
  assert.equal(sent.status, 303, sent.body);
  const report = await theReport(world, await visitor.follow(sent));
  assert.deepEqual(
    report.content.files.map(({ name, size }) => [name, size]),
    [['shot.png', PNG.length]],
  );
  const attached = await listAttachments(world.kernel, system('test'), report.id);
  assert.equal(attached[0]?.sha256, report.content.files[0]?.sha256);
  const chunks: Buffer[] = [];
  for await (const bytes of world.kernel.files.read(world.kernel.db, {
    id: attached[0]?.file ?? assert.fail(),
    subject: report.id,
  }))
    chunks.push(bytes);
  assert.deepEqual(Buffer.concat(chunks), PNG);
});

test('sending the same form twice makes one report, and the code shown last is the one that works', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const token = await tokenOfForm(visitor);
  const [one, two] = await Promise.all([
    visitor.post(at, { ...fields, draft: token }),
    world.visitor().post(at, { ...fields, draft: token }),
  ]);
  assert.deepEqual([one.status, two.status], [303, 303]);
  assert.equal(await countReports(world), 1);
  const third = world.visitor();
  const code = codeIn(await third.follow(await third.post(at, { ...fields, draft: token })));
  assert.equal(await countReports(world), 1);
  assert.equal((await world.visitor().post(href(routes.reports.return), { code })).status, 303);
});

test('many reports at once: each its own number, one that cannot be stored does not hurt the others', async () => {
  await using world = await openWorld({ limitsOff: true });
  const visitor = world.visitor();
  const token = await tokenOfForm(visitor);
  const pages = await Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const sender = world.visitor();
      const draft = index % 6 === 0 ? token : undefined;
      return sender.follow(await sender.post(at, { ...fields, title: `Report ${index}`, draft }));
    }),
  );
  const numbers = pages.map(numberIn);
  assert.equal(await countReports(world), 21);
  assert.equal(new Set(numbers).size, 21);
  assert.equal(new Set(pages.map(codeIn)).size, 24);
});

test('a vector weighs by what its target needs, and the priority follows', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const changed = await admin.post(href(routes.program.editTargets), {
    basedOn: '1',
    step: 'publish',
    part: 'target',
    name: 'Leaflet',
    category: 'website',
    CR: 'L',
  });
  assert.equal(changed.status, 303, changed.body);
  const { targets } = await currentProgram(world.kernel);
  const leaflet = targets.find(({ name }) => name === 'Leaflet')?.id ?? '';
  const kind = '';
  const priorities = [];
  for (const target of [targets[0]?.id ?? '', leaflet]) {
    const { id } = await sendReport(world, world.visitor(), { target, kind });
    priorities.push((await readReport(world.kernel, system('test'), id)).priority);
  }
  assert.deepEqual(priorities, [2, 3]);
});

test('a year may have more than 9999 reports', async () => {
  await using world = await openWorld();
  const send = async () => {
    const visitor = world.visitor();
    return numberIn(await visitor.follow(await visitor.post(at, fields)));
  };
  assert.equal(await send(), 'VDP-2026-0001');
  await sql`select setval('reports.number_of_2026', 9998)`.execute(world.kernel.db);
  assert.deepEqual([await send(), await send()], ['VDP-2026-9999', 'VDP-2026-10000']);
});

test('what is out of scope is advised against and taken all the same, with the rule that says so', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const out = { ...fields, location: 'https://elsewhere.example/' };
  assert.match((await visitor.post(at, { ...out, intent: 'preview' })).body, /it will be read/);
  const report = await theReport(world, await visitor.follow(await visitor.post(at, out)));
  assert.deepEqual([report.scopeVerdict, report.scopeRuleId], ['out', 'default-deny']);
});

test('nothing about a person is asked for, and an address that is none is said so', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const { contact: _contact, ...nameless } = fields;
  assert.equal((await visitor.post(at, nameless)).status, 303);
  const wrong = await visitor.post(at, { ...fields, contact: 'email', email: 'robin at example' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Enter an e-mail address/);
  // Only who is signed in has an account to choose.
  const pretended = await theReport(
    world,
    await visitor.follow(await visitor.post(at, { ...fields, contact: 'account' })),
  );
  assert.equal(pretended.reporter, null);
});

test('a report needs what the policy check says, and nothing else', async () => {
  await using world = await openWorld();
  const [target] = (await currentProgram(world.kernel)).targets;
  const all: Record<(typeof requiredReportFields)[number], string> = {
    target: target?.id ?? '',
    title: fields.title,
    description: fields.description,
    kind: fields.kind,
  };
  assert.equal((await world.visitor().post(at, all)).status, 303);
  for (const name of requiredReportFields) {
    const answer = await world.visitor().post(at, { ...all, [name]: undefined });
    assert.equal(answer.status, 422, name);
  }
});

test('texts that are too long are refused with the limit, and odd characters arrive unharmed', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const long = await visitor.post(at, { ...fields, description: 'x'.repeat(50_001) });
  assert.equal(long.status, 422);
  assert.match(long.body, /longer than 50,000 characters/);
  const odd = 'zero width\u200b \u202Eright to left\r\nnew line 🚗 e\u0301';
  const report = await theReport(world, await visitor.follow(await visitor.post(at, { ...fields, description: odd })));
  assert.equal(report.content.description, odd.replace('\r\n', '\n').normalize('NFC'));
});

test('a signed-in researcher’s report belongs to the account, and to nobody else', async () => {
  await using world = await openWorld();
  const researcher = await signInAs(world, 'researcher');
  const sent = await researcher.follow(await researcher.post(at, { ...fields, contact: 'account' }));
  const report = await theReport(world, sent);
  assert.ok(report.reporter);
  const page = href(routes.reports.show, { id: report.id });
  assert.equal((await researcher.get(page)).status, 200);
  assert.match((await researcher.get(href(routes.reports.mine))).body, /Trips of other owners/);
  assert.equal((await (await signInAs(world, 'developer')).get(page)).status, 404);
  // Staff has pages of its own.
  assert.equal((await (await signInAs(world, 'triager')).get(page)).status, 404);
  assert.match((await world.visitor().get(page)).location ?? '', /^\/sign-in/);
});

test('hostile files: type by content, harmless names, never shown', async t => {
  await using world = await openWorld();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const gifScript = Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from('*/=1;alert(document.domain)//')]);
  const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.alloc(60)]);
  const cases: readonly (readonly [string, Upload, { name: string; type: string } | RegExp])[] = [
    ['SVG with a script', evidence('x.svg', svg, 'image/svg+xml'), { name: 'x.svg', type: 'text/plain' }],
    [
      'HTML that says it is a picture',
      evidence('x.png', '<html><script>1</script>', 'image/png'),
      { name: 'x.png', type: 'text/plain' },
    ],
    ['GIF that is a script too', evidence('x.js', gifScript, 'text/javascript'), { name: 'x.js', type: 'image/gif' }],
    ['a path', evidence('../../etc/passwd', 'root', 'text/plain'), { name: 'passwd', type: 'text/plain' }],
    ['a Windows path', evidence('C:\\\\temp\\\\CON.txt', 'x', 'text/plain'), { name: '_CON.txt', type: 'text/plain' }],
    ['a name that turns around', evidence('photo\u202Egnp.exe', PNG), { name: 'photognp.exe', type: 'image/png' }],
    ['a zip bomb by its name', evidence('42.zip', zip), { name: '42.zip', type: 'application/zip' }],
    [
      'a very long name',
      evidence(`${'a'.repeat(300)}.txt`, 'x'),
      { name: `${'a'.repeat(96)}.txt`, type: 'text/plain' },
    ],
    ['nothing in it', evidence('empty.png', '', 'image/png'), /empty\.png was not taken: it is empty/],
    [
      'a program',
      evidence('tool.png', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), 'image/png'),
      /of this type are not accepted/,
    ],
  ];
  for (const [what, file, expected] of cases)
    await t.test(what, async () => {
      const visitor = world.visitor();
      const token = await tokenOfForm(visitor);
      const sent = await visitor.upload(at, { draft: token, ...fields }, [file]);
      if (expected instanceof RegExp) {
        assert.equal(sent.status, 422);
        assert.match(sent.body, expected);
        return;
      }
      assert.equal(sent.status, 303, sent.body);
      const report = await theReport(world, await visitor.follow(sent));
      const [kept] = await listAttachments(world.kernel, system('test'), report.id);
      assert.deepEqual({ name: kept?.name, type: kept?.mediaType }, expected);
      const saved = await visitor.open(href(routes.reports.file, { id: report.id, file: kept?.file ?? '' }));
      assert.match(String(saved.headers['content-disposition']), /^attachment; /);
      assert.match(String(saved.headers['content-security-policy']), /sandbox/);
      assert.equal(saved.headers['x-content-type-options'], 'nosniff');
      assert.doesNotMatch(String(saved.headers['content-type']), /html|svg|script/);
      assert.deepEqual(Buffer.from(saved.body, 'utf8').length > 0, true);
    });
});

test('too many files, and files that are too large, are left out with the reason; the rest stays', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const token = await tokenOfForm(visitor);
  const many = Array.from({ length: 12 }, (_, index) => evidence(`f${index}.txt`, `file ${index}`));
  const first = await visitor.upload(at, { draft: token, ...fields }, many);
  assert.equal(first.status, 422);
  assert.match(first.body, /f10\.txt was not taken: a report can have 10 files/);
  assert.match(first.body, /f9\.txt/);

  const other = await tokenOfForm(visitor);
  const large = await visitor.upload(at, { draft: other, ...fields }, [
    evidence('large.txt', Buffer.alloc(evidenceLimits.bytesEach + 1, 'x')),
    evidence('small.txt', 'x'),
  ]);
  assert.equal(large.status, 422);
  assert.match(large.body, /large\.txt was not taken: a file can have 25 MiB/);
  assert.match(large.body, /Remove <span class="file-name">small\.txt/);
  assert.match(large.body, /value="Trips of other owners"/);
});

test('drafts that nobody sends are gone after a day, files and keys included', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  await visitor.upload(at, { draft: await tokenOfForm(visitor), ...fields, title: '' }, [evidence('a.txt', 'secret')]);
  const left = async () => {
    const { rows } = await sql<{ left: number }>`
      select (select count(*) from reports.draft) + (select count(*) from reports.attachment)
           + (select count(*) from core.file) + (select count(*) from core.data_key where subject like 'rpt_%') as left`.execute(
      world.kernel.db,
    );
    return rows[0]?.left;
  };
  assert.equal(await left(), 4);
  world.clock.advance(DAY + 1000);
  await world.kernel.enqueue(world.kernel, 'sweep-report-drafts', {});
  await world.settle();
  assert.equal(await left(), 0);
});

async function tokenOfForm(visitor: Visitor): Promise<string> {
  return /name="draft" value="([\w-]{43})"/.exec((await visitor.get(at)).body)?.[1] ?? '';
}

const codeIn = ({ body }: Page): string => /data-copy[^>]*>([0-9A-Z-]{34})</.exec(body)?.[1] ?? assert.fail(body);
const numberIn = ({ body }: Page): string => /VDP-\d{4}-\d{4,}/.exec(body)?.[0] ?? assert.fail(body);

async function theReport(world: World, sentPage: Page) {
  const found = await findByNumber(world.kernel, system('test'), numberIn(sentPage));
  return readReport(world.kernel, system('test'), found?.id ?? '');
}

async function countReports(world: World): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from reports.report`.execute(world.kernel.db);
  return rows[0]?.count;
}
