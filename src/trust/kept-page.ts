// The public page as nobody in particular sees it, kept for a moment: many who look at once are shown one page.
import { SECOND } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';

type Kept = { readonly page: Promise<string>; readonly by: number; readonly at: number };

const pages = new WeakMap<Kernel['pool'], Kept>();

/** The longest that a page is shown again; claims turn stale by hours. */
const KEPT_FOR = SECOND;

/** @param render makes it anew */
export function keptPage(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  render: () => Promise<string>,
): Promise<string> {
  const now = clock.now().getTime();
  const kept = pages.get(pool);
  // Both clocks: that of the product may be put back, or stand still in a test.
  if (kept && Math.abs(now - kept.at) < KEPT_FOR && performance.now() - kept.by < KEPT_FOR) return kept.page;
  const page = render();
  pages.set(pool, { page, by: performance.now(), at: now });
  page.catch(() => pages.delete(pool));
  return page;
}

/** For whoever changed what it says, in the same process; others show it a second later. */
export const forgetPage = ({ pool, afterCommit }: Pick<Kernel, 'pool' | 'afterCommit'>): void =>
  afterCommit(() => pages.delete(pool));
