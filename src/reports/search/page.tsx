// Search over sealed reports, for staff: one box, ranked reports with the place where the words stand.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Term } from '../../core/search/words.ts';
import { currentProgram } from '../../program/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { KeyHelp } from '../../web/ui/keys.tsx';
import { EmptyState, Pager } from '../../web/ui/table.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { FoundKnown, searchKnown } from '../known/found-known.tsx';
import { findByNumber } from '../report-store.ts';
import { endOfDay } from '../triage/date-field.ts';
import { readNumber } from '../triage/queue-view.ts';
import { FoundReports } from './found-reports.tsx';
import { LONGEST_QUERY, operatorHelp, readSearchQuery, type SearchQuery } from './search-query.ts';
import { COUNTED, type SearchPage, searchReports } from './search-reports.ts';

const PAGE = 20;
/** From the end of a working day back to the beginning of the day. */
const DAY_BEGAN_MS = 17 * 3_600_000;

export const searchRoute = defineRoute({
  method: 'GET',
  at: routes.reports.search,
  access: staff('report.read'),
  limit: 'page',
  summary: 'Search over sealed reports, by words and operators.',
  query: Type.Object({ q: Type.Optional(Type.String()), after: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor } = context;
    const typed = context.query.q?.trim() ?? '';
    const number = readNumber(typed, kernel.clock.now());
    const report = number === null ? undefined : await findByNumber(kernel, actor, number);
    if (report) return seeOther(href(routes.reports.triage, { id: report.id }));

    const program = await currentProgram(kernel);
    const query = readSearchQuery(typed, day => {
      const end = endOfDay(day, program.calendar.timeZone);
      return end && new Date(end.getTime() - DAY_BEGAN_MS);
    });
    const found =
      typed === ''
        ? undefined
        : await searchReports(kernel, actor, query, { after: context.query.after ?? null, limit: PAGE });
    const known = found && context.query.after === undefined ? await searchKnown(kernel, actor, query) : [];
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Search reports"
          breadcrumbs={[{ href: href(routes.reports.queue), label: 'Triage' }]}
        >
          <SearchForm typed={typed} isOpen={typed === ''} />
          {number !== null && (
            <Callout tone="attention" title={`There is no report ${number}`}>
              <p>These reports mention what you typed, if any do.</p>
            </Callout>
          )}
          {query.problems.length > 0 && (
            <Callout tone="attention" title="Part of this was left out">
              {query.problems.map(sentence => (
                <p key={sentence}>{sentence}</p>
              ))}
            </Callout>
          )}
          {found && <Results query={query} found={found} after={context.query.after} now={kernel.clock.now()} />}
          {known.length > 0 && <FoundKnown issues={known} wanted={wantedOf(query)} />}
          <KeyHelp />
        </StaffConsole>,
      ),
    );
  },
});

function SearchForm({ typed, isOpen }: { typed: string; isOpen: boolean }) {
  return (
    <search class="report-search">
      <form action={href(routes.reports.search)} method="get">
        <label for="search-words">Words, ids, or operators</label>
        <div class="report-search-line">
          <input
            id="search-words"
            name="q"
            type="search"
            value={typed}
            maxLength={LONGEST_QUERY}
            autocomplete="off"
            spellcheck={false}
            autofocus={typed === ''}
            data-search
          />
          <Button kind="primary" icon="search">
            Search
          </Button>
        </div>
      </form>
      <Disclosure summary="What can be typed here" open={isOpen}>
        <dl class="report-search-help">
          {operatorHelp.map(({ example, meaning }) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p class="move-hint">
          Reports are encrypted; the index knows their words only as keyed hashes. So words are found whole, by their
          stem, and not by a part of them. That you searched is kept in the audit log, what you searched for is not.
        </p>
      </Disclosure>
    </search>
  );
}

type ResultsProps = { query: SearchQuery; found: SearchPage; after: string | undefined; now: Date };

function Results({ query, found, after, now }: ResultsProps) {
  const { reports, next, isLoose } = found;
  const address = (place?: string): string => href(routes.reports.search, undefined, { q: query.typed, after: place });
  if (reports.length === 0)
    return (
      <EmptyState
        title={after !== undefined || next !== null ? 'Nothing more among the best matches' : 'No report fits'}
        icon="search"
        {...(next !== null && { action: { href: address(next), label: 'Look further' } })}
      >
        <p>Try fewer words, or another form of them. A new report can be found moments after it came in.</p>
      </EmptyState>
    );
  return (
    <>
      <p class="report-search-count" role="status">
        {isLoose
          ? 'No report has all of these words. These have some of them.'
          : countInWords(found, after !== undefined)}
      </p>
      <FoundReports reports={reports} wanted={wantedOf(query)} now={now} />
      {(next !== null || after !== undefined) && (
        <Pager
          label="found reports"
          previous={after === undefined ? undefined : address()}
          next={next === null ? undefined : address(next)}
          shown={`${reports.length} shown`}
        />
      )}
    </>
  );
}

function countInWords({ reports, next, total }: SearchPage, isLater: boolean): string {
  if (total !== null && total > COUNTED) return `More than ${COUNTED} reports, best first`;
  if (total !== null) return total === 1 ? '1 report' : `${total} reports, best first`;
  if (isLater || next !== null) return `More than ${reports.length} reports`;
  return reports.length === 1 ? '1 report' : `${reports.length} reports`;
}

const wantedOf = ({ terms }: SearchQuery): ReadonlySet<Term> => new Set(terms);
