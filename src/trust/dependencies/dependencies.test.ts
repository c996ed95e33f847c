import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openWorld } from '../../../test/support/world.ts';
import { asFile, zip } from '../../../test/support/zip-files.ts';
import { DAY } from '../../core/clock.ts';
import { runChecks } from '../../core/work/run-checks.ts';
import { judgementsFile, judgementsIn } from './advisory-file.ts';
import { dependencyCheck } from './dependency-check.ts';
import { listInstalled, packagesIn } from './installed.ts';
import { isAffected, readAdvisory } from './osv.ts';
import { compareVersions } from './semver-order.ts';
import { takeAdvisories } from './take-advisories.ts';

test('versions stand in the order of Semantic Versioning', () => {
  // The example of section 11.4, between two releases.
  const order =
    '0.9.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.10.0 2.0.0 10.0.0'.split(
      ' ',
    );
  for (const [index, one] of order.entries())
    for (const [place, other] of order.entries())
      assert.equal(Math.sign(compareVersions(one, other)), Math.sign(index - place), `${one} ${other}`);
  assert.equal(compareVersions('1.0.0+a', '1.0.0+b'), 0);
  const version = fc
    .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.constantFrom('', '-a', '-1', '-a.1', '-a.10', '-rc.2'))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(compareVersions(a, b), -compareVersions(b, a) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
    }),
  );
});

const advisory = (affected: unknown, more: object = {}) => ({
  id: 'GHSA-aaaa',
  modified: '2026-11-20T00:00:00Z',
  summary: 'Bad.',
  aliases: ['CVE-2026-1'],
  affected: [affected],
  ...more,
});
const npm = (name: string, more: object) => ({ package: { ecosystem: 'npm', name }, ...more });
const range = (...events: object[]) => ({ ranges: [{ type: 'SEMVER', events }] });

test('an advisory speaks of the versions that its ranges and lists name, as OSV defines it', () => {
  const hits = (affected: object, version: string, name = 'left') => {
    const read = readAdvisory(advisory(npm('left', affected)));
    return read !== undefined && isAffected(read, { name, version });
  };
  const two = range({ fixed: '1.2.3' }, { introduced: '0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' });
  for (const [version, isHit] of [
    ['0.0.1', true],
    ['0.0.0-alpha', true],
    ['1.2.2', true],
    ['1.2.3-rc.1', true],
    ['1.2.3', false],
    ['1.9.0', false],
    ['2.0.0', true],
    ['2.0.0-rc.1', false],
    ['2.1.0', false],
    ['3.0.0', false],
  ] as const)
    assert.equal(hits(two, version), isHit, version);
  const last = range({ introduced: '1.0.0' }, { last_affected: '1.5.0' });
  assert.deepEqual([hits(last, '1.5.0'), hits(last, '1.5.1'), hits(last, '0.9.0')], [true, false, false]);
  assert.deepEqual([hits({ versions: ['7.0.0'] }, '7.0.0'), hits({ versions: ['7.0.0'] }, '7.0.1')], [true, false]);
  assert.equal(hits(two, '1.0.0', 'right'), false);
  assert.equal(hits({ ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }, '1.0.0'), false);
  assert.equal(readAdvisory(advisory(npm('left', two), { withdrawn: '2026-01-01T00:00:00Z' })), undefined);
  assert.equal(readAdvisory(advisory({ package: { ecosystem: 'PyPI', name: 'left' }, ...two })), undefined);
  for (const odd of [null, 1, 'x', [], {}, { id: 'x', affected: [null, 1, {}] }])
    assert.equal(readAdvisory(odd), undefined);
});

test('what is installed is read without what development alone needs', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/@s/b': { version: '2.0.0' },
      'node_modules/@s/b': { version: '1.0.0' },
      'node_modules/alias': { name: 'real', version: '3.0.0' },
      'node_modules/test': { version: '1.0.0', dev: true },
      'node_modules/local': { link: true, version: '1.0.0' },
      local: { version: '1.0.0' },
    },
  };
  assert.deepEqual(
    packagesIn(JSON.stringify(lock)).map(({ name, version }) => `${name}@${version}`),
    ['@s/b@1.0.0', '@s/b@2.0.0', 'a@1.0.0', 'real@3.0.0'],
  );
});

test('the check says what the advisories say of this very version, and says nothing without any', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const run = () => dependencyCheck.run(kernel);
  const isNamed = async () => (await runChecks(kernel, [dependencyCheck])).length === 1;
  assert.equal(await isNamed(), false);
  const fastify = (await listInstalled()).find(({ name }) => name === 'fastify');
  assert.ok(fastify);
  const [good, bad] = [
    advisory(npm('fastify', range({ introduced: '0' }, { fixed: fastify.version }))),
    advisory(npm('fastify', range({ introduced: '0' }))),
  ];
  const elsewhere = advisory(npm('no-such-package', range({ introduced: '0' })));
  const archive = async (...all: object[]) => {
    const named = path.join(world.dataDir, 'all.zip');
    writeFileSync(named, await zip(all.map((one, index) => [`${index}.json`, Buffer.from(JSON.stringify(one))])));
    return named;
  };
  const clean = await archive(good, elsewhere, { no: 'advisory' });
  const taken = await takeAdvisories(kernel, clean);
  assert.deepEqual([taken.advisories, taken.hits], [2, []]);
  assert.equal(await isNamed(), true);
  const passed = await run();
  assert.equal(passed.ok, true, passed.detail);
  assert.match(passed.detail ?? '', /^\d+ packages, 2 advisories taken .*, 0 found and judged$/);
  assert.equal(
    (await takeAdvisories(kernel, await asFile(JSON.stringify({ vulns: [bad, elsewhere] })))).hits.length,
    1,
  );
  const found = await run();
  assert.equal(found.ok, false);
  assert.match(found.detail ?? '', new RegExp(`^1 not judged: GHSA-aaaa fastify@${fastify.version} Bad\\.$`));
  const place = judgementsFile(world.dataDir);
  mkdirSync(path.dirname(place), { recursive: true });
  for (const [line, isGood] of [
    ['GHSA-aaaa fastify', false],
    ['# GHSA-aaaa fastify we never do that', false],
    ['GHSA-aaaa other we never do that', false],
    ['CVE-2026-1 fastify we never do that', true],
    ['GHSA-aaaa fastify we never do that', true],
  ] as const) {
    writeFileSync(place, line);
    assert.equal((await run()).ok, isGood, line);
  }
  assert.deepEqual(judgementsIn('A b  why so \n\n#x\nA b'), [{ advisory: 'A', name: 'b', reason: 'why so' }]);
  world.clock.advance(36 * DAY);
  assert.match((await run()).detail ?? '', /taken 36 days ago/);
  const stored = path.join(path.dirname(place), 'npm.json');
  writeFileSync(
    stored,
    JSON.stringify({ takenAt: kernel.clock.now().toISOString(), packages: 'other', advisories: [] }),
  );
  assert.match((await run()).detail ?? '', /for other packages/);
  for (const wrong of ['{}', '[]', 'no json'])
    await assert.rejects(takeAdvisories(kernel, await asFile(wrong)), { name: 'OperatorFault' });
});
