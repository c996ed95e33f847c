import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type FakeClamd, openFakeClamd } from '../../../test/support/fake-clamd.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { MINUTE } from '../../core/clock.ts';
import { drawPicture } from '../../core/files/draw-picture.ts';
import type { FileId } from '../../core/files.ts';
import { listAttachments } from '../attachment-store.ts';
import { listChecks } from './file-check-store.ts';

let world: World;
let scanned: World;
let clamd: FakeClamd;
before(async () => {
  world = await openWorld({ limitsOff: true });
  clamd = await openFakeClamd();
  const { host, port } = clamd.address;
  scanned = await openWorld({ limitsOff: true, environment: { CLAMD_SOCKET: `${host}:${port}` } });
});
after(async () => {
  await world.close();
  await scanned.close();
  clamd.close();
});

const upload = (filename: string, content: string | Buffer) => ({ field: 'evidence', filename, content });

/** A photograph with a place and a comment in its metadata. */
const photo = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: '#c33' } })
    .withExif({ IFD0: { Copyright: 'SECRET-PLACE 52.52N 13.40E' } })
    .jpeg()
    .toBuffer();

test('a picture is drawn anew without metadata and shown by a link that needs no cookie and ends', async () => {
  const original = await photo();
  assert.ok(original.includes('SECRET-PLACE'));
  const { id } = await sendReport(world, world.visitor(), {}, [upload('shot.jpg', original)]);
  await world.settle();
  const tara = await signInAs(world, 'triager');
  const page = await tara.get(href(routes.reports.triage, { id }));
  const link = /<img src="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const drawn = await world.visitor().get(link);
  assert.equal(drawn.status, 200);
  assert.equal(drawn.headers['content-type'], 'image/webp');
  assert.match(String(drawn.headers['content-security-policy']), /sandbox/);
  assert.doesNotMatch(drawn.body, /SECRET-PLACE/);
  for (const changed of [
    link.replace('use=picture', 'use=file'),
    link.replace(/seal=../, 'seal=xx'),
    link.split('?')[0] ?? '',
  ])
    assert.equal((await world.visitor().get(changed)).status, 404, changed);
  world.clock.advance(16 * MINUTE);
  assert.equal((await world.visitor().get(link)).status, 404);
});

test('what is no picture by its pixels is not drawn: bombs, broken files, SVG', async () => {
  assert.equal(
    await drawPicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')),
    undefined,
  );
  const png = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  assert.equal(await drawPicture(png.subarray(0, png.length - 20)), undefined);
  // Width and height of the header say 60,000 × 60,000.
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  assert.equal(await drawPicture(bomb), undefined);
  const drawn = await drawPicture(await photo());
  const facts = await sharp(drawn).metadata();
  assert.deepEqual([facts.format, facts.width, facts.exif, facts.xmp], ['webp', 40, undefined, undefined]);
});

test('text is shown as text and HAR as exchanges, to staff alone', async () => {
  const har = JSON.stringify({
    log: {
      entries: [
        {
          request: {
            method: 'GET',
            url: 'https://x.example/trips',
            headers: [{ name: 'Cookie', value: 'top-secret' }],
          },
          response: { status: 200, headers: [], content: { text: '<script>alert(1)</script>' } },
        },
      ],
    },
  });
  const visitor = world.visitor();
  const { id } = await sendReport(world, visitor, {}, [upload('net.har', har), upload('a.html', '<b>x</b>')]);
  await world.settle();
  const [first, second] = await listAttachments(world.kernel, system('test'), id);
  const tara = await signInAs(world, 'triager');
  const shown = await tara.get(href(routes.reports.triageText, { id, file: first?.file ?? '' }));
  assert.match(shown.body, /Cookie: \(masked\)/);
  assert.doesNotMatch(shown.body, /top-secret|<script>alert/);
  const plain = await tara.get(href(routes.reports.triageText, { id, file: second?.file ?? '' }));
  assert.doesNotMatch(plain.body, /<b>x/);
  assert.match(plain.body, /&lt;b>x|&lt;b&gt;x/);
  assert.notEqual((await visitor.get(href(routes.reports.triageText, { id, file: first?.file ?? '' }))).status, 200);
});

test('an infected file is withheld until an admin confirms, and that is in the audit log', async () => {
  const visitor = scanned.visitor();
  const files = [upload('good.txt', 'nothing'), upload('bad.txt', 'an EVIL-TEST-FILE')];
  const { id } = await sendReport(scanned, visitor, {}, files);
  const [good, bad] = await listAttachments(scanned.kernel, system('test'), id);
  const at = (file: FileId | undefined) => href(routes.reports.triageFile, { id, file: file ?? '' });
  const tara = await signInAs(scanned, 'triager');
  assert.equal((await tara.get(at(good?.file))).status, 403, 'not scanned yet');
  await scanned.settle();
  const checks = await listChecks(scanned.kernel, id);
  assert.deepEqual([checks.get(good?.file ?? '')?.virus, checks.get(bad?.file ?? '')?.virus], ['clean', 'infected']);
  assert.equal((await tara.open(at(good?.file))).body, 'nothing');
  const page = await tara.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /no virus found/);
  assert.match(page.body, /quarantined: Test\.Evil/);
  const quarantine = href(routes.reports.quarantine, { id, file: bad?.file ?? '' });
  assert.equal((await tara.get(at(bad?.file))).status, 403);
  assert.equal((await tara.post(quarantine, {})).status, 403);
  assert.equal((await visitor.get(href(routes.reports.file, { id, file: bad?.file ?? '' }))).status, 403);
  const admin = await signInAs(scanned, 'admin');
  assert.match((await admin.get(quarantine)).body, /may harm the machine/);
  const saved = await admin.follow(await admin.post(quarantine, {}));
  assert.equal(saved.body, 'an EVIL-TEST-FILE');
  const { rows } = await scanned.kernel.pool.query(
    "select details from core.audit_entry where action = 'report.quarantine-open' and subject = $1",
    [id],
  );
  assert.deepEqual(rows, [{ details: { file: bad?.file } }]);
});

test('a scanner that gives no verdict withholds nothing and says so; without one nothing is said', async () => {
  const { id } = await sendReport(scanned, scanned.visitor(), {}, [upload('big.txt', 'x'.repeat(200_000))]);
  await scanned.settle();
  const tara = await signInAs(scanned, 'triager');
  assert.match((await tara.get(href(routes.reports.triage, { id }))).body, /could not be scanned/);
});

test('secrets and personal data in texts and files are flagged for staff with the place, and not shown twice', async () => {
  const log = 'line one\nGET https://me:hunter2-and-more@x.example/ 200';
  const { id } = await sendReport(world, world.visitor(), { impact: 'Ask\nsam.marten@inbox.example' }, [
    upload('a.log', log),
  ]);
  await world.settle();
  const tara = await signInAs(world, 'triager');
  const page = await tara.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /e-mail address .{0,60}sam…le.{0,30} in Impact, line 2/);
  assert.match(page.body, /1 secret or personal data/);
  const [file] = await listAttachments(world.kernel, system('test'), id);
  const shown = await tara.get(href(routes.reports.triageText, { id, file: file?.file ?? '' }));
  assert.match(shown.body, /password in a URL .{0,60}hun…re.{0,30} in a\.log, line 2/);
  const { rows } = await world.kernel.pool.query('select findings from reports.file_check where report = $1', [id]);
  assert.ok(rows[0].findings.length > 20);
});
