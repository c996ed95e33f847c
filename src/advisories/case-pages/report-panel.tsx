// The card on a report's page for staff: the case that coordinates it, or the way to open one.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Panel } from '../../core/panel.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { listCasesOfReport } from '../cases/case-store.ts';
import { embargoWords } from '../cases/case-words.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { Zoned } from './embargo-card.tsx';

export const casePanel: Panel = {
  name: 'case-of-report',
  on: 'report',
  place: 'side',
  order: 60,
  load: async (kernel, actor, report) => {
    const manages = actor.kind === 'person' && may(actor.staffRole, 'case.manage');
    const cases = await listCasesOfReport(kernel, actor, report);
    if (cases.length === 0 && !manages) return null;
    return (
      <Card title="Coordination">
        {cases.map(({ id, number, state, embargo, until }) => (
          <p key={id}>
            <a href={href(routes.cases.show, { id })}>{number}</a>{' '}
            <Badge tone={isInForce(embargo) ? 'info' : 'neutral'}>
              {state === 'closed' ? 'Closed' : embargoWords[embargo]}
            </Badge>{' '}
            {isInForce(embargo) && until && <Zoned until={until} />}
          </p>
        ))}
        {cases.length === 0 && (
          <>
            <p class="case-hint">When others are affected too, open a case: each party gets a page of its own.</p>
            <ButtonRow>
              <ButtonLink size="small" icon="users" href={href(routes.cases.create, undefined, { report })}>
                Open a case
              </ButtonLink>
            </ButtonRow>
          </>
        )}
      </Card>
    );
  },
};
