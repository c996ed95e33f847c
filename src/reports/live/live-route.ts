// A stream of "this report has changed" for an open page (WHATWG server-sent events): ids only, for as long as one is signed in.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { sessionStands } from '../../accounts/index.ts';
import { routes } from '../../catalog/routes.ts';
import type { Person } from '../../core/actor.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { hubOf } from './live-hub.ts';

const HEARTBEAT = 15 * SECOND;
/** A stream is renewed now and then, so that none outlives what let it in. */
const LONGEST = 30 * MINUTE;

export const liveRoute = defineRoute({
  method: 'GET',
  at: routes.reports.queueLive,
  access: staff('report.read'),
  limit: 'page',
  summary: 'Server-sent events: which reports have changed, for open pages of the team.',
  query: Type.Object({ report: Type.Optional(Type.String()) }),
  handle: async ({ kernel, actor, query }) => {
    if (actor.kind !== 'person') throw refuse('not_found');
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
      body: openStream(kernel, actor, query.report),
    };
  },
});

function openStream(kernel: Kernel, actor: Person, only: string | undefined): Readable {
  const stream = new Readable({ read: () => undefined });
  let waiting: Promise<void> = Promise.resolve();
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    stop();
    clearInterval(beat);
    clearTimeout(limit);
    stream.push(null);
  };
  /** Nothing leaves, not even a heartbeat, once the person has signed out or lost the role. */
  const send = (text: string): void => {
    waiting = waiting
      .then(async () => {
        if (hasEnded) return;
        if (!(await sessionStands(kernel, actor))) {
          // 204 to the next try makes a browser stop; here it is told in words.
          stream.push('event: over\ndata: {}\n\n');
          return end();
        }
        stream.push(text);
      })
      .catch(end);
  };
  const stop = hubOf(kernel).subscribe({
    changed: report => {
      if (only === undefined || only === report) send(`event: change\ndata: ${JSON.stringify({ report })}\n\n`);
    },
    end,
  });
  const beat = setInterval(() => send(': still here\n\n'), HEARTBEAT);
  const limit = setTimeout(end, LONGEST);
  stream.on('close', end);
  // The browser waits so long before it connects anew.
  stream.push('retry: 5000\n\n');
  return stream;
}
