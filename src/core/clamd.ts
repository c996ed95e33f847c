// Asks a clamd whether a file holds a virus: our own small client of its INSTREAM command, over TCP or a Unix socket.
import { createConnection, type Socket } from 'node:net';

export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** `failed` when no verdict could be had: unreachable, too slow, too large for it, or an answer nobody understands. */
export type VirusVerdict =
  | { readonly state: 'clean' }
  | { readonly state: 'infected'; readonly name: string }
  | { readonly state: 'failed'; readonly why: string };

/**
 * Reads the operator's address: `/run/clamav/clamd.ctl`, `host:3310`, `[::1]:3310`.
 * @returns undefined when it is neither
 */
export function readClamdAddress(text: string): ClamdAddress | undefined {
  if (text.startsWith('/')) return { path: text };
  const found = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const port = Number(found?.[3]);
  const host = found?.[1] ?? found?.[2];
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** The most that one answer of clamd can have; more is no answer. */
const LONGEST_ANSWER = 4096;

/**
 * Streams a content to clamd: `zINSTREAM\0`, then chunks of a 4-byte big-endian length and their bytes, then a length of
 * zero; the answer is `stream: OK`, `stream: NAME FOUND` or `… ERROR` (clamd(8)). Never throws for what clamd does; what
 * goes wrong while reading `content` is thrown.
 * @param patienceMs how long clamd may stay silent
 */
export async function scanWithClamd(
  address: ClamdAddress,
  content: AsyncIterable<Buffer>,
  patienceMs = 30_000,
): Promise<VirusVerdict> {
  const socket = createConnection(address);
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer in time')));
  const answer = readAnswer(socket);
  try {
    const isSent = await send(socket, content, answer);
    if (isSent) socket.write(Buffer.alloc(4));
    return verdictOf(await answer);
  } finally {
    socket.destroy();
  }
}

type Answer = { readonly text: string } | { readonly fault: string };

/** Resolves once, with the answer or why there is none. */
function readAnswer(socket: Socket): Promise<Answer> {
  return new Promise(resolve => {
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.includes('\0') || text.length > LONGEST_ANSWER) resolve({ text: text.split('\0')[0] ?? '' });
    });
    socket.on('error', error => resolve({ fault: error.message }));
    socket.on('close', () => resolve(text === '' ? { fault: 'the connection was closed' } : { text }));
  });
}

/** Sends as fast as clamd takes it; stops when it has answered early, as it does when its size limit is passed. */
async function send(socket: Socket, content: AsyncIterable<Buffer>, answer: Promise<Answer>): Promise<boolean> {
  let isAnswered = false;
  const answered = answer.then(() => {
    isAnswered = true;
  });
  socket.write('zINSTREAM\0');
  for await (const bytes of content) {
    if (bytes.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    if (isAnswered) return false;
    socket.write(length);
    if (!socket.write(bytes)) await Promise.race([new Promise(resolve => socket.once('drain', resolve)), answered]);
  }
  return !isAnswered;
}

function verdictOf(answer: Answer): VirusVerdict {
  if ('fault' in answer) return { state: 'failed', why: answer.fault };
  const text = answer.text.trim();
  if (text === 'stream: OK') return { state: 'clean' };
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (found !== undefined) return { state: 'infected', name: found.slice(0, 200) };
  return { state: 'failed', why: text.slice(0, 200) };
}
