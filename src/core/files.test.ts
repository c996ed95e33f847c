import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '../../test/support/database.ts';
import { systemClock } from './clock.ts';
import { openKeyring } from './crypto/keyring.ts';
import { systemRandom } from './crypto/random.ts';
import { CHUNK_LENGTH } from './crypto/sealed-stream.ts';
import { openVault, SealBroken } from './crypto/vault.ts';
import { isRefusal } from './errors.ts';
import { type NewFile, openFiles, type StoredFile } from './files.ts';

/** A place for files, and what an intruder on its disk can do. */
async function aFileStore(t: TestContext) {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-files-'));
  t.after(() => fs.rmSync(parent, { recursive: true, force: true }));
  const database = await testDatabase();
  t.after(() => database.close());
  const { db } = database;
  let ahead = 0;
  const clock = { now: () => new Date(systemClock.now().getTime() + ahead) };
  const random = systemRandom;
  const keyring = await openKeyring(path.join(parent, 'keys'), { clock, random, createIfMissing: true });
  const vault = openVault({ db, keyring, clock, random });
  t.after(() => vault.close());
  const directory = path.join(parent, 'files');
  const files = openFiles({ directory, clock, random, vault });
  const scope = { db, afterCommit: (work: () => void) => work() };
  return {
    db,
    files,
    vault,
    scope,
    directory,
    pass: (minutes: number) => {
      ahead += minutes * 60_000;
    },
    store: (content: Buffer, changes: Partial<NewFile> = {}) => files.store(scope, { ...aFile(content), ...changes }),
    read: (file: Pick<StoredFile, 'id' | 'subject'>) => collect(files.read(db, file)),
    onDisk: ({ id }: Pick<StoredFile, 'id'>) => path.join(directory, id.slice(-2), id),
    allFiles: () =>
      fs.existsSync(directory)
        ? fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter(each => each.isFile())
        : [],
  };
}

const aFile = (content: Buffer): NewFile => ({
  subject: 'rpt_1',
  purpose: 'evidence',
  name: 'screen shot ü.png',
  mediaType: 'image/png',
  source: inPieces(content),
  limitBytes: 1 << 20,
});

async function* inPieces(content: Buffer, length = 7000) {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const buffers: Buffer[] = [];
  for await (const buffer of source) buffers.push(buffer);
  return Buffer.concat(buffers);
}

test('what was stored comes back, with its name and size', async t => {
  const { db, files, store, read } = await aFileStore(t);
  for (const length of [0, 1, CHUNK_LENGTH, 300_000]) {
    const content = systemRandom.bytes(length);
    const stored = await store(content);
    assert.equal(stored.size, length);
    assert.deepEqual(await files.find(db, stored.id), stored);
    assert.ok((await read(stored)).equals(content));
  }
  const listed = await files.list(db, 'rpt_1');
  assert.deepEqual(
    listed.map(({ size, name }) => [size, name]),
    [0, 1, CHUNK_LENGTH, 300_000].map(size => [size, 'screen shot ü.png']),
  );
  assert.deepEqual(await files.list(db, 'rpt_1', 'avatar'), []);
  assert.deepEqual(await files.list(db, 'rpt_2'), []);
});

test('neither content nor name stands on the disk, and nobody else may look', async t => {
  const { db, store, onDisk, directory } = await aFileStore(t);
  const stored = await store(Buffer.from('canary-content '.repeat(20_000)), { name: 'canary-name.txt' });
  assert.equal(fs.readFileSync(onDisk(stored)).includes('canary-content'), false);
  const row = await db.selectFrom('core.file').selectAll().executeTakeFirstOrThrow();
  assert.equal(row.name.includes('canary'), false);
  assert.equal(fs.statSync(onDisk(stored)).mode & 0o777, 0o600);
  assert.equal(fs.statSync(directory).mode & 0o777, 0o700);
});

test('equal contents have equal hashes, which are no plain SHA-256', async t => {
  const { store } = await aFileStore(t);
  const [one, same, other] = [
    await store(Buffer.from('a')),
    await store(Buffer.from('a')),
    await store(Buffer.from('b')),
  ];
  assert.deepEqual(one.contentHash, same.contentHash);
  assert.notDeepEqual(one.contentHash, other.contentHash);
  assert.notEqual(one.contentHash.toString('hex'), 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
});

test('a file that is too large is refused while it comes, and leaves nothing behind', async t => {
  const { db, store, allFiles } = await aFileStore(t);
  let taken = 0;
  const endless = async function* () {
    for (;;) {
      taken += 10_000;
      yield Buffer.alloc(10_000);
    }
  };
  const tooLarge = (error: unknown) => isRefusal(error, 'file_too_large');
  await assert.rejects(store(Buffer.alloc(0), { source: endless(), limitBytes: 100_000 }), tooLarge);
  assert.equal(taken, 110_000);
  await assert.rejects(store(Buffer.alloc(11), { limitBytes: 10 }), tooLarge);
  await store(Buffer.alloc(10), { limitBytes: 10 });
  assert.equal(allFiles().length, 1);
  assert.equal((await db.selectFrom('core.file').select('id').execute()).length, 1);
});

test('a sender who goes away leaves nothing behind', async t => {
  const { store, allFiles } = await aFileStore(t);
  const cutOff = async function* () {
    yield Buffer.alloc(200_000);
    throw new Error('connection lost');
  };
  await assert.rejects(store(Buffer.alloc(0), { source: cutOff() }), /connection lost/);
  assert.deepEqual(allFiles(), []);
});

test('any bit changed on the disk refuses', async t => {
  const { store, read, onDisk } = await aFileStore(t);
  const stored = await store(systemRandom.bytes(CHUNK_LENGTH + 1000));
  const good = fs.readFileSync(onDisk(stored));
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
      const changed = Buffer.from(good);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
      fs.writeFileSync(onDisk(stored), changed);
      await assert.rejects(read(stored), SealBroken);
    }),
    { numRuns: 40 },
  );
  fs.writeFileSync(onDisk(stored), good);
  await read(stored);
});

