// Paging as API v2 does it: `limit` and `offset` in, the page and the total number out (vehicle-platform §6.1).
import { refuse } from '../../core/errors.ts';

export type Paging = { readonly limit: number; readonly offset: number };

/** The largest page (§6.1). */
const MOST = 50;

/**
 * Reads `limit` (1 to 50) and `offset` (0 or more) from a query; an empty value and the word `undefined` mean absent,
 * because SDKs send both.
 * @throws Refusal invalid_input that names the parameter
 */
export function readPaging(query: { limit?: string; offset?: string }, usualLimit: number): Paging {
  return {
    limit: readWhole('limit', query.limit, usualLimit, 1, MOST),
    offset: readWhole('offset', query.offset, 0, 0, Number.MAX_SAFE_INTEGER),
  };
}

/** One page of `all`; `count` is the total number, and `offset` echoes the request. */
export const pageOf = <T>(all: readonly T[], { limit, offset }: Paging) => ({
  items: all.slice(offset, offset + limit),
  paging: { count: all.length, offset },
});

function readWhole(field: string, text: string | undefined, usual: number, least: number, most: number): number {
  if (text === undefined || text === '' || text === 'undefined') return usual;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw refuse('invalid_input', { field, expected: `must be a whole number from ${least} to ${most}` });
  return value;
}
