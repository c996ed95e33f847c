// Beside a report: which duties to report run, and whether the questions were answered.
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import type { Panel } from '../../../core/panel.ts';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { Card } from '../../../web/ui/card.tsx';
import { Badge, DefinitionList } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { readReport } from '../../report-store.ts';
import { foldDuties, openStages } from '../duty.ts';
import { listDutyEvents } from '../duty-store.ts';
import { dutyWords, stageWords } from '../duty-words.ts';
import { toneOf } from './stage-parts.tsx';

const CONFIRMED: ReadonlySet<string> = new Set(['triaged', 'accepted', 'fixed']);

export const dutyPanel: Panel = {
  name: 'duties',
  on: 'report',
  place: 'side',
  order: 10,
  load: async (kernel, actor, subject) => {
    const { state } = await readReport(kernel, actor, subject);
    const found = foldDuties(await listDutyEvents(kernel, subject));
    const open = openStages(found);
    const now = kernel.clock.now();
    const isMissing = CONFIRMED.has(state) && found.unanswered.length > 0;
    if (open.length === 0 && !isMissing && found.duties.length === 0 && state !== 'new') return null;
    const mayAnswer = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
    const needsUs = isMissing || open.some(({ status }) => status === 'open');
    return (
      <Card
        title="Duties to report"
        tone={needsUs ? 'attention' : undefined}
        actions={
          <ButtonLink size="small" href={href(routes.reports.duty, { id: subject })}>
            {mayAnswer && (isMissing || found.answers === null) ? 'Answer the questions' : 'Open'}
          </ButtonLink>
        }
      >
        {isMissing && <p>It is not answered yet whether this has to be reported to an authority.</p>}
        {found.answers === null && !isMissing && (
          <p class="move-hint">Asked when the report is confirmed. Answer now if it can’t wait.</p>
        )}
        {open.length > 0 ? (
          <DefinitionList
            items={open.map(stage => ({
              term: dutyWords[stage.duty].name,
              detail: (
                <>
                  {stageWords[stage.stage]}{' '}
                  {stage.dueAt ? (
                    <Time at={stage.dueAt} due={toneOf(stage, now)} />
                  ) : (
                    <Badge tone="neutral">waits</Badge>
                  )}
                </>
              ),
            }))}
          />
        ) : (
          found.duties.length > 0 && <p>All duties are met.</p>
        )}
        {open.length === 0 && found.duties.length === 0 && found.answers !== null && !isMissing && <p>None.</p>}
      </Card>
    );
  },
};
