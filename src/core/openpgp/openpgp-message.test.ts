import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeOpenpgpPair } from './openpgp-key.ts';
import { encryptTo, findArmoredMessage, isArmoredMessage, openMessage } from './openpgp-message.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const pair = makeOpenpgpPair({ name: 'Team', address: 'team@example.com' }, { now, seconds: 1000 });

test('whatever is encrypted to a key comes out the same, and nothing of it stands in the message', async () => {
  const { publicKey, privateKey } = await pair;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async bytes => {
      const message = await encryptTo(Buffer.from(bytes), publicKey, now);
      assert.ok(await isArmoredMessage(message));
      const opened = await openMessage(message, [privateKey], { limitBytes: 3000 });
      assert.deepEqual(opened, { ok: true, content: Buffer.from(bytes) });
    }),
    { numRuns: 15 },
  );
});

test('an armored message is told from other texts, alone and inside others', async () => {
  const { publicKey } = await pair;
  const message = (await encryptTo(Buffer.from('x'), publicKey, now)).trim();
  assert.ok(await isArmoredMessage(`\n${message}\n`));
  assert.ok(!(await isArmoredMessage(`Hello\n${message}`)));
  assert.ok(!(await isArmoredMessage(message.replace(/\n[\w+/]{20}/, '\n!!'))));
  assert.ok(!(await isArmoredMessage(publicKey)));
  assert.ok(!(await isArmoredMessage('-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----')));
  assert.equal(
    findArmoredMessage(`Hello\r\n${message.replaceAll('\n', '\r\n')}\r\nBye`)?.length,
    message.replaceAll('\n', '\r\n').length,
  );
  assert.equal(findArmoredMessage('-----BEGIN PGP MESSAGE-----'), undefined);
});
