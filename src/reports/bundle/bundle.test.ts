// Evidence bundles: who gets what, that they check out, and that nothing changed or odd does.
import assert from 'node:assert/strict';
import { chmodSync, globSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { asFile, unzip, zip } from '../../../test/support/zip-files.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { verifiersFromKeySet } from '../../core/crypto/signing.ts';
import { readReport } from '../report-store.ts';
import { evidencePath, isBundlePath } from './bundle-paths.ts';
import type { BundleStory } from './bundle-story.ts';
import { makeBundle } from './make-bundle.ts';
import { runsOf } from './pdf-fonts.ts';
import { verifyBundleFile } from './verify-bundle-file.ts';

const hostile = 'Привет 日本語 \u202Etxt.exe\u202C </script> ) Tj ET endstream endobj';
/** Text that no compression makes small; the same each time. */
function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  }).join('');
}

const upload = (filename: string, content: string) => ({ field: 'evidence', filename, content });

const verify = async (files: Iterable<readonly [string, Buffer]>, keys: string | undefined) =>
  verifyBundleFile(
    await asFile(await zip(files)),
    keys === undefined ? undefined : verifiersFromKeySet(JSON.parse(keys)),
  );

test('the team and the reporter each get their side as a ZIP that checks out, and no changed one does', async () => {
  await using world = await openWorld({ limitsOff: true });
  await sendReport(world, world.visitor());
  const sam = world.visitor();
  const { id, number } = await sendReport(world, sam, { title: hostile, description: `${hostile}\n`.repeat(20) }, [
    upload('../../etc/passwd .txt', 'root:x:0:0'),
    upload('Bild „Größe“.txt', 'second'),
  ]);
  const triager = await signInAs(world, 'triager');
  const talk = (audience: string, body: string) =>
    triager.post(href(routes.reports.message, { id }), { audience, text: body });
  assert.equal((await talk('internal', 'INSIDE: the gateway team knows.')).status, 303);
  assert.equal((await talk('reporter', 'Thank you, we look into it.')).status, 303);

  const at = href(routes.reports.bundle, { id });
  const own = href(routes.reports.ownBundle, { id });
  const viewer = await signInAs(world, 'viewer');
  assert.equal((await viewer.get(at)).status, 403);
  assert.equal((await viewer.post(at, {})).status, 403);
  assert.doesNotMatch((await viewer.get(href(routes.reports.triage, { id }))).body, /Evidence bundle/);
  assert.match((await triager.get(href(routes.reports.triage, { id }))).body, new RegExp(`href="${at}"`));
  assert.match((await triager.get(at)).body, /2 files as sent/);
  assert.equal((await triager.post(own, {})).status, 404, 'staff is not its reporter');
  assert.equal((await world.visitor().post(own, {})).status, 401);
  const other = world.visitor();
  await sendReport(world, other);
  assert.equal((await other.post(own, {})).status, 404, 'nor is who sent another');
  assert.match((await sam.get(href(routes.reports.show, { id }))).body, new RegExp(`action="${own}"`));

  const taken = await sam.post(own, {});
  assert.equal(taken.status, 200, taken.body.slice(0, 300));
  assert.match(String(taken.headers['content-disposition']), new RegExp(`attachment; filename="${number}-bundle.zip"`));
  const theirs = await unzip(taken.bytes);
  const ours = await unzip((await triager.post(at, {})).bytes);
  const inside = await unzip((await triager.post(at, { internal: 'on' })).bytes);
  assert.deepEqual(
    [...theirs.keys()],
    [
      'README.txt',
      'report.pdf',
      'report.json',
      'story.json',
      'proofs/receipt.json',
      'proofs/log.json',
      'proofs/keys.json',
      'evidence/001-passwd.txt',
      'evidence/002-Bild_Gro_e.txt',
      'manifest.json',
    ],
  );
  const story = (files: Map<string, Buffer>): BundleStory => JSON.parse(String(files.get('story.json')));
  assert.deepEqual(theirs.get('report.json'), ours.get('report.json'));
  assert.equal((await sam.get(href(routes.reports.canonical, { id }))).body, String(theirs.get('report.json')));
  assert.deepEqual(
    story(theirs).messages.map(({ by, text }) => [by, text]),
    [['Security team', 'Thank you, we look into it.']],
  );
  assert.match(JSON.stringify(story(ours).messages), /Tara Lind/);
  for (const [name, content] of [...theirs, ...ours])
    assert.ok(!content.includes('INSIDE'), `an internal note in ${name}`);
  assert.match(JSON.stringify(story(inside).messages), /INSIDE/);
  assert.equal(story(theirs).team, null);
  assert.doesNotMatch(String(theirs.get('story.json')), /per_|Tara/);
  assert.equal(String(theirs.get('evidence/001-passwd.txt')), 'root:x:0:0');
  const { rows } = await world.database.pool.query(
    "select details from core.audit_entry where action = 'report.bundle' order by seq",
  );
  assert.deepEqual(
    rows.map(({ details }) => [details.view, details.withInternal]),
    [
      ['reporter', false],
      ['team', false],
      ['team', true],
    ],
  );

  const pdf = theirs.get('report.pdf')?.toString('latin1') ?? '';
  assert.match(pdf, /^%PDF-1\.7/);
  for (const needed of ['/StructTreeRoot', '/MarkInfo', '/Lang (en)', '/DisplayDocTitle true'])
    assert.ok(pdf.includes(needed), needed);
  for (const power of ['/JavaScript', '/JS', '/OpenAction', '/AA', '/Launch', '/URI', '/EmbeddedFile', '/AcroForm'])
    assert.ok(!new RegExp(`${power}\\b`).test(pdf), power);

  const keys = (await world.visitor().get(href(routes.site.keys))).body;
  for (const files of [theirs, ours, inside]) {
    const { ok, lines } = await verify(files, keys);
    assert.ok(ok, lines.join('\n'));
    assert.match(lines.join('\n'), /under the checkpoint signed/);
  }
  const alone = await verify(theirs, undefined);
  assert.ok(alone.ok);
  assert.match(alone.lines.join('\n'), /keys are those in the bundle/);

  const check = async (files: Iterable<readonly [string, Buffer]>, what: RegExp) => {
    const { ok, lines } = await verify(files, keys);
    assert.ok(!ok, lines.join('\n'));
    assert.match(lines.join('\n'), what);
  };
  for (const [name, content] of theirs) {
    const changed = Buffer.from(content);
    changed.writeUInt8(changed.readUInt8(changed.length >> 1) ^ 1, changed.length >> 1);
    await check(new Map([...theirs, [name, changed]]), /FAIL/);
    await check(
      [...theirs].filter(([one]) => one !== name),
      name === 'manifest.json' ? /no manifest/ : /missing/,
    );
  }
  await check([...theirs, ['evidence/003-more.txt', Buffer.from('x')]], /003-more.txt was added/);
  const manifest = JSON.parse(String(theirs.get('manifest.json')));
  const forged = { ...manifest, number: 'VDP-2026-0099' };
  await check(new Map([...theirs, ['manifest.json', Buffer.from(JSON.stringify(forged))]]), /signature does not fit/);
  await using elsewhere = await openWorld();
  const foreign = (await elsewhere.visitor().get(href(routes.site.keys))).body;
  assert.ok(!(await verify(theirs, foreign)).ok, 'another server did not make it');
});

