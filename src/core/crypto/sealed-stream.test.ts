import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DataKey, dataKeyFrom } from './data-key.ts';
import { type Place, SealBroken } from './envelope.ts';
import { systemRandom } from './random.ts';
import { CHUNK_LENGTH, openStream, sealStream } from './sealed-stream.ts';

const HEADER = 82;
const SEALED_CHUNK = CHUNK_LENGTH + 16;
const place: Place = { table: 'core.file', column: 'content', row: 'fil_1' };
const dataKey = (changes: Partial<DataKey> = {}, bytes = Buffer.alloc(32, 7)): DataKey =>
  dataKeyFrom(bytes, { id: Buffer.alloc(16, 1), tenant: 'main', subject: 'rpt_1', purpose: 'data', ...changes });

async function* inBuffersOf(length: number, bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const buffers: Buffer[] = [];
  for await (const buffer of source) buffers.push(buffer);
  return Buffer.concat(buffers);
}

const seal = (bytes: Buffer, at = place, key = dataKey()) =>
  collect(sealStream(key, at, inBuffersOf(10_000, bytes), systemRandom));
const open = (sealed: Buffer, at = place, key = dataKey()) => collect(openStream(key, at, inBuffersOf(10_000, sealed)));

const interesting = [0, 1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 3 * CHUNK_LENGTH, 3 * CHUNK_LENGTH + 5];

test('bytes of any length come back, however they arrive', async () => {
  for (const length of interesting) {
    const plain = systemRandom.bytes(length);
    const sealed = await seal(plain);
    const chunks = Math.max(1, Math.ceil(length / CHUNK_LENGTH));
    assert.equal(sealed.length, HEADER + length + 16 * chunks);
    assert.ok((await open(sealed)).equals(plain));
  }
  const plain = systemRandom.bytes(200_000);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1000, max: 300_000 }),
      fc.integer({ min: 1000, max: 300_000 }),
      async (one, two) => {
        const sealed = await collect(sealStream(dataKey(), place, inBuffersOf(one, plain), systemRandom));
        assert.ok((await collect(openStream(dataKey(), place, inBuffersOf(two, sealed)))).equals(plain));
      },
    ),
    { numRuns: 20 },
  );
});

test('any bit flipped refuses', async () => {
  const sealed = await seal(systemRandom.bytes(CHUNK_LENGTH + 100));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.nat({ max: HEADER }), fc.nat({ max: sealed.length - 1 })),
      fc.nat({ max: 7 }),
      async (at, bit) => {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        await assert.rejects(open(changed), SealBroken);
      },
    ),
    { numRuns: 150 },
  );
});

test('cut anywhere, it refuses; above all at the border of two chunks', async () => {
  const sealed = await seal(systemRandom.bytes(2 * CHUNK_LENGTH + 100));
  const borders = [
    0,
    1,
    HEADER,
    HEADER + SEALED_CHUNK,
    HEADER + 2 * SEALED_CHUNK,
    sealed.length - 1,
    sealed.length - 16,
  ];
  for (const length of borders) await assert.rejects(open(sealed.subarray(0, length)), SealBroken, `${length} bytes`);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: sealed.length - 1 }), length =>
      assert.rejects(open(sealed.subarray(0, length)), SealBroken),
    ),
    { numRuns: 30 },
  );
});

test('appended bytes refuse, also a whole chunk of the same file', async () => {
  const sealed = await seal(systemRandom.bytes(2 * CHUNK_LENGTH));
  const lastChunk = sealed.subarray(-SEALED_CHUNK);
  const tails = [Buffer.alloc(1), Buffer.alloc(16), Buffer.alloc(SEALED_CHUNK), lastChunk];
  for (const tail of tails) await assert.rejects(open(Buffer.concat([sealed, tail])), SealBroken);
});

test('chunks in another order, doubled or left out refuse', async () => {
  const sealed = await seal(systemRandom.bytes(4 * CHUNK_LENGTH));
  const header = sealed.subarray(0, HEADER);
  const chunks = [0, 1, 2, 3].map(n => sealed.subarray(HEADER + n * SEALED_CHUNK, HEADER + (n + 1) * SEALED_CHUNK));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }), async order => {
      fc.pre(order.join() !== '0,1,2,3');
      const shuffled = Buffer.concat([header, ...order.map(n => chunks[n] ?? assert.fail())]);
      await assert.rejects(open(shuffled), SealBroken);
    }),
    { numRuns: 50 },
  );
});

test('a chunk of another file of the same subject refuses', async () => {
  const [one, two] = [await seal(Buffer.alloc(2 * CHUNK_LENGTH, 1)), await seal(Buffer.alloc(2 * CHUNK_LENGTH, 2))];
  for (const cut of [HEADER, HEADER + SEALED_CHUNK])
    await assert.rejects(open(Buffer.concat([one.subarray(0, cut), two.subarray(cut)])), SealBroken);
});

test('a file moved to another id, subject, tenant or key refuses', async () => {
  const sealed = await seal(Buffer.from('evidence'));
  assert.equal((await open(sealed)).toString(), 'evidence');
  await assert.rejects(open(sealed, { ...place, row: 'fil_2' }), SealBroken);
  await assert.rejects(open(sealed, { ...place, column: 'preview' }), SealBroken);
  for (const key of [
    dataKey({ subject: 'rpt_2' }),
    dataKey({ tenant: 'other' }),
    dataKey({ id: Buffer.alloc(16, 2) }),
    dataKey({}, Buffer.alloc(32)),
  ])
    await assert.rejects(open(sealed, place, key), SealBroken);
});

test('what comes out before a broken chunk is proven, and nothing comes out after it', async () => {
  const plain = systemRandom.bytes(3 * CHUNK_LENGTH);
  const sealed = Buffer.from(await seal(plain));
  sealed.writeUInt8(sealed.readUInt8(HEADER + SEALED_CHUNK + 5) ^ 1, HEADER + SEALED_CHUNK + 5);
  const out: Buffer[] = [];
  await assert.rejects(async () => {
    for await (const buffer of openStream(dataKey(), place, inBuffersOf(5000, sealed))) out.push(buffer);
  }, SealBroken);
  assert.ok(Buffer.concat(out).equals(plain.subarray(0, CHUNK_LENGTH)));
});

test('the source is closed when the reader stops early or the seal is broken', async () => {
  const sealed = await seal(systemRandom.bytes(3 * CHUNK_LENGTH));
  let closed = 0;
  const source = async function* (bytes: Buffer) {
    try {
      yield* inBuffersOf(1000, bytes);
    } finally {
      closed += 1;
    }
  };
  for await (const _ of openStream(dataKey(), place, source(sealed))) break;
  assert.equal(closed, 1);
  await assert.rejects(collect(openStream(dataKey({}, Buffer.alloc(32)), place, source(sealed))), SealBroken);
  assert.equal(closed, 2);
});
