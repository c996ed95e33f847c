// The card beside an issue with the reports that look like it and belong to no issue of theirs yet.
import { href, routes } from '../../../catalog/routes.ts';
import type { Actor } from '../../../core/actor.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { Card } from '../../../web/ui/card.tsx';
import { Badge } from '../../../web/ui/text.tsx';
import { Reasons, strengthWords } from '../../duplicates/reasons-list.tsx';
import { suggestReports } from '../../duplicates/suggest-known.ts';
import { snapshotOf } from '../../report-record.ts';
import { describeState } from '../../report-state-words.ts';
import { staffLabelOf, staffToneOf } from '../../triage/staff-words.ts';
import type { IssueRecord } from '../issue-record.ts';

type LikeProps = { readonly kernel: Kernel; readonly actor: Actor; readonly issue: IssueRecord };

/** Null when nothing looks like it. */
export async function LikeIssue({ kernel, actor, issue }: LikeProps) {
  const suggestions = await suggestReports(kernel, actor, issue);
  if (suggestions.length === 0) return null;
  return (
    <Card title="Reports that look like it">
      <ol class="looks-like">
        {suggestions.map(({ report, strength, reasons }) => (
          <li key={report.id}>
            <a class="looks-like-title" href={href(routes.reports.triage, { id: report.id })}>
              <span class="queue-number">{report.number}</span> {report.title}
            </a>
            <p class="looks-like-facts">
              <Badge tone={staffToneOf(report)}>{staffLabelOf(report, describeState(snapshotOf(report)))}</Badge>
              <span>{strengthWords[strength]}</span>
            </p>
            <Reasons reasons={reasons} />
          </li>
        ))}
      </ol>
      <p class="move-hint">Suggested by words, addresses and ids. Whether it is the same is for you to say.</p>
    </Card>
  );
}