test('a bundle that breaks off leaves no file open, and the server stands', async () => {
  await using world = await openWorld({ limitsOff: true });
  const sam = world.visitor();
  const large = randomText(3_000_000);
  const { id } = await sendReport(world, sam, {}, [upload('large.txt', large), upload('other.txt', 'other')]);
  const report = await readReport(world.kernel, system('test'), id);
  const evidenceOpen = () =>
    readdirSync('/proc/self/fd').flatMap(fd => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).includes(`${world.dataDir}/files`) ? [fd] : [];
      } catch {
        return [];
      }
    });
  const self = { kind: 'receipt-holder', report: id } as const;
  const wish = { view: 'reporter', withInternal: false } as const;
  const { content } = await makeBundle(world.kernel, self, report, wish);
  let size = 0;
  for await (const chunk of content) {
    size += (chunk as Buffer).length;
    if (evidenceOpen().length > 0) break;
  }
  assert.ok(size < large.length / 2, 'it was left in the middle');
  for (let turn = 0; turn < 200 && evidenceOpen().length > 0; turn++) await pause(10);
  assert.deepEqual(evidenceOpen(), []);

  const { rows } = await world.database.pool.query('select file from reports.attachment where report = $1', [id]);
  for (const { file } of rows)
    for (const place of globSync(`${world.dataDir}/files/**/${file}`)) {
      chmodSync(place, 0o600);
      writeFileSync(place, 'not what was stored');
    }
  const broken = await makeBundle(world.kernel, self, report, wish);
  await assert.rejects(buffer(broken.content));
  assert.ok(world.logLines.some(line => line.includes('a bundle broke off')));
  assert.equal((await sam.get(href(routes.reports.show, { id }))).status, 200);
});

