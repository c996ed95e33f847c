import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VersionRange } from '../advisory-record.ts';
import { readRanges, writeRanges } from './version-ranges.ts';

test('ranges are read as they are typed', () => {
  assert.deepEqual(readRanges('>= 2.0.0, < 2.7.4\n\n<=1.9\nall\n= 3.0.0'), [
    { from: '2.0.0', until: { version: '2.7.4', inclusive: false } },
    { from: null, until: { version: '1.9', inclusive: true } },
    { from: null, until: null },
    { from: '3.0.0', until: { version: '3.0.0', inclusive: true } },
  ]);
  assert.deepEqual(readRanges(''), []);
  for (const wrong of ['2.0.0', '> 2', '>= 1, >= 2', '< 1, < 2', '>= 1 < 2', '>= 1, = 2', '>='])
    assert.equal(readRanges(wrong), undefined, wrong);
});

test('what is written is read again as the same', () => {
  const version = fc.constantFrom('1', '2.7.4', '3.0.0-rc.1', '2024.11');
  const range: fc.Arbitrary<VersionRange> = fc.record(
    {
      from: fc.option(version),
      until: fc.option(fc.record({ version, inclusive: fc.boolean() }, { noNullPrototype: true })),
    },
    { noNullPrototype: true },
  );
  fc.assert(fc.property(fc.array(range), ranges => assert.deepEqual(readRanges(writeRanges(ranges)), ranges)));
});
