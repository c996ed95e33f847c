import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { type DataKey, dataKeyFrom } from './data-key.ts';
import { openField, type Place, SealBroken, sealedWith, sealField } from './envelope.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { systemRandom } from './random.ts';
import { knownAnswer } from './self-test.ts';

const dataKey = (changes: Partial<DataKey> = {}, bytes = Buffer.alloc(32, 7)): DataKey =>
  dataKeyFrom(bytes, { id: Buffer.alloc(16, 1), tenant: 'main', subject: 'rpt_1', purpose: 'data', ...changes });
const place: Place = { table: 'reports.report', column: 'title', row: 'rpt_1' };
const someBytes = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes));
const aWord = fc.string({ maxLength: 12 });

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(someBytes, plain => {
      assert.deepEqual(openField(dataKey(), place, sealField(dataKey(), place, plain, systemRandom)), plain);
    }),
  );
  const large = systemRandom.bytes(1 << 20);
  assert.deepEqual(openField(dataKey(), place, sealField(dataKey(), place, large, systemRandom)), large);
});

test('the format is version, suite, key id, salt, commitment, nonce, ciphertext, tag', () => {
  const sealed = sealField(dataKey(), place, Buffer.from('twelve bytes'), seededRandom());
  assert.equal(sealed.length, 1 + 1 + 16 + 32 + 32 + 12 + 12 + 16);
  assert.deepEqual([...sealed.subarray(0, 2)], [1, 1]);
  assert.deepEqual(sealedWith(sealed), dataKey().id);
});

test('the same text sealed twice shares nothing but its head', () => {
  const [one, two] = [1, 2].map(() => sealField(dataKey(), place, Buffer.alloc(64), systemRandom).subarray(18));
  assert.ok(one && two);
  const same = [...one].filter((byte, at) => byte === two[at]).length;
  assert.ok(same < 10, `${same} of ${one.length} bytes are the same`);
});

test('a value with any bit flipped refuses', () => {
  fc.assert(
    fc.property(someBytes, fc.nat(), fc.nat({ max: 7 }), (plain, at, bit) => {
      const sealed = Buffer.from(sealField(dataKey(), place, plain, systemRandom));
      const where = at % sealed.length;
      sealed.writeUInt8(sealed.readUInt8(where) ^ (1 << bit), where);
      assert.throws(() => openField(dataKey(), place, sealed), SealBroken);
    }),
    { numRuns: 500 },
  );
});

test('every single byte counts', () => {
  const sealed = sealField(dataKey(), place, Buffer.from('x'), systemRandom);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x80, at);
    assert.throws(() => openField(dataKey(), place, changed), SealBroken, `byte ${at}`);
  }
});

test('a value cut at either end or made longer refuses', () => {
  const sealed = sealField(dataKey(), place, Buffer.from('some text'), systemRandom);
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => openField(dataKey(), place, sealed.subarray(0, length)), SealBroken);
    assert.throws(() => openField(dataKey(), place, sealed.subarray(sealed.length - length)), SealBroken);
  }
  assert.throws(() => openField(dataKey(), place, Buffer.concat([sealed, Buffer.alloc(1)])), SealBroken);
});

test('a tag cut to four bytes refuses, which Node alone would accept', () => {
  const sealed = sealField(dataKey(), place, Buffer.alloc(0), systemRandom);
  assert.throws(() => openField(dataKey(), place, sealed.subarray(0, -12)), SealBroken);
});

test('a value moved to any other place, subject, tenant or key refuses', () => {
  const places = fc.record({ table: aWord, column: aWord, row: aWord });
  const keys = fc.record({
    tenant: aWord,
    subject: aWord,
    id: fc.constantFrom(Buffer.alloc(16, 1), Buffer.alloc(16, 2)),
  });
  fc.assert(
    fc.property(places, places, keys, keys, (from, to, fromKey, toKey) => {
      fc.pre(JSON.stringify([from, fromKey]) !== JSON.stringify([to, toKey]));
      const sealed = sealField(dataKey(fromKey), from, Buffer.from('text'), systemRandom);
      assert.throws(() => openField(dataKey(toKey), to, sealed), SealBroken);
      assert.equal(openField(dataKey(fromKey), from, sealed).toString(), 'text');
    }),
    { numRuns: 300 },
  );
});

