// The forms that move an issue with all its reports, each saying beforehand which reports take the step.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure } from '../../../web/ui/card.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { ReportHead } from '../../report-record.ts';
import { dayOf } from '../../triage/date-field.ts';
import type { IssueRecord } from '../issue-record.ts';
import { type IssueMove, isDecisive, issueMovesOf } from '../issue-state.ts';
import type { IssuePageState } from './issue-page-state.ts';

type FormsProps = {
  issue: IssueRecord;
  reports: readonly ReportHead[];
  people: readonly { readonly id: string; readonly name: string }[];
  timeZone: string;
  state: IssuePageState;
};

const labels: Readonly<Record<IssueMove, string>> = { accept: 'Accept for fixing', mark_fixed: 'Mark as fixed' };
const from = { accept: 'triaged', mark_fixed: 'accepted' } as const;

/** None when no report can take a step and the issue has no state of its own. */
export function MoveIssueForms({ issue, reports, people, timeZone, state }: FormsProps) {
  const takers = (kind: IssueMove) => reports.filter(report => report.state === from[kind]);
  const kinds = (['accept', 'mark_fixed'] as const).filter(kind =>
    reports.some(isDecisive) ? takers(kind).length > 0 : issueMovesOf(issue.state).includes(kind),
  );
  if (kinds.length === 0) return null;
  return (
    <div class="move-list">
      {kinds.map(kind => (
        <Disclosure key={kind} summary={labels[kind]} open={state.form === kind} id={`move-${kind}`}>
          <p class="move-hint">{consequence(kind, takers(kind), reports)}</p>
          <Form
            action={href(routes.reports.issueMove, { id: issue.id })}
            scope={kind}
            values={
              state.form === kind
                ? state.values
                : { fixOwner: issue.fixOwner ?? '', dueAt: issue.dueAt ? dayOf(issue.dueAt, timeZone) : '' }
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
              <Field
                name="fixReference"
                label="Where the fix is"
                hint="A commit, a release, a change number. Stays inside."
                required
              />
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

function consequence(kind: IssueMove, takers: readonly ReportHead[], reports: readonly ReportHead[]): string {
  const duplicates = reports.filter(report => !isDecisive(report)).length;
  const told =
    duplicates > 0 ? ` ${count(duplicates, 'reporter of a duplicate is', 'reporters of duplicates are')} told.` : '';
  if (takers.length === 0) return `No report takes this step; the issue itself does.${told}`;
  const waiting = reports.filter(report => isDecisive(report) && !takers.includes(report));
  const stays = waiting.length > 0 ? ` Not moved: ${waiting.map(({ number }) => number).join(', ')}.` : '';
  const asked = kind === 'mark_fixed' ? ' Their reporters are asked to check the fix.' : '';
  return `Moves ${takers.map(({ number }) => number).join(', ')}.${asked}${stays}${told}`;
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
