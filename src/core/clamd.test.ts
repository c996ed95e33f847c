import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { type FakeClamd, openFakeClamd } from '../../test/support/fake-clamd.ts';
import { readClamdAddress, scanWithClamd } from './clamd.ts';

const open: (FakeClamd | Server)[] = [];
after(() => {
  for (const server of open) server.close();
});

async function* chunks(...parts: string[]): AsyncGenerator<Buffer, void, undefined> {
  for (const part of parts) yield Buffer.from(part);
}

test('clean, infected and refused are told apart, whatever the chunks', async () => {
  const clamd = await openFakeClamd();
  open.push(clamd);
  assert.deepEqual(await scanWithClamd(clamd.address, chunks('nothing ', '', 'here')), { state: 'clean' });
  assert.deepEqual(await scanWithClamd(clamd.address, chunks('an EVIL-', 'TEST-FILE within')), {
    state: 'infected',
    name: 'Test.Evil',
  });
  assert.deepEqual(clamd.received, ['nothing here', 'an EVIL-TEST-FILE within']);
  assert.deepEqual(await scanWithClamd(clamd.address, chunks('x'.repeat(70_000), 'y'.repeat(70_000))), {
    state: 'failed',
    why: 'INSTREAM size limit exceeded. ERROR',
  });
});

test('who is not there, says nothing or hangs up gives no verdict', async () => {
  const gone = await scanWithClamd({ path: '/nowhere/clamd.ctl' }, chunks('x'));
  assert.equal(gone.state, 'failed');
  const answerWith = async (behave: (socket: import('node:net').Socket) => void) => {
    const server = createServer(behave).listen(0, '127.0.0.1');
    open.push(server);
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    return scanWithClamd({ host: '127.0.0.1', port }, chunks('x'), 100);
  };
  assert.deepEqual(await answerWith(socket => socket.on('error', () => undefined)), {
    state: 'failed',
    why: 'no answer in time',
  });
  assert.equal((await answerWith(socket => socket.destroy())).state, 'failed');
  assert.equal((await answerWith(socket => void socket.end('stream: what\0'))).state, 'failed');
});

test('an address is a socket’s path or a host and a port', () => {
  assert.deepEqual(readClamdAddress('/run/clamav/clamd.ctl'), { path: '/run/clamav/clamd.ctl' });
  assert.deepEqual(readClamdAddress('clamav:3310'), { host: 'clamav', port: 3310 });
  assert.deepEqual(readClamdAddress('[::1]:3310'), { host: '::1', port: 3310 });
  for (const wrong of ['clamav', 'clamav:0', 'clamav:99999', ':3310', 'a b:1'])
    assert.equal(readClamdAddress(wrong), undefined, wrong);
});
