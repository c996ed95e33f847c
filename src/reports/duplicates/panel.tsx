// The card beside a report with what looks like it: suggestions with their reasons, and one press to use one.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import type { Panel } from '../../core/panel.ts';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { IssueHead } from '../issues/issue-record.ts';
import { issueStateNames } from '../issues/issue-state.ts';
import { issueTone } from '../issues/pages/issue-parts.tsx';
import { type ReportHead, snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { isReporter, readReports } from '../report-store.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';
import { Reasons, strengthWords } from './reasons-list.tsx';
import { type Suggestion, suggestDuplicates } from './suggest-duplicates.ts';
import { type KnownSuggestion, suggestKnown } from './suggest-known.ts';

export const duplicatesPanel: Panel = {
  name: 'duplicates',
  on: 'report',
  place: 'side',
  order: 20,
  load: async (kernel, actor, id) => {
    const [report] = await readReports(kernel, actor, [id]);
    if (!report || isEnded(report)) return null;
    const [suggestions, known] = await Promise.all([
      suggestDuplicates(kernel, actor, id),
      suggestKnown(kernel, actor, id),
    ]);
    return <LooksLike report={report} suggestions={suggestions} known={known} judges={judges(actor, report)} />;
  },
};

const judges = (actor: Actor, report: ReportHead): boolean =>
  actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);

const isEnded = ({ state }: ReportHead): boolean => state === 'resolved' || state === 'closed';

type LooksLikeProps = {
  report: ReportHead;
  suggestions: readonly Suggestion[];
  known: readonly KnownSuggestion[];
  judges: boolean;
};

function LooksLike({ report, suggestions, known, judges }: LooksLikeProps) {
  if (suggestions.length + known.length === 0)
    return (
      <Card title="Looks like">
        <p class="move-hint">No other report and no known issue looks like this one.</p>
      </Card>
    );
  return (
    <Card title="Looks like" tone={[...suggestions, ...known].some(isUrgent) ? 'attention' : undefined}>
      <ol class="looks-like">
        {known.map(suggestion => (
          <li key={suggestion.issue.id}>
            <SuggestedIssue suggestion={suggestion} report={report} judges={judges} />
          </li>
        ))}
        {suggestions.map(suggestion => (
          <li key={suggestion.report.id}>
            <Suggested suggestion={suggestion} report={report} judges={judges} />
          </li>
        ))}
      </ol>
      <p class="move-hint">Suggested by words, addresses and class. Whether it is the same is for you to say.</p>
    </Card>
  );
}

/** Somebody sent it earlier and it is very much alike: look before judging. */
const isUrgent = ({ strength, isEarlier }: Pick<Suggestion, 'strength' | 'isEarlier'>): boolean =>
  strength === 'strong' && isEarlier;

function Suggested({ suggestion, report, judges }: { suggestion: Suggestion; report: ReportHead; judges: boolean }) {
  const { report: other, strength, reasons, isEarlier } = suggestion;
  return (
    <>
      <a class="looks-like-title" href={href(routes.reports.triage, { id: other.id })}>
        <span class="queue-number">{other.number}</span> {other.title}
      </a>
      <p class="looks-like-facts">
        <Badge tone={staffToneOf(other)}>{staffLabelOf(other, describeState(snapshotOf(other)))}</Badge>
        <span>
          {strengthWords[strength]}; sent {isEarlier ? 'earlier' : 'later'}, <Time at={other.submittedAt} show="date" />
        </span>
      </p>
      <Reasons reasons={reasons} />
      {judges &&
        (isEarlier ? (
          <ButtonLink size="small" href={closeAs(report, other)}>
            This repeats {other.number}
          </ButtonLink>
        ) : (
          !isEnded(other) && (
            <ButtonLink size="small" href={closeAs(other, report)}>
              {other.number} repeats this
            </ButtonLink>
          )
        ))}
    </>
  );
}

function SuggestedIssue({
  suggestion: { issue, strength, reasons, isEarlier },
  report,
  judges,
}: {
  suggestion: KnownSuggestion;
  report: ReportHead;
  judges: boolean;
}) {
  return (
    <>
      <a class="looks-like-title" href={href(routes.reports.issue, { id: issue.id })}>
        <span class="queue-number">{issue.number}</span> {issue.title}
      </a>
      <p class="looks-like-facts">
        <Badge tone={issueTone(issue.state)}>{issueStateNames[issue.state]}</Badge>
        <span>
          {strengthWords[strength]}; known {isEarlier ? 'before' : 'only after'} the report came, since{' '}
          <Time at={issue.createdAt} show="date" />
        </span>
      </p>
      <Reasons reasons={reasons} />
      {judges && isEarlier && (
        <ButtonLink size="small" href={closeAs(report, issue)}>
          This repeats {issue.number}
        </ButtonLink>
      )}
    </>
  );
}

/** The page of the later report, its form for closing as duplicate open, with the number of the earlier one in it. */
const closeAs = (later: ReportHead, earlier: Pick<ReportHead | IssueHead, 'number'>): string =>
  `${href(routes.reports.triage, { id: later.id }, { original: earlier.number })}#move-close-duplicate`;
