// What several pages show of issues: the tone of a state, the card beside a report, the progress for reporters.
import { href, routes } from '../../../catalog/routes.ts';
import { Card, Section } from '../../../web/ui/card.tsx';
import { Badge, Mono } from '../../../web/ui/text.tsx';
import { Timeline } from '../../../web/ui/timeline.tsx';
import type { IssueHead, IssueRecord } from '../issue-record.ts';
import { type IssueState, issueNews, issueStateNames } from '../issue-state.ts';

export const issueTone = (state: IssueState): 'attention' | 'info' | 'good' | 'neutral' =>
  state === 'open' ? 'attention' : state === 'resolved' ? 'good' : state === 'closed' ? 'neutral' : 'info';

/** Beside a report: which issue answers it, and who else waits for it. */
export const IssueCard = ({ issue, report }: { issue: IssueRecord; report: string }) => {
  const others = issue.reports.filter(({ id }) => id !== report);
  return (
    <Card title="Issue" aside={<Badge tone={issueTone(issue.state)}>{issueStateNames[issue.state]}</Badge>}>
      <p>
        <a href={href(routes.reports.issue, { id: issue.id })}>
          <Mono>{issue.number}</Mono> {issue.title}
        </a>
      </p>
      {others.length > 0 && (
        <p class="move-hint">
          Also answers{' '}
          {others.slice(0, SHOWN).map(({ id, number }, index) => (
            <>
              {index > 0 && ', '}
              <a key={id} href={href(routes.reports.triage, { id })}>
                {number}
              </a>
            </>
          ))}
          {others.length > SHOWN && ` and ${others.length - SHOWN} more`}
        </p>
      )}
    </Card>
  );
};

const SHOWN = 5;

type Progress = Pick<IssueHead, 'state' | 'createdAt' | 'acceptedAt' | 'fixedAt' | 'endedAt' | 'dueAt'>;

/** For the reporter of a duplicate: how far the one fix has come. It says nothing of who else reported it. */
export function IssueProgress({ progress }: { progress: Progress }) {
  const { state, createdAt, acceptedAt, fixedAt, endedAt } = progress;
  const isOver = state === 'resolved' || state === 'closed';
  const past = (id: string, title: string, at: Date | null) =>
    at === null ? [] : [{ id, title, state: 'past' as const, at }];
  const future = (id: string, title: string) => [{ id, title, state: 'future' as const }];
  return (
    <Section id="issue" title="What becomes of it" intro={<p>{issueNews[state]} You hear of each step.</p>}>
      <Timeline
        label="What becomes of it"
        items={[
          ...past('known', 'Known to the team', createdAt),
          ...(acceptedAt
            ? past('accepted', 'Taken on for fixing', acceptedAt)
            : isOver
              ? []
              : future('accepted', 'Taken on for fixing')),
          ...(fixedAt ? past('fixed', 'Fixed', fixedAt) : isOver ? [] : future('fixed', 'Fixed')),
          ...(isOver
            ? past('ended', state === 'resolved' ? 'Resolved' : 'Ended without a fix of its own', endedAt)
            : future('ended', 'Resolved')),
        ]}
      />
    </Section>
  );
}