test('one thing changed at a time refuses, whatever it is', () => {
  const sealed = sealField(dataKey(), place, Buffer.from('text'), systemRandom);
  const elsewhere: [string, DataKey, Place][] = [
    ['table', dataKey(), { ...place, table: 'reports.draft' }],
    ['column', dataKey(), { ...place, column: 'steps' }],
    ['row', dataKey(), { ...place, row: 'rpt_2' }],
    ['subject', dataKey({ subject: 'rpt_2' }), place],
    ['tenant', dataKey({ tenant: 'other' }), place],
    ['key id', dataKey({ id: Buffer.alloc(16, 2) }), place],
    ['key', dataKey({}, Buffer.alloc(32, 8)), place],
    ['border between table and column', dataKey(), { ...place, table: 'reports.reportt', column: 'itle' }],
  ];
  for (const [what, key, at] of elsewhere) assert.throws(() => openField(key, at, sealed), SealBroken, what);
});

test('parts of two values put together refuse', () => {
  const one = sealField(dataKey(), place, Buffer.from('first text'), systemRandom);
  const two = sealField(dataKey(), place, Buffer.from('other text'), systemRandom);
  for (const cut of [50, 82, 94, 104]) {
    assert.throws(
      () => openField(dataKey(), place, Buffer.concat([one.subarray(0, cut), two.subarray(cut)])),
      SealBroken,
    );
  }
});

test('a refusal names the column and nothing else', () => {
  const sealed = sealField(dataKey(), place, Buffer.from('a secret'), systemRandom);
  assert.throws(
    () => openField(dataKey(), { ...place, row: 'rpt_2' }, sealed),
    (error: Error) => error.message === 'a sealed value of reports.report.title was changed, or belongs elsewhere',
  );
});

// The format built a second time, from its description and with WebCrypto instead of node:crypto.
test('an independent implementation opens what we seal, and we open what it seals', async () => {
  const bytes = Buffer.alloc(32, 7);
  const aad = lengthPrefixed([
    'telltale/field',
    Buffer.from([1, 1]),
    'main',
    place.table,
    place.column,
    place.row,
    'rpt_1',
    Buffer.alloc(16, 1),
  ]);
  const derive = async (salt: Uint8Array<ArrayBuffer>) => {
    const hkdf = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
    const info = Buffer.from('telltale/field/v1\x01', 'latin1');
    const bits = Buffer.from(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-512', salt, info }, hkdf, 512));
    const key = await crypto.subtle.importKey('raw', bits.subarray(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
    return { key, commitment: bits.subarray(32) };
  };
  const gcm = (iv: Uint8Array<ArrayBuffer>) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new Uint8Array(aad),
    tagLength: 128,
  });

  const ours = new Uint8Array(sealField(dataKey(), place, Buffer.from('Grüße 🚗'), systemRandom));
  const theirKey = await derive(ours.slice(18, 50));
  assert.deepEqual(Buffer.from(ours.slice(50, 82)), theirKey.commitment);
  const opened = await crypto.subtle.decrypt(gcm(ours.slice(82, 94)), theirKey.key, ours.slice(94));
  assert.equal(Buffer.from(opened).toString(), 'Grüße 🚗');

  const salt = new Uint8Array(32).fill(3);
  const nonce = new Uint8Array(12).fill(4);
  const { key, commitment } = await derive(salt);
  const body = Buffer.from(await crypto.subtle.encrypt(gcm(nonce), key, Buffer.from('and back')));
  const theirs = Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(16, 1), salt, commitment, nonce, body]);
  assert.equal(openField(dataKey(), place, theirs).toString(), 'and back');
});

test('a value sealed on the first day, by the other implementation, still opens', () => {
  const { bytes, place, sealed, text } = knownAnswer;
  assert.equal(openField(dataKeyFrom(bytes, knownAnswer.dataKey), place, sealed).toString(), text);
});

test('length prefixes keep lists apart', () => {
  const lists = fc.array(aWord, { maxLength: 4 });
  fc.assert(
    fc.property(lists, lists, (one, two) => {
      assert.equal(lengthPrefixed(one).equals(lengthPrefixed(two)), JSON.stringify(one) === JSON.stringify(two));
    }),
  );
  assert.deepEqual([...lengthPrefixed(['é', Buffer.from([9])])], [0, 0, 0, 2, 0xc3, 0xa9, 0, 0, 0, 1, 9]);
});
