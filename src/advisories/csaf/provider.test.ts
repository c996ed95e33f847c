// The provider as a stranger's checker sees it: the requirements 1 to 20 of CSAF 2.0 §7.1, over HTTP.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { createMessage, readKey, readSignature, verify } from 'openpgp';
import { publishedRecords } from '../../../test/support/advisory-records.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { type AdvisoryRecord, publishRecord } from '../advisory-record.ts';
import { csafFileName } from '../artefacts/csaf-file-name.ts';
import { examineCsaf } from '../artefacts/examine-csaf.ts';
import { publishCsaf } from './publish-csaf.ts';

const origin = 'https://telltale.example';
const actor = system('test');
const at = '/.well-known/csaf/provider-metadata.json';
let world: World;
let stranger: Visitor;
let records: AdvisoryRecord[];

before(async () => {
  world = await openWorld({ environment: { PUBLIC_URL: origin }, limitsOff: true });
  stranger = world.visitor();
  records = fc.sample(publishedRecords, { numRuns: 3, seed: 42 }).map((record, index) => {
    const trackingId = `TTA-2026-000${index + 1}`;
    return { ...record, trackingId, url: `${origin}/advisories/${trackingId}` };
  });
  for (const record of records) await world.kernel.transaction(kernel => publishCsaf(kernel, actor, record));
});
after(() => world.close());

// biome-ignore lint/suspicious/noExplicitAny: the checker reads JSON of unknown shape
type Loose = any;

async function fetchText(url: string): Promise<string> {
  assert.ok(url.startsWith(`${origin}/`), `${url} is on another server`);
  const page = await stranger.get(url);
  assert.equal(page.status, 200, url);
  return page.body;
}
const fetchJson = async (url: string): Promise<Loose> => JSON.parse(await fetchText(url));
const metadata = (): Promise<Loose> => fetchJson(origin + at);
const rolieOf = async (): Promise<Loose> => (await metadata()).distributions.find((each: Loose) => each.rolie).rolie;
const entries = async (): Promise<Loose[]> => (await fetchJson((await rolieOf()).feeds[0].url)).feed.entry;
const linkOf = (entry: Loose, rel: string, end: string): string =>
  entry.link.find((link: Loose) => link.rel === rel && link.href.endsWith(end))?.href ?? '';

test('1 and 2: every document is valid CSAF, under the name that its tracking id gives', async () => {
  const all = await entries();
  assert.equal(all.length, records.length);
  for (const entry of all) {
    const document = await fetchJson(entry.content.src);
    assert.deepEqual(
      (await examineCsaf('2.0', document)).filter(({ mustFix }) => mustFix),
      [],
    );
    assert.equal(entry.content.src.split('/').at(-1), csafFileName(document.document.tracking.id));
    assert.equal(entry.updated, new Date(document.document.tracking.current_release_date).toISOString());
  }
});

