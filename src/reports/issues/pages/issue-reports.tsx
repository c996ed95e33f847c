// The reports of an issue, and the forms that move some of them elsewhere or join it with another issue.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { CheckboxGroup } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../../web/ui/form.tsx';
import { EmptyState, Table } from '../../../web/ui/table.tsx';
import { Badge, Mono } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { ReportHead } from '../../report-record.ts';
import { snapshotOf } from '../../report-record.ts';
import { describeState } from '../../report-state-words.ts';
import { staffLabelOf, staffToneOf } from '../../triage/staff-words.ts';
import type { IssueRecord } from '../issue-record.ts';
import type { IssuePageState } from './issue-page-state.ts';

type ReportsProps = {
  issue: IssueRecord;
  reports: readonly ReportHead[];
  judges: boolean;
  state: IssuePageState;
};

export const IssueReports = ({ issue, reports, judges, state }: ReportsProps) => (
  <Section
    id="reports"
    title="Reports"
    intro={reports.length > 1 ? <p>All their reporters hear of each step; none learns of another.</p> : undefined}
  >
    <Table
      caption="Reports that this issue answers"
      captionHidden
      columns={[
        {
          key: 'title',
          label: 'Report',
          main: true,
          cell: (report: ReportHead) => (
            <>
              <a href={href(routes.reports.triage, { id: report.id })}>{report.title}</a>
              <div class="report-number">
                <Mono>{report.number}</Mono>
              </div>
            </>
          ),
        },
        {
          key: 'state',
          label: 'State',
          cell: report => (
            <Badge tone={staffToneOf(report)}>{staffLabelOf(report, describeState(snapshotOf(report)))}</Badge>
          ),
        },
        { key: 'sent', label: 'Sent', narrow: true, cell: ({ submittedAt }) => <Time at={submittedAt} show="date" /> },
      ]}
      rows={reports}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No report yet" icon="inbox">
          <p>Reports that tell of this can be closed as its duplicates, or confirmed with it as their issue.</p>
        </EmptyState>
      }
    />
    {judges && (
      <div class="move-list">
        {reports.length > 1 && <SplitForm issue={issue} reports={reports} state={state} />}
        <MergeForm issue={issue} state={state} />
      </div>
    )}
  </Section>
);

const SplitForm = ({ issue, reports, state }: Omit<ReportsProps, 'judges'>) => (
  <Disclosure summary="Move reports to another issue" open={state.form === 'split'} id="split">
    <Form
      action={href(routes.reports.issueSplit, { id: issue.id })}
      scope="split"
      values={state.form === 'split' ? state.values : {}}
      errors={state.form === 'split' ? state.errors : {}}
      label="Move reports"
    >
      <FormErrors kept="What you chose was kept." />
      <CheckboxGroup
        name="reports"
        label="Reports that another fix answers"
        hint="What repeats one of them goes along."
        options={reports.map(({ id, number, title }) => ({ value: id, label: `${number} ${title}` }))}
      />
      <Field
        name="into"
        label="The issue that takes them"
        hint="Its number, or words of its title. Left empty, a new issue is made."
        placeholder="ISS-2026-0001"
        autocomplete="off"
      />
      <ButtonRow>
        <Button size="small">Move reports…</Button>
      </ButtonRow>
    </Form>
  </Disclosure>
);

const MergeForm = ({ issue, state }: Pick<ReportsProps, 'issue' | 'state'>) => (
  <Disclosure summary="Merge into another issue" open={state.form === 'merge'} id="merge">
    <p class="move-hint">When one fix answers both. This issue stays readable and points to the other one.</p>
    <Form
      action={href(routes.reports.issueMerge, { id: issue.id })}
      scope="merge"
      values={state.form === 'merge' ? state.values : {}}
      errors={state.form === 'merge' ? state.errors : {}}
      label="Merge"
    >
      <FormErrors kept="What you typed was kept." />
      <Field
        name="into"
        label="The issue that takes over"
        hint="Its number, or words of its title."
        placeholder="ISS-2026-0001"
        autocomplete="off"
        required
      />
      <ButtonRow>
        <Button size="small">Merge…</Button>
      </ButtonRow>
    </Form>
  </Disclosure>
);
