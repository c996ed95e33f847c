// `node --import ./tools/tsx-hook.js tools/make-golden.ts VERSION`: seals one of everything with keys made for it, to be kept
// in test/golden and opened by every later version. Run once for a release; what is there is never made again.
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '../src/core/clock.ts';
import { newAgeIdentity, sealForRecipients } from '../src/core/crypto/age.ts';
import { dataKeyFrom, newDataKeyId } from '../src/core/crypto/data-key.ts';
import { sealField } from '../src/core/crypto/envelope.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { newPassphraseKey, sealWithPassphrase } from '../src/core/crypto/passphrase-key.ts';
import { systemRandom } from '../src/core/crypto/random.ts';
import { sealStream } from '../src/core/crypto/sealed-stream.ts';
import { signRecord } from '../src/core/crypto/signed-record.ts';
import { keyedHash } from '../src/core/crypto/tokens.ts';
import { jsonFrame, writeFrames } from '../src/core/move/frames.ts';

const [version] = process.argv.slice(2);
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error('give the version, such as 0.1.0');
const folder = path.resolve('test/golden', version);
if (fs.existsSync(folder)) throw new Error(`${folder} is there already, and must open for ever`);
fs.mkdirSync(folder, { recursive: true });
const file = (name: string): string => path.join(folder, name);

const keyring = await openKeyring(file('keys'), { clock: systemClock, random: systemRandom, createIfMissing: true });
const of = { tenant: 'main', subject: 'rpt_golden', purpose: 'data', id: newDataKeyId(systemRandom) };
const bytes = systemRandom.bytes(32);
const wrapped = await keyring.provider.wrap(bytes, { ...of, dataKeyId: of.id });
const dataKey = dataKeyFrom(bytes, of);
const place = { table: 'reports.report', column: 'title', row: 'rpt_golden' };
const filePlace = { table: 'core.file', column: 'content', row: 'fil_golden' };
const text = 'Grüße: what was sealed by this version opens in every later one. 🔑';
const long = Buffer.alloc(150_000, 'a line of a file that takes three chunks\n');
const passphrase = 'five random words of a test';
const one = (content: Buffer): AsyncIterable<Buffer> => Readable.from([content]);

fs.writeFileSync(
  file('facts.json'),
  `${JSON.stringify(
    {
      version,
      dataKey: {
        ...of,
        id: of.id.toString('base64url'),
        wrapped: { provider: wrapped.provider, epoch: wrapped.epoch, bytes: wrapped.bytes.toString('base64url') },
      },
      field: { place, text, sealed: sealField(dataKey, place, Buffer.from(text), systemRandom).toString('base64url') },
      file: { place: filePlace, bytes: long.length, line: 'a line of a file that takes three chunks\n' },
      passphrase,
      index: {
        name: 'index/main/accounts.email',
        value: 'ada@telltale.example',
        hash: keyedHash(keyring.secretKey('index/main/accounts.email'), 'ada@telltale.example').toString('base64url'),
      },
      record: signRecord({ format: 'telltale/golden/v1', text }, keyring.signer('receipt')),
    },
    null,
    2,
  )}\n`,
);
fs.writeFileSync(file('file.sealed'), await buffer(sealStream(dataKey, filePlace, one(long), systemRandom)));
const key = await newPassphraseKey(passphrase, systemRandom);
fs.writeFileSync(file('archive.ttprog'), await buffer(sealWithPassphrase(key, one(long), systemRandom)));
const { identity, recipient } = await newAgeIdentity();
fs.writeFileSync(file('identity.txt'), `# a key of tests, worth nothing\n${identity}\n`);
async function* frames() {
  yield jsonFrame('head', { text });
  yield { kind: 'rows', body: long } as const;
}
fs.writeFileSync(file('backup.age'), await buffer(sealForRecipients([recipient], writeFrames(frames()))));