test('archives that no bundle is are refused, whatever they hold', async () => {
  const refused = async (bytes: Buffer, what: RegExp) => {
    const { ok, lines } = await verifyBundleFile(await asFile(bytes), []);
    assert.ok(!ok);
    assert.match(lines.join('\n'), what);
  };
  const x = Buffer.from('x');
  await refused(Buffer.from('not a zip'), /not a ZIP file/);
  await refused(await zip([['a.txt', x]]), /no manifest/);
  await refused(
    await zip([
      ['README', x],
      ['readme', x],
    ]),
    /twice/,
  );
  await refused(await zip([['sub/a.txt', x]]), /name that no bundle has/);
  await refused(await zip([['a.txt', x]], 0o120_777), /not a plain file/);
  await refused(await zip(Array.from({ length: 2001 }, (_, index) => [`f${index}`, x] as const)), /more than 2000/);
  // The same length in both headers: only the name changes.
  const climbing = await zip([['evidence/aaaa.txt', x]]);
  await refused(
    Buffer.from(climbing.toString('latin1').replaceAll('evidence/aaaa', '../../../../aa'.slice(0, 13)), 'latin1'),
    /not a ZIP|name that no/,
  );
  const bomb = await zip([['manifest.json', Buffer.alloc(50_000)]]);
  const told = Buffer.from(bomb);
  // Says in its directory that it unpacks to 10 bytes.
  const directory = told.lastIndexOf(Buffer.from('504b0102', 'hex'));
  told.writeUInt32LE(10, directory + 24);
  await refused(told, /not a ZIP file that can be read/);
});

test('evidence has names that are harmless everywhere, each its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 999 }), (name, position) => {
      assert.ok(isBundlePath(evidencePath(position, name)), evidencePath(position, name));
    }),
  );
  assert.equal(evidencePath(7, 'CON'), 'evidence/007-CON');
  assert.equal(evidencePath(1, '…'), 'evidence/001-file');
  for (const name of ['/a', 'a/b', 'evidence/../a', 'evidence/', '.a', 'a\\b', 'proofs/a.', 'C:a'])
    assert.ok(!isBundlePath(name), name);
});

test('any text is drawn or named by its code points; what disguises text never passes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const drawn = runsOf(text)
        .map(run => run.text)
        .join('');
      assert.doesNotMatch(drawn, /[\p{Cc}\p{Cf}]/u);
      assert.ok(drawn.isWellFormed());
    }),
  );
  assert.deepEqual(runsOf('aЖ日\u202E😀'), [
    { font: 'latin', text: 'a' },
    { font: 'cyrillic', text: 'Ж' },
    { font: 'unifont', text: '日' },
    { font: 'latin', text: '[U+202E][U+1F600]' },
  ]);
});
