// The card beside a report whose fix is checked: who has answered, and who still owes a word by when.
import { href, routes } from '../../../catalog/routes.ts';
import type { Panel } from '../../../core/panel.ts';
import { Card } from '../../../web/ui/card.tsx';
import { Badge } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { issueIdOf } from '../../issues/issue-store.ts';
import { answerNames, verdictOf } from '../retest.ts';
import { findOpenRetest, type Retest } from '../retest-store.ts';

export const retestPanel: Panel = {
  name: 'retest',
  on: 'report',
  place: 'side',
  order: 11,
  load: async (kernel, actor, report) => {
    const issue = await issueIdOf(kernel, report);
    const open = issue === undefined ? undefined : await findOpenRetest(kernel, actor, issue);
    return open ? <RetestCard retest={open} now={kernel.clock.now()} /> : null;
  },
};

function RetestCard({ retest, now }: { retest: Retest; now: Date }) {
  const { asked, dueAt, issue } = retest;
  const waits = asked.filter(({ answer }) => answer === null);
  const mustConfirm = verdictOf(asked, retest.checks) === 'confirm';
  return (
    <Card
      title="Check of the fix"
      tone={mustConfirm ? 'attention' : undefined}
      aside={<Badge tone={mustConfirm ? 'attention' : 'neutral'}>{mustConfirm ? 'To confirm' : 'Asked'}</Badge>}
    >
      {waits.length > 0 && (
        <p>
          Answers until <Time at={dueAt} due={dueAt < now ? 'late' : undefined} />
        </p>
      )}
      <ul class="reasons">
        {asked.map(({ id, number, answer }) => (
          <li key={id}>
            {number}: {answer === null ? 'not yet' : answerNames[answer].toLowerCase()}
          </li>
        ))}
      </ul>
      <p>
        <a href={`${href(routes.reports.issue, { id: issue })}#retest`}>
          {mustConfirm ? 'Confirm it, or send it back' : 'Change it, or check it yourself'}
        </a>
      </p>
    </Card>
  );
}
