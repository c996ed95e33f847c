// The tree over the audit log: proofs for every pair of entries, and no proof for anything else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';
import { openKeyring } from '../crypto/keyring.ts';
import { systemRandom } from '../crypto/random.ts';
import { auditRow } from './audit-entry.ts';
import { findLinkedAfter, insertEntry } from './audit-store.ts';
import { hashFromProof, type LogProof, loadFrontier, proveEarlier } from './audit-tree.ts';
import { EMPTY_TREE, grow, leafHash, rootFromPath, rootOf, rootOfLeaves, splitOf } from './hash-tree.ts';
import { type LinkerMemory, linkBatch } from './linker.ts';
import { verifyAudit } from './verify-audit.ts';

const leaves = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => leafHash(`leaf ${index}`));

/** RFC 9162 section 2.1.1 and 2.1.3.1, written down as they stand there. */
const root = (all: readonly Buffer[]): Buffer =>
  all.length <= 1
    ? rootOfLeaves(all)
    : rootOfTwo(root(all.slice(0, splitOf(all.length))), root(all.slice(splitOf(all.length))));
const rootOfTwo = (left: Buffer, right: Buffer): Buffer => rootOfLeaves([left, right]);
function pathIn(all: readonly Buffer[], index: number): Buffer[] {
  if (all.length <= 1) return [];
  const at = splitOf(all.length);
  return index < at
    ? [...pathIn(all.slice(0, at), index), root(all.slice(at))]
    : [...pathIn(all.slice(at), index - at), root(all.slice(0, at))];
}

test('a tree that grows leaf by leaf has the root of RFC 9162, and every leaf a path to it', () => {
  for (let size = 0; size <= 40; size += 1) {
    const all = leaves(size);
    const grown = all.reduce((tree, leaf) => grow(tree, leaf).tree, EMPTY_TREE);
    assert.deepEqual(rootOf(grown), root(all), `${size} leaves`);
    for (let index = 0; index < size; index += 1) {
      const leaf = all[index] ?? Buffer.alloc(0);
      assert.deepEqual(rootFromPath(leaf, { index, size, path: pathIn(all, index) }), root(all));
    }
  }
  assert.equal(
    rootOf(EMPTY_TREE).toString('hex'),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'RFC 9162: the hash of an empty list',
  );
});

test('a path leads to the root for its own leaf, place and size only', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
      const all = leaves(size);
      const index = a % size;
      const path = pathIn(all, index);
      const leaf = all[index] ?? Buffer.alloc(0);
      const expected = root(all);
      const leads = (other: { leaf?: Buffer; index?: number; size?: number; path?: Buffer[] }) =>
        rootFromPath(other.leaf ?? leaf, {
          index: other.index ?? index,
          size: other.size ?? size,
          path: other.path ?? path,
        })?.equals(expected) ?? false;
      if (leads({ leaf: leafHash('another') })) return false;
      if (b % size !== index && leads({ index: b % size })) return false;
      if (leads({ path: [...path, leafHash('longer')] })) return false;
      if (path.length > 0) {
        if (leads({ path: path.slice(0, -1) })) return false;
        const bent = path.map((hash, at) => (at === c % path.length ? leafHash('bent') : hash));
        if (leads({ path: bent })) return false;
      }
      return leads({});
    }),
  );
});

/** A log with so many entries, linked in batches by linkers that forget in between. */
async function aLog(count: number) {
  const database = await testDatabase();
  let now = Date.parse('2026-11-23T10:00:00Z');
  const clock = { now: () => new Date(now++) };
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const row = auditRow(
      { actor: 'per_x', action: 'test.act', subject: 's', details: { index } },
      { clock, random: systemRandom },
    );
    await insertEntry(database.db, row);
    ids.push(row.id);
  }
  let memory: LinkerMemory = {};
  for (let round = 0; ((await linkBatch(database.db, memory)) ?? []).length > 0; round += 1)
    if (round % 2 === 1) memory = {};
  return { ...database, ids, clock };
}

test('entries are proven across kept and unkept subtrees; the proof gives the later link and nothing else does', async () => {
  const log = await aLog(1300);
  try {
    const rows = await findLinkedAfter(log.db, 0, 2000);
    assert.equal(rows.length, 1300);
    const { rows: nodes } = await sql<{ height: number; count: number }>`
      select height, count(*)::int as count from core.audit_node group by height order by height`.execute(log.db);
    assert.deepEqual(nodes, [
      { height: 8, count: 5 },
      { height: 9, count: 2 },
      { height: 10, count: 1 },
    ]);
    for (const [early, late] of [
      [0, 1],
      [0, 1299],
      [255, 256],
      [256, 1025],
      [1024, 1299],
      [1297, 1298],
      [700, 900],
    ] as const) {
      const [earlier, later] = [rows[early], rows[late]];
      assert.ok(earlier && later);
      const proof = await proveEarlier(log.db, earlier.id, later.id);
      assert.ok(proof);
      assert.ok(proof.path.length <= 12, `${proof.path.length} hashes`);
      assert.equal(hashFromProof(proof), later.hash.toString('hex'), `${early} in ${late}`);
      assert.doesNotMatch(JSON.stringify(proof), /aud_|per_x/);
      const lie = (change: Partial<LogProof['earlier']>) =>
        hashFromProof({ ...proof, earlier: { ...proof.earlier, ...change } });
      for (const change of [{ at: '2020-01-01T00:00:00Z' }, { action: 'x' }, { index: early + 2 }, { sha256: '00' }])
        assert.notEqual(lie(change), later.hash.toString('hex'));
      assert.equal(await proveEarlier(log.db, later.id, earlier.id), undefined, 'never the other way round');
    }
    assert.deepEqual(await loadFrontier(log.db, 1300), await withoutNodes(log.db));
  } finally {
    await log.close();
  }
});

/** The same tree when nothing of it was kept, as after an update from an early version. */
async function withoutNodes(db: Parameters<typeof loadFrontier>[0]) {
  await sql`delete from core.audit_node`.execute(db);
  return loadFrontier(db, 1300);
}

test('an early log goes on as a tree, and a changed root is found', async () => {
  const log = await aLog(3);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-tree-'));
  try {
    const keyring = await openKeyring(path.join(folder, 'keys'), {
      clock: log.clock,
      random: systemRandom,
      createIfMissing: true,
    });
    const verify = async () =>
      (
        await verifyAudit(log.db, {
          verifiers: keyring.verifiers(),
          checkpointsFile: path.join(folder, 'checkpoints.jsonl'),
          clock: log.clock,
        })
      ).faults.map(({ seq }) => seq);
    assert.deepEqual(await verify(), []);
    await sql`alter table core.audit_entry disable trigger user`.execute(log.db);
    await sql`update core.audit_entry set tree = null where seq = 3`.execute(log.db);
    assert.ok((await verify()).includes(3), 'a link that lost its tree');
    await sql`update core.audit_entry set tree = sha256('x') where seq = 3`.execute(log.db);
    assert.deepEqual(await verify(), [3, 3]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    await log.close();
  }
});
