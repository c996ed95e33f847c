// Staff looks for reports: by words through the sealed index, by state and date through the rows. What was looked for is not kept.
import { findPersonByEmail } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findDocuments } from '../../core/search/find-documents.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReports } from '../report-store.ts';
import { reporterTerm } from './report-text.ts';
import type { SearchQuery } from './search-query.ts';
import { asksNothing, keepFitting, listFew, listNewestFitting, REPORTS } from './search-store.ts';

export type SearchPage = {
  readonly reports: readonly ReportRecord[];
  readonly next: string | null;
  /** How many there are, when that is known; beyond `COUNTED` nobody cares. */
  readonly total: number | null;
  /** No report has all the words; these have some of them. */
  readonly isLoose: boolean;
};

/** Beyond this many, a page says "more than". */
export const COUNTED = 100;

/** A filter that leaves at most so many reports is applied first, one that leaves more afterwards. */
const FEW = 5000;

/**
 * A page of what fits, best first; newest first where no word says what is better.
 * @throws Refusal not_found for who may not read reports
 */
export async function searchReports(
  kernel: Kernel,
  actor: Actor,
  query: SearchQuery,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<SearchPage> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) throw refuse('not_found');
  const found = await find(kernel, actor, query, after, limit);
  await kernel.transaction(kernel =>
    kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'report.search',
      subject: 'reports',
      details: {
        words: query.terms.length + query.without.length,
        operators: query.operators.join(' '),
        shown: found.ids.length,
      },
    }),
  );
  const { ids, ...page } = found;
  return { ...page, reports: await readReports(kernel, actor, ids) };
}

type Found = Omit<SearchPage, 'reports'> & { readonly ids: readonly string[] };

async function find(
  kernel: Kernel,
  actor: Actor,
  query: SearchQuery,
  after: string | null,
  limit: number,
): Promise<Found> {
  const { filter } = query;
  const reporters = await Promise.all(query.reporters.map(who => reporterTerms(kernel, who)));
  const terms = [...query.terms, ...reporters];
  if (terms.length === 0 && query.without.length === 0) {
    if (asksNothing(filter)) return { ids: [], next: null, total: 0, isLoose: false };
    return { ...(await listNewestFitting(kernel, actor, filter, { after, limit })), total: null, isLoose: false };
  }
  const few = asksNothing(filter) ? undefined : await listFew(kernel, actor, filter, FEW);
  const { keys, ...page } = await findDocuments(kernel, {
    source: REPORTS,
    terms,
    without: query.without,
    limit,
    after,
    only: few,
    accept: few || asksNothing(filter) ? undefined : ids => keepFitting(kernel, actor, filter, ids),
  });
  return { ...page, ids: keys };
}

/** Whoever has an account is known by it, everybody by the address or the name that they gave. */
async function reporterTerms(kernel: Kernel, who: string): Promise<string[]> {
  const person = who.includes('@') ? await findPersonByEmail(kernel, who.trim().toLowerCase()) : undefined;
  return [reporterTerm(who), ...(person ? [reporterTerm(person.id)] : [])];
}
