// Ranking with postings against the plainest way to do the same, and the signatures of wording.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gatherPostings } from './gather.ts';
import { minHash, sharedWording } from './min-hash.ts';
import {
  BEST,
  bestEntries,
  type Entries,
  type Group,
  isBefore,
  leastOf,
  type Ranked,
  rankAll,
  rankAny,
  SEGMENT,
  withoutDocument,
} from './postings.ts';

type Weights = ReadonlyMap<number, number>;

const listOf = (weights: Weights, factor = 1): Group['lists'][number] => {
  const segments = new Map<number, Entries[]>();
  for (const [doc, weight] of weights) {
    const entry = Buffer.alloc(4);
    entry.writeUInt16BE(doc % SEGMENT);
    entry.writeUInt16BE(weight, 2);
    const segment = Math.floor(doc / SEGMENT);
    segments.set(segment, [...(segments.get(segment) ?? []), entry]);
  }
  return { factor, segments };
};

const doc = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: SEGMENT - 2, max: SEGMENT + 8 }));
const weights = fc
  .array(fc.tuple(doc, fc.integer({ min: 1, max: 65_535 })), { maxLength: 20 })
  .map(pairs => new Map(pairs));

test('gathering many documents at once keeps every posting, by segment and in order of the tokens', () => {
  const document = fc.record({
    doc,
    tokens: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 65_535 })), {
      selector: ([token]) => token,
      maxLength: 5,
    }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(document, { selector: ({ doc }) => doc, maxLength: 12 }), documents => {
      const sorted = documents.sort((one, other) => one.doc - other.doc);
      const gathered = gatherPostings(
        sorted.map(({ doc, tokens }) => ({
          doc,
          tokens: Buffer.concat(
            tokens.map(([token, weight]) => {
              const bytes = Buffer.alloc(8);
              bytes.writeUIntBE(token, 0, 6);
              bytes.writeUInt16BE(weight, 6);
              return bytes;
            }),
          ),
        })),
      );
      const read = gathered.flatMap(({ token, segment, count, entries }) => {
        assert.equal(entries.length, count * 4);
        return Array.from({ length: count }, (_, index) => [
          segment,
          token.readUIntBE(0, 6),
          segment * SEGMENT + entries.readUInt16BE(index * 4),
          entries.readUInt16BE(index * 4 + 2),
        ]);
      });
      const all = sorted.flatMap(({ doc, tokens }) =>
        tokens.map(([token, weight]) => [Math.floor(doc / SEGMENT), token, doc, weight]),
      );
      assert.deepEqual(
        read,
        all.sort(([a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0]) => a - d || b - e || c - f),
      );
    }),
  );
});

test('what has all words is ranked as if all were read, page by page, in any mixture of lists', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: weights, said: weights, rarity: fc.integer({ min: 1, max: 9 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
      weights,
      fc.integer({ min: 1, max: 5 }),
      (words, unwanted, limit) => {
        const groups = words.map(({ text, said, rarity }) => ({ rarity, lists: [listOf(text), listOf(said, 0.25)] }));
        const expected = [...new Set(words.flatMap(({ text, said }) => [...text.keys(), ...said.keys()]))]
          .filter(doc => words.every(({ text, said }) => text.has(doc) || said.has(doc)) && !unwanted.has(doc))
          .map(doc => ({
            doc,
            score: words.reduce(
              (sum, { text, said, rarity }) => sum + rarity * Math.max(text.get(doc) ?? 0, 0.25 * (said.get(doc) ?? 0)),
              0,
            ),
          }))
          .sort((one, other) => (isBefore(one, other) ? -1 : 1));
        const without = [{ rarity: 0, lists: [listOf(unwanted)] }];
        const seen = [];
        for (let after: Ranked | undefined; ; ) {
          const { top, total } = rankAll(groups, { limit, after, without });
          assert.equal(total, expected.length);
          seen.push(...top);
          after = top.at(-1);
          if (top.length < limit) break;
        }
        assert.deepEqual(seen, expected);
      },
    ),
  );
});

test('what has any of the words is ranked by the sum of what it has', () => {
  const one = new Map([
    [1, 10],
    [SEGMENT + 1, 30],
  ]);
  const other = new Map([
    [1, 10],
    [2, 15],
  ]);
  assert.deepEqual(
    rankAny(
      [one, other].map(weights => ({ rarity: 2, lists: [listOf(weights)] })),
      { limit: 2 },
    ),
    [
      { doc: SEGMENT + 1, score: 60 },
      { doc: 1, score: 40 },
    ],
  );
});

test('the best of a frequent token are its heaviest, the later first among equals, whether all at once or added bit by bit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 400 }), list => {
      const entries = Buffer.concat(
        [...listOf(new Map(list.map((weight, doc) => [doc, weight]))).segments.values()].flat(),
      );
      const best = bestEntries(entries);
      const half = (entries.length >> 3) << 2;
      assert.deepEqual(
        bestEntries(Buffer.concat([bestEntries(entries.subarray(0, half)), entries.subarray(half)])),
        best,
      );
      const kept = list.map((weight, doc) => ({ weight, doc })).sort((a, b) => b.weight - a.weight || b.doc - a.doc);
      assert.equal(best.length / 4, Math.min(BEST, list.length));
      assert.equal(best.readUInt16BE(0), kept[0]?.doc);
      assert.equal(leastOf(best), list.length < BEST ? 0 : kept[BEST - 1]?.weight);
      assert.equal(withoutDocument(entries, 0).length, entries.length - 4);
    }),
  );
});

test('signatures tell how much wording is shared, and need three words', () => {
  const words = Array.from({ length: 200 }, (_, index) => (index * 7919 * 104_729) % 2 ** 47);
  const signature = minHash(words);
  assert.equal(sharedWording(signature, minHash([...words])), 1);
  assert.ok(
    sharedWording(signature, minHash([...words.slice(0, 150), ...words.slice(0, 50).map(word => word + 1)])) > 0.35,
  );
  assert.ok(sharedWording(signature, minHash(words.map(word => word + 1))) < 0.15);
  assert.equal(minHash(words.slice(0, 2)), undefined);
  assert.equal(sharedWording(signature, null), 0);
});
