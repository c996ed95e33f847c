// A hundred servers of applications in one process: they take what is posted and remember when it came. Some misbehave when told.
import { createServer, type Server } from 'node:http';

const [first = '', count = ''] = process.argv.slice(2);

type Behavior = 'takes' | 'hangs' | 'slow' | 'resets';
const behaviors = new Map<number, Behavior>();
let arrivals: [id: string, at: number][] = [];

const now = (): number => performance.timeOrigin + performance.now();

/** Reads nothing but the id: what a receiver does with a message is not measured. */
const serverOf = (index: number): Server =>
  createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const behavior = behaviors.get(index) ?? 'takes';
      if (behavior === 'hangs') return;
      if (behavior === 'resets') return void request.socket.resetAndDestroy();
      if (behavior === 'slow') return void setTimeout(() => reply.writeHead(200).end(), 14_900);
      const id = /"eventId":"([^"]+)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? '';
      arrivals.push([id, now()]);
      reply.writeHead(200).end();
    });
  });

for (let index = 0; index < Number(count); index++) serverOf(index).listen(Number(first) + index, '127.0.0.1');

/** `GET /arrivals` gives what came since it was asked last; `POST /behave/INDEX/HOW` changes one of them. */
createServer((request, reply) => {
  const [, what, index, how] = (request.url ?? '').split('/');
  if (what === 'behave') behaviors.set(Number(index), how as Behavior);
  reply.writeHead(200, { 'content-type': 'application/json' });
  reply.end(what === 'arrivals' ? JSON.stringify(arrivals) : '{}');
  if (what === 'arrivals') arrivals = [];
}).listen(Number(first) - 1, '127.0.0.1');
