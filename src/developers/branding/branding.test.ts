// Logos and colors through the pages: whatever is uploaded is drawn anew or refused, and owners see it in Connect.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { platformFaults } from '../../../test/support/platform-answers.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';

let world: World;
let developer: Visitor;
let id: string;
let path: string;
before(async () => {
  world = await openWorld({ limitsOff: true });
  id = (await world.seed())['application']?.['clientId'] ?? '';
  path = href(routes.developers.brand, { id });
  developer = await signInAs(world, 'developer');
});
after(() => world.close());

const send = (content: Buffer | string | undefined, fields: Record<string, string> = { color: '' }, who = developer) =>
  who.upload(path, fields, content === undefined ? [] : [{ field: 'logo', filename: 'logo.png', content }]);
const addressOfLogo = async (who = developer): Promise<string | undefined> =>
  /<img src="(\/logos\/[^"]+)"/.exec((await who.get(path)).body)?.[1];
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 60 } } });

test('a logo is pixels that we drew: small, square, without what else was in the file', async () => {
  const marked = await picture(600, 300)
    .withExif({ IFD0: { Copyright: 'zebra7canary' } })
    .jpeg()
    .toBuffer();
  assert.ok(marked.includes('zebra7canary'));
  const saved = await send(marked);
  assert.equal(saved.status, 303);
  assert.match((await developer.open(saved.location ?? '')).body, /Saved\./);
  const address = (await addressOfLogo()) ?? assert.fail('no logo on the page');
  const shown = await world.visitor().get(address);
  assert.deepEqual(platformFaults('logo', shown), []);
  assert.match(String(shown.headers['cache-control']), /immutable/);
  assert.equal(shown.headers['x-content-type-options'], 'nosniff');
  const { width, height, format, exif } = await sharp(shown.bytes).metadata();
  assert.deepEqual([width, height, format, exif], [192, 192, 'webp', undefined]);
  assert.equal(shown.bytes.includes('zebra7canary'), false);

  assert.equal((await send(await picture(20, 20).png().toBuffer())).status, 303);
  assert.notEqual(await addressOfLogo(), address);
  assert.equal((await world.visitor().get(address)).status, 404, 'the one before is gone');
});

test('what is no picture, hides a program, breaks off, is too large or a bomb is refused, and the logo stays', async () => {
  const before = await addressOfLogo();
  const png = await picture(300, 300).png({ compressionLevel: 0 }).toBuffer();
  const bomb = await picture(6000, 6000).png().toBuffer();
  for (const content of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<!doctype html><script>alert(1)</script>',
    png.subarray(0, png.length / 2),
    Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100, 7)]),
    bomb,
  ]) {
    const refused = await send(content);
    assert.equal(refused.status, 422);
    assert.match(refused.body, /no PNG, JPEG, WebP or GIF/);
  }
  const large = await send(Buffer.alloc(1_200_000, 1));
  assert.equal(large.status, 422);
  assert.match(large.body, /at most 1 MB/);
  assert.equal(await addressOfLogo(), before);
});

test('owners see logo and color in Connect, with the word that nobody has checked who it is', async () => {
  const owner = await signInAs(world, 'owner');
  const start = async () => {
    const ask = href(routes.connect.authorize, undefined, {
      response_type: 'code',
      client_id: id,
      redirect_uri: 'https://example.com/auth',
      scope: 'read_odometer',
      mode: 'simulated',
      approval_prompt: 'force',
    });
    return owner.open((await owner.get(ask)).location ?? '');
  };
  const address = (await addressOfLogo()) ?? '';
  assert.ok((await start()).body.includes(`<img src="${address}"`));

  const faint = await send(undefined, { color: '#FFF200' });
  assert.equal(faint.status, 422);
  const near = /(#[0-9a-f]{6}) is near it/.exec(faint.body)?.[1] ?? assert.fail('no other color');
  assert.match(faint.body, /value="#FFF200"/, 'what was typed is kept');
  assert.equal((await send(undefined, { color: near, noLogo: 'on' })).status, 303);
  assert.equal((await world.visitor().get(address)).status, 404);
  const step = await start();
  assert.ok(step.body.includes(`fill="${near}"`));
  assert.doesNotMatch(step.body, /\/logos\//);

  const stranger = await signInAs(world, 'researcher');
  assert.equal((await stranger.get(path)).status, 404);
  assert.equal((await send(await picture(20, 20).png().toBuffer(), {}, stranger)).status, 404);
  assert.equal(await addressOfLogo(), undefined);
});
