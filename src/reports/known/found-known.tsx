// Known issues that a search over reports finds beside them: number, title, state, and the place where the words stand.
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findDocuments } from '../../core/search/find-documents.ts';
import type { Term } from '../../core/search/words.ts';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Severity } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type IssueRecord, KNOWN_ISSUES } from '../issues/issue-record.ts';
import { issueStateNames } from '../issues/issue-state.ts';
import { findIssue } from '../issues/issue-store.ts';
import { issueTone } from '../issues/pages/issue-parts.tsx';
import { Marked } from '../search/found-reports.tsx';
import type { SearchQuery } from '../search/search-query.ts';
import { asksNothing } from '../search/search-store.ts';
import { bestSnippet, markHits, opening } from '../search/snippet.ts';
import { knownBodyOf } from './known-text.ts';

/** So many are shown beside the reports: who wants more uses more words. */
const SHOWN = 10;

/** The known issues that have all the words, best first; none when something is asked that only a report has. */
export async function searchKnown(kernel: Kernel, actor: Actor, query: SearchQuery): Promise<IssueRecord[]> {
  if (query.terms.length === 0 || query.reporters.length > 0 || !asksNothing(query.filter)) return [];
  const { terms, without } = query;
  const { keys, isLoose } = await findDocuments(kernel, { source: KNOWN_ISSUES, terms, without, limit: SHOWN });
  if (isLoose) return [];
  const found = await Promise.all(keys.map(key => findIssue(kernel, actor, key)));
  return found.flatMap(issue => (issue && issue.mergedInto === null ? [issue] : []));
}

export function FoundKnown({ issues, wanted }: { issues: readonly IssueRecord[]; wanted: ReadonlySet<Term> }) {
  const addressOf = ({ id }: IssueRecord): string => href(routes.reports.issue, { id });
  return (
    <Section title="Known issues" id="known-issues">
      <div class="found">
        <Table
          caption="Found known issues"
          captionHidden
          rows={issues}
          rowKey={({ id }) => id}
          rowHref={addressOf}
          columns={[
            {
              key: 'issue',
              label: 'Issue',
              main: true,
              cell: issue => (
                <>
                  <a class="found-title" href={addressOf(issue)}>
                    <span class="queue-number">{issue.number}</span> <Marked snips={markHits(issue.title, wanted)} />
                  </a>
                  <p class="found-text">
                    <Marked snips={bestSnippet(knownBodyOf(issue), wanted) ?? opening(issue.summary)} />
                  </p>
                </>
              ),
            },
            {
              key: 'priority',
              label: 'Priority',
              narrow: true,
              cell: ({ severity }) =>
                severity === null ? <span class="faint">not judged</span> : <Severity level={severity} short />,
            },
            {
              key: 'state',
              label: 'State',
              narrow: true,
              cell: ({ state }) => <Badge tone={issueTone(state)}>{issueStateNames[state]}</Badge>,
            },
            {
              key: 'since',
              label: 'Known since',
              narrow: true,
              cell: ({ createdAt }) => <Time at={createdAt} show="date" />,
            },
          ]}
        />
      </div>
    </Section>
  );
}
