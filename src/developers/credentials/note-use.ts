// Keeps when each credential was last used, a moment after it was: nobody who proves themselves waits for that.
import type pg from 'pg';
import { SECOND } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeError } from '../../core/log.ts';
import { type WriteBehind, writeBehind } from '../../core/work/write-behind.ts';
import { USE_EXACT } from './credential.ts';
import { markUsed } from './credential-store.ts';

type Use = { readonly credential: string; readonly at: Date };
type Uses = { readonly buffer: WriteBehind<Use>; readonly noted: Map<string, number> };

const books = new WeakMap<pg.Pool, Uses>();

/** Puts aside that the credential was used now; once a minute is enough for each. */
export function noteUse(kernel: Kernel, credential: string): void {
  const { buffer, noted } = bookOf(kernel);
  const at = kernel.clock.now();
  const before = noted.get(credential);
  if (before !== undefined && at.getTime() - before < USE_EXACT) return;
  if (noted.size > MOST) noted.clear();
  if (buffer.push({ credential, at })) noted.set(credential, at.getTime());
}

/** Writes what was put aside; before it is shown, and when the server closes. */
export const flushUses = (kernel: Kernel): Promise<void> => bookOf(kernel).buffer.flush();

/** Credentials remembered, so that a busy one is written once a minute. */
const MOST = 10_000;

function bookOf(kernel: Kernel): Uses {
  const known = books.get(kernel.pool);
  if (known) return known;
  const buffer = writeBehind<Use>({
    every: 2 * SECOND,
    most: MOST,
    atOnce: 1000,
    failed: error => kernel.log.warn({ err: describeError(error) }, 'last uses of credentials were not written'),
    // Uses come in the order of time, so the last of each counts.
    write: uses => markUsed(kernel, new Map(uses.map(({ credential, at }) => [credential, at]))),
  });
  const book = { buffer, noted: new Map<string, number>() };
  books.set(kernel.pool, book);
  return book;
}