test('a file cut off, lengthened, exchanged or gone refuses', async t => {
  const { store, read, onDisk } = await aFileStore(t);
  const [one, two] = [
    await store(systemRandom.bytes(3 * CHUNK_LENGTH)),
    await store(systemRandom.bytes(3 * CHUNK_LENGTH)),
  ];
  const [good, other] = [fs.readFileSync(onDisk(one)), fs.readFileSync(onDisk(two))];
  const bad = [
    good.subarray(0, 0),
    good.subarray(0, -1),
    good.subarray(0, -(CHUNK_LENGTH + 16)),
    Buffer.concat([good, Buffer.alloc(1)]),
    Buffer.concat([good, good.subarray(-(CHUNK_LENGTH + 16))]),
    other,
    Buffer.concat([good.subarray(0, 100_000), other.subarray(100_000)]),
  ];
  for (const content of bad) {
    fs.writeFileSync(onDisk(one), content);
    await assert.rejects(read(one), SealBroken);
  }
  fs.rmSync(onDisk(one));
  await assert.rejects(read(one), { code: 'ENOENT' });
});

test('a file belongs to its subject: the row cannot be given to another, and goes dark when the key is shredded', async t => {
  const { db, files, vault, scope, store, read } = await aFileStore(t);
  const stored = await store(Buffer.from('evidence'));
  await vault.subject(scope, 'rpt_2');
  await assert.rejects(read({ ...stored, subject: 'rpt_2' }), SealBroken);
  await assert.rejects(read({ ...stored, subject: 'rpt_3' }), SealBroken);
  await vault.shred(db, 'rpt_1');
  assert.equal(await files.find(db, stored.id), undefined);
  assert.deepEqual(await files.list(db, 'rpt_1'), []);
  await assert.rejects(read(stored), SealBroken);
});

test('removing takes the row at once and the content after the commit', async t => {
  const { db, files, store, onDisk } = await aFileStore(t);
  const stored = await store(Buffer.from('evidence'));
  const later: (() => void)[] = [];
  await db.transaction().execute(db => files.remove({ db, afterCommit: work => void later.push(work) }, stored));
  assert.equal(await files.find(db, stored.id), undefined);
  assert.ok(fs.existsSync(onDisk(stored)));
  for (const work of later) work();
  for (let n = 0; n < 100 && fs.existsSync(onDisk(stored)); n++) await new Promise(resolve => setTimeout(resolve, 5));
  assert.ok(!fs.existsSync(onDisk(stored)));
});

test('sweeping removes what has no row, once no transaction can still be adding it', async t => {
  const { db, files, store, read, directory, allFiles, pass } = await aFileStore(t);
  const kept = await store(Buffer.from('kept'));
  await assert.rejects(
    db.transaction().execute(async db => {
      await files.store(
        { db, afterCommit: () => undefined },
        { ...aFile(Buffer.from('rolled back')), subject: 'rpt_9' },
      );
      throw new Error('no');
    }),
    /no/,
  );
  fs.writeFileSync(path.join(directory, 'incoming', 'fil_01kazyxkazyxkazyxkazyxkazy'), 'half written');
  fs.writeFileSync(path.join(directory, 'a note of the operator.txt'), 'not ours');
  assert.equal(allFiles().length, 4);
  assert.equal(await files.sweep(db), 0);
  pass(61);
  assert.equal(await files.sweep(db), 2);
  assert.equal(await files.sweep(db), 0);
  assert.equal(allFiles().length, 2);
  assert.equal((await read(kept)).toString(), 'kept');
});

test('an id that is none never becomes a path', async t => {
  const { store, read } = await aFileStore(t);
  await store(Buffer.from('x'));
  // As it could come from a request, had nobody checked it.
  for (const id of ['../../etc/passwd', 'fil_../../../../../../etc/passwd', 'fil_', 'rpt_01kazyxkazyxkazyxkazyxkazy'])
    await assert.rejects(read({ id: id as StoredFile['id'], subject: 'rpt_1' }), TypeError);
});
