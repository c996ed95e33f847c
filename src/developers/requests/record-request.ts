// Puts a line aside for each call that a known application got an answer to, and writes them a moment later, many in one
// statement. It stands in the way of every read of a car, so a call pays for one small object and nothing else.
import type pg from 'pg';
import { SECOND } from '../../core/clock.ts';
import { isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Log } from '../../core/log.ts';
import type { Answered } from '../../core/module.ts';
import { type WriteBehind, writeBehind } from '../../core/work/write-behind.ts';
import { type RequestLine, readablePath } from './request-line.ts';
import { insertGaps, insertRequests } from './request-store.ts';

/** Lines that may wait: some seconds of as many calls as one process answers. */
const MOST = 50_000;

type Book = { readonly lines: WriteBehind<RequestLine>; dropped: Map<string, number> };

/** One per database: all requests of this process meet there. */
const books = new WeakMap<pg.Pool, Book>();

/** A call of the vehicle API. Whoever could not show who they are is nobody, and gets no line. */
export const recordAnswer: Answered = (kernel, request, pattern, { status, fault }) => {
  const { actor, began } = request;
  // There is none yet where no route was found.
  if (actor?.kind !== 'application' && actor?.kind !== 'application-itself') return;
  // Whoever reads the demo vehicle is no application of anybody.
  if (!isUuid(actor.id)) return;
  const { id, version } = request.params as { readonly id?: string; readonly version?: string };
  const vehicle = id?.toLowerCase() ?? '';
  const isGranted = actor.kind === 'application' && actor.vehicles.has(vehicle);
  recordRequest(kernel, {
    request: request.id,
    application: actor.id,
    at: kernel.clock.now(),
    method: request.method,
    path: readablePath(pattern, version),
    status,
    error: fault ?? null,
    vehicle: isGranted ? vehicle : null,
    owner: isGranted ? actor.owner : null,
    micros: Math.round((performance.now() - began) * 1000),
  });
};

/** Puts a line aside; when there is no room, that one is missing is counted. */
export function recordRequest(kernel: Kernel, line: RequestLine): void {
  const book = bookOf(kernel);
  if (!book.lines.push(line)) countDropped(book, line.application, 1);
}

/**
 * A line that the database refuses for what is in it must not hold up the others for good: it is found by halving, and
 * left out. Should the connection break between the halves, some lines come twice.
 */
async function writeWhatFits(pool: pg.Pool, log: Log, lines: readonly RequestLine[]): Promise<void> {
  try {
    await insertRequests({ pool }, lines);
  } catch (err) {
    // Data exceptions and broken constraints (PostgreSQL, appendix A).
    if (!/^2[23]/.test(String((err as { code?: unknown }).code))) throw err;
    if (lines.length === 1)
      return log.warn({ err, request: lines[0]?.request }, 'a line of the request log was refused');
    const middle = Math.floor(lines.length / 2);
    await writeWhatFits(pool, log, lines.slice(0, middle));
    await writeWhatFits(pool, log, lines.slice(middle));
  }
}

const countDropped = ({ dropped }: Book, application: string, lines: number): void =>
  void dropped.set(application, (dropped.get(application) ?? 0) + lines);

/** Writes what was put aside; before it is shown, and when the server closes. */
export const flushRequests = (kernel: Kernel): Promise<void> => bookOf(kernel).lines.flush();

function bookOf({ pool, clock, log }: Kernel): Book {
  const known = books.get(pool);
  if (known) return known;
  const lines = writeBehind<RequestLine>({
    every: SECOND,
    most: MOST,
    atOnce: 5000,
    failed: error => log.warn({ err: error }, 'lines of the request log were not written'),
    write: async lines => {
      await writeWhatFits(pool, log, lines);
      const { dropped } = book;
      if (dropped.size === 0) return;
      book.dropped = new Map();
      try {
        await insertGaps({ pool, clock }, dropped);
      } catch (error) {
        for (const [application, lines] of dropped) countDropped(book, application, lines);
        throw error;
      }
    },
  });
  const book: Book = { lines, dropped: new Map() };
  books.set(pool, book);
  return book;
}
