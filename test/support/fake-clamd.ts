// A clamd that speaks INSTREAM: what holds EVIL-TEST-FILE is infected, what is over 100,000 bytes is refused.
import { type AddressInfo, createServer } from 'node:net';

export type FakeClamd = {
  readonly address: { readonly host: string; readonly port: number };
  /** The contents that were scanned to their end. */
  readonly received: readonly string[];
  close(): void;
};

export async function openFakeClamd(): Promise<FakeClamd> {
  const received: string[] = [];
  const server = createServer(socket => {
    let waiting = Buffer.alloc(0);
    let content = Buffer.alloc(0);
    let isGreeted = false;
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      if (!isGreeted) {
        const end = waiting.indexOf(0);
        if (end < 0) return;
        if (waiting.toString('latin1', 0, end) !== 'zINSTREAM') return void socket.end('UNKNOWN COMMAND\0');
        waiting = waiting.subarray(end + 1);
        isGreeted = true;
      }
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE();
        if (length === 0) {
          received.push(content.toString());
          const isEvil = content.includes('EVIL-TEST-FILE');
          return void socket.end(isEvil ? 'stream: Test.Evil FOUND\0' : 'stream: OK\0');
        }
        if (waiting.length < 4 + length) return;
        content = Buffer.concat([content, waiting.subarray(4, 4 + length)]);
        waiting = waiting.subarray(4 + length);
        if (content.length > 100_000) return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: { host: '127.0.0.1', port }, received, close: () => server.close() };
}
