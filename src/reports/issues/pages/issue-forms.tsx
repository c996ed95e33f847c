// The forms that move an issue with all its reports, each saying beforehand which reports take the step.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure } from '../../../web/ui/card.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { ReportHead } from '../../report-record.ts';
import { canBeAsked } from '../../retests/ask-for-retest.ts';
import { RequestFields } from '../../retests/pages/request-fields.tsx';
import { dayOf } from '../../triage/date-field.ts';
import type { IssueRecord } from '../issue-record.ts';
import { type IssueMove, isDecisive, issueMovesOf } from '../issue-state.ts';
import type { IssuePageState } from './issue-page-state.ts';

type FormsProps = {
  issue: IssueRecord;
  reports: readonly ReportHead[];
  people: readonly { readonly id: string; readonly name: string }[];
  timeZone: string;
  /** When a check of the fix is wanted by, unless another day is named. */
  retestDue: Date;
  state: IssuePageState;
};

/** Whose reporter can be asked once the issue is marked as fixed. */
const willBeAsked = (report: ReportHead): boolean => report.state === 'accepted' || canBeAsked(report);

const labels: Readonly<Record<IssueMove, string>> = { accept: 'Accept for fixing', mark_fixed: 'Mark as fixed' };
const from = { accept: 'triaged', mark_fixed: 'accepted' } as const;

/** None when no report can take a step and the issue has no state of its own. */
export function MoveIssueForms({ issue, reports, people, timeZone, retestDue, state }: FormsProps) {
  const takers = (kind: IssueMove) => reports.filter(report => report.state === from[kind]);
  const kinds = (['accept', 'mark_fixed'] as const).filter(kind =>
    reports.some(isDecisive) ? takers(kind).length > 0 : issueMovesOf(issue.state).includes(kind),
  );
  if (kinds.length === 0) return null;
  return (
    <div class="move-list">
      {kinds.map(kind => (
        <Disclosure key={kind} summary={labels[kind]} open={state.form === kind} id={`move-${kind}`}>
          <p class="move-hint">{consequence(takers(kind), reports)}</p>
          <Form
            action={href(routes.reports.issueMove, { id: issue.id })}
            scope={kind}
            values={
              state.form === kind
                ? state.values
                : {
                    fixOwner: issue.fixOwner ?? '',
                    dueAt: issue.dueAt ? dayOf(issue.dueAt, timeZone) : '',
                    asked: reports.filter(willBeAsked).map(({ id }) => id),
                    retestDue: dayOf(retestDue, timeZone),
                  }
            }
            errors={state.form === kind ? state.errors : {}}
            label={labels[kind]}
          >
            <FormErrors kept="What you typed was kept." />
            <Hidden name="revision" value={String(issue.revision)} />
            <Hidden name="kind" value={kind} />
            {kind === 'accept' ? (
              <>
                <Select
                  name="fixOwner"
                  label="Who fixes it"
                  placeholder="Choose a person"
                  options={people.map(({ id, name }) => ({ value: id, label: name }))}
                />
                <Field name="dueAt" label="Fixed by" type="date" width="medium" required />
              </>
            ) : (
              <>
                <Field
                  name="fixReference"
                  label="Where the fix is"
                  hint="A commit, a release, a change number. Stays inside."
                  required
                />
                <RequestFields candidates={reports.filter(willBeAsked)} />
              </>
            )}
            <TextArea name="text" label="A word to the reporters" hint="Each of them will read it." rows={3} />
            <ButtonRow>
              <Button kind="primary" size="small">
                {labels[kind]}
              </Button>
            </ButtonRow>
          </Form>
        </Disclosure>
      ))}
    </div>
  );
}

function consequence(takers: readonly ReportHead[], reports: readonly ReportHead[]): string {
  const duplicates = reports.filter(report => !isDecisive(report)).length;
  const told =
    duplicates > 0 ? ` ${count(duplicates, 'reporter of a duplicate is', 'reporters of duplicates are')} told.` : '';
  if (takers.length === 0) return `No report takes this step; the issue itself does.${told}`;
  const waiting = reports.filter(report => isDecisive(report) && !takers.includes(report));
  const stays = waiting.length > 0 ? ` Not moved: ${waiting.map(({ number }) => number).join(', ')}.` : '';
  return `Moves ${takers.map(({ number }) => number).join(', ')}.${stays}${told}`;
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