test('3, 4 and 5: all is under https and free for everybody; nothing is AMBER or RED', async () => {
  for (const entry of await entries()) {
    assert.ok(entry.content.src.startsWith('https://'));
    assert.equal((await fetchJson(entry.content.src)).document.distribution.tlp.label, 'WHITE');
  }
  for (const tlp of ['GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const) {
    const [first] = records;
    assert.ok(first);
    const closed = { ...first, trackingId: 'TTA-2026-0099', tlp };
    await assert.rejects(
      world.kernel.transaction(kernel => publishCsaf(kernel, actor, closed)),
      TypeError,
    );
  }
  assert.equal((await entries()).length, records.length);
});

test('6, 7 and 9: the metadata stands at the well-known place without redirects and is complete', async () => {
  const found = await stranger.get(at);
  assert.equal(found.status, 200);
  assert.match(String(found.headers['content-type']), /^application\/json/);
  assert.equal(found.headers['access-control-allow-origin'], '*');
  const { canonical_url, metadata_version, role, publisher, last_updated, public_openpgp_keys } = await metadata();
  assert.equal(canonical_url, origin + at);
  assert.equal(metadata_version, '2.0');
  assert.equal(role, 'csaf_trusted_provider');
  assert.equal(publisher.namespace, origin);
  assert.ok(publisher.name && publisher.category === 'vendor');
  assert.equal(last_updated, (await entries())[0]?.updated);
  assert.equal(public_openpgp_keys.length, 1);
});

test('8: security.txt names the metadata', async () => {
  assert.match(await fetchText(`${origin}/.well-known/security.txt`), new RegExp(`^CSAF: ${origin}${at}\\r?$`, 'm'));
});

test('11 to 14: folders by year, index.txt, changes.csv with the latest first, and listings', async () => {
  const { directory_url: folder } = (await metadata()).distributions.find((each: Loose) => each.directory_url);
  const index = (await fetchText(`${folder}index.txt`)).trim().split('\n');
  const all = await entries();
  const paths = all.map(entry => entry.content.src.slice(folder.length));
  assert.deepEqual(index.toSorted(), paths.toSorted());
  for (const line of index) {
    const { document } = await fetchJson(folder + line);
    assert.equal(line.split('/')[0], document.tracking.initial_release_date.slice(0, 4));
  }
  const changes = (await fetchText(`${folder}changes.csv`))
    .trim()
    .split('\n')
    .map(line => /^"([^"]+)","([^"]+)"$/.exec(line)?.slice(1) ?? []);
  assert.deepEqual(changes.map(([file]) => file).toSorted(), paths.toSorted());
  const times = changes.map(([, time]) => time ?? '');
  assert.deepEqual(times, times.toSorted().reverse());
  for (const listing of [href(routes.advisories.csafFolder), href(routes.advisories.csafYear, { year: '2026' })]) {
    const page = await fetchText(origin + listing);
    for (const line of index) assert.ok(page.includes(`href="/csaf/${line}"`), `${listing} lacks ${line}`);
  }
});

test('15 to 17: the ROLIE feed, its service and category documents name one another', async () => {
  const rolie = await rolieOf();
  const { feed } = await fetchJson(rolie.feeds[0].url);
  assert.equal(rolie.feeds[0].tlp_label, 'WHITE');
  assert.equal(feed.link.find((link: Loose) => link.rel === 'self').href, rolie.feeds[0].url);
  assert.deepEqual(feed.category, [{ scheme: 'urn:ietf:params:rolie:category:information-type', term: 'csaf' }]);
  for (const entry of feed.entry) {
    assert.equal(linkOf(entry, 'self', '.json'), entry.content.src);
    assert.equal(entry.format.schema, 'https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json');
  }
  const { service } = await fetchJson(rolie.services[0]);
  assert.ok(service.workspace[0].collection.some((collection: Loose) => collection.href === rolie.feeds[0].url));
  const { categories } = await fetchJson(rolie.categories[0]);
  assert.ok(categories.category.length > 0);
});

test('18: the digests are those of the bytes', async () => {
  for (const entry of await entries()) {
    const content = await fetchText(entry.content.src);
    const file = entry.content.src.split('/').at(-1);
    for (const algorithm of ['sha256', 'sha512']) {
      const stated = await fetchText(linkOf(entry, 'hash', `.${algorithm}`));
      assert.equal(stated, `${createHash(algorithm).update(content).digest('hex')}  ${file}\n`);
    }
  }
});

test('19 and 20: the signatures are by the published key, and no other text has them', async () => {
  const [{ fingerprint, url }] = (await metadata()).public_openpgp_keys;
  const key = await readKey({ armoredKey: await fetchText(url) });
  assert.equal(key.getFingerprint().toUpperCase(), fingerprint);
  assert.equal(key.isPrivate(), false);
  for (const entry of await entries()) {
    const content = await fetchText(entry.content.src);
    const signature = await readSignature({ armoredSignature: await fetchText(linkOf(entry, 'signature', '.asc')) });
    const isGood = async (text: string): Promise<boolean> => {
      const message = await createMessage({ binary: Buffer.from(text) });
      const { signatures } = await verify({ message, signature, verificationKeys: key, date: world.clock.now() });
      return (await signatures[0]?.verified.catch(() => false)) === true;
    };
    assert.equal(await isGood(content), true);
    assert.equal(await isGood(`${content} `), false);
  }
});

test('GnuPG verifies the signature, where it is installed', async t => {
  try {
    execFileSync('gpg', ['--version'], { stdio: 'ignore' });
  } catch {
    return t.skip('no gpg here');
  }
  const home = mkdtempSync(path.join(os.tmpdir(), 'telltale-gpg-'));
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--faked-system-time', '20261124T000000', ...args], {
      stdio: 'pipe',
    });
  const [entry] = await entries();
  const [{ url }] = (await metadata()).public_openpgp_keys;
  writeFileSync(path.join(home, 'key.asc'), await fetchText(url));
  writeFileSync(path.join(home, 'doc.json'), await fetchText(entry.content.src));
  writeFileSync(path.join(home, 'doc.json.asc'), await fetchText(linkOf(entry, 'signature', '.asc')));
  gpg('--import', path.join(home, 'key.asc'));
  gpg('--verify', path.join(home, 'doc.json.asc'), path.join(home, 'doc.json'));
  writeFileSync(path.join(home, 'doc.json'), 'changed');
  assert.throws(() => gpg('--verify', path.join(home, 'doc.json.asc'), path.join(home, 'doc.json')));
});

test('a new edition takes the place of the former, with its own digests; unknown files are not found', async () => {
  const [first] = records;
  assert.ok(first);
  const next = publishRecord(first, '2026-11-23T12:00:00Z', 'final', 'A fixed version.');
  await world.kernel.transaction(kernel => publishCsaf(kernel, actor, next));
  const all = await entries();
  assert.equal(all.length, records.length);
  assert.equal(all[0]?.id, first.trackingId);
  assert.equal((await fetchJson(all[0].content.src)).document.tracking.version, String(next.revisions.length));
  for (const wrong of [
    '/csaf/2026/none.json',
    '/csaf/2025/tta-2026-0001.json',
    '/csaf/2025',
    '/csaf/keys/AAAA.asc',
    '/csaf/2026/tta-2026-0001.json.md5',
  ])
    assert.equal((await stranger.get(wrong)).status, 404, wrong);
});

test('the signing key is renewed half a year before its end, and the former one stays published', async () => {
  world.clock.advance(1000 * 24 * 60 * 60 * 1000);
  const [, second] = records;
  assert.ok(second);
  await world.kernel.transaction(kernel => publishCsaf(kernel, actor, second));
  const keys = (await metadata()).public_openpgp_keys;
  assert.equal(keys.length, 2);
  for (const { url } of keys) assert.match(await fetchText(url), /BEGIN PGP PUBLIC KEY BLOCK/);
});
