// The public page as nobody in particular sees it, kept for a moment: many who look at once are shown one page, packed once.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SECOND } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';

export type KeptPage = {
  readonly html: string;
  /** The same bytes as gzip; made when the first one asks. It says the same to everybody and holds no secret (BREACH). */
  gzip(): Promise<Buffer>;
};

type Kept = { readonly page: Promise<KeptPage>; readonly by: number; readonly at: number };

const pages = new WeakMap<Kernel['pool'], Kept>();

/** The longest that a page is shown again; claims turn stale by hours. */
const KEPT_FOR = SECOND;

/** @param render makes it anew */
export function keptPage(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  render: () => Promise<string>,
): Promise<KeptPage> {
  const now = clock.now().getTime();
  const kept = pages.get(pool);
  // Both clocks: that of the product may be put back, or stand still in a test.
  if (kept && Math.abs(now - kept.at) < KEPT_FOR && performance.now() - kept.by < KEPT_FOR) return kept.page;
  const page = render().then(packable);
  pages.set(pool, { page, by: performance.now(), at: now });
  page.catch(() => pages.delete(pool));
  return page;
}

/** For whoever changed what it says, in the same process; others show it a second later. */
export const forgetPage = ({ pool, afterCommit }: Pick<Kernel, 'pool' | 'afterCommit'>): void =>
  afterCommit(() => pages.delete(pool));

const pack = promisify(gzip);

function packable(html: string): KeptPage {
  let packed: Promise<Buffer> | undefined;
  return {
    html,
    gzip: () => {
      packed ??= pack(html);
      return packed;
    },
  };
}
