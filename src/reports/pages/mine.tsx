// A researcher's own reports.
import { href, routes } from '../../catalog/routes.ts';
import { reporter } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { loadPanels } from '../../core/panel.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { SandboxButton } from '../../web/ui/sandbox-button.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { ReportHead } from '../report-record.ts';
import { snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { listOwnReports } from '../report-store.ts';
import { StateBadge } from './report-parts.tsx';

export const mineRoute = defineRoute({
  method: 'GET',
  at: routes.reports.mine,
  access: reporter(),
  limit: 'page',
  summary: 'The reports that belong to the account.',
  handle: async context => {
    const { kernel, actor } = context;
    // A receipt code opens one report, so that is the list.
    if (actor.kind === 'receipt-holder') return seeOther(href(routes.reports.show, { id: actor.report }));
    const reports = await listOwnReports(kernel, actor);
    const subject = actor.kind === 'person' ? actor.id : '';
    const panels = await loadPanels(kernel, actor, context.panels, { on: 'own-reports', subject });
    return html(
      renderPage(
        <AccountConsole
          shell={shell(context)}
          title="My reports"
          headingAside={
            <ButtonRow>
              <SandboxButton isSignedIn />
              <ButtonLink href={href(routes.reports.submit)} icon="plus">
                Report a vulnerability
              </ButtonLink>
            </ButtonRow>
          }
        >
          <Table
            caption="Reports that you sent"
            captionHidden
            columns={[
              {
                key: 'title',
                label: 'Report',
                main: true,
                cell: (report: ReportHead) => <TitleLink report={report} />,
              },
              { key: 'state', label: 'State', cell: report => <State report={report} /> },
              { key: 'owed', label: 'Next due', cell: report => <NextDue report={report} now={kernel.clock.now()} /> },
              {
                key: 'sent',
                label: 'Sent',
                narrow: true,
                cell: ({ submittedAt }) => <Time at={submittedAt} show="date" />,
              },
            ]}
            rows={reports}
            rowKey={({ id }) => id}
            rowDue={({ state }) => (state === 'needs_info' ? 'soon' : undefined)}
            empty={
              <EmptyState
                title="Your reports will be listed here"
                action={{ href: href(routes.reports.submit), label: 'Report a vulnerability' }}
              >
                <p>
                  Sent one without your account? <a href={href(routes.reports.return)}>Return to it with its code</a>,
                  and you can add it here.
                </p>
              </EmptyState>
            }
          />
          {panels.map(({ name, content }) => (
            <div key={name}>{content}</div>
          ))}
        </AccountConsole>,
      ),
    );
  },
});

const TitleLink = ({ report }: { report: ReportHead }) => (
  <>
    <a href={href(routes.reports.show, { id: report.id })}>{report.title}</a>
    <div class="report-number">
      <Mono>{report.number}</Mono>
    </div>
  </>
);

const State = ({ report }: { report: ReportHead }) => (
  <StateBadge report={report} label={describeState(snapshotOf(report)).label} />
);

function NextDue({ report, now }: { report: ReportHead; now: Date }) {
  const { dueAt } = report;
  if (dueAt === null) return <span class="field-hint">Nothing</span>;
  const who = describeState(snapshotOf(report)).owes === 'reporter' ? 'You' : 'We';
  return (
    <>
      {who}: <Time at={dueAt} show="relative" due={dueAt < now ? 'late' : undefined} />
    </>
  );
}
