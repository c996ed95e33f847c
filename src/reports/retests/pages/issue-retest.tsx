// On the page of an issue: who was asked to check the fix, what came of it, and what staff can do about it.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { RadioGroup } from '../../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../../web/ui/form.tsx';
import { Markdown } from '../../../web/ui/markdown.tsx';
import { Table } from '../../../web/ui/table.tsx';
import { Badge, Callout, Mono, type Tone } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { IssueRecord } from '../../issues/issue-record.ts';
import type { IssuePageState } from '../../issues/pages/issue-page-state.ts';
import type { ReportHead } from '../../report-record.ts';
import { dayOf } from '../../triage/date-field.ts';
import { canBeAsked } from '../ask-for-retest.ts';
import { answerNames, outcomeNames, verdictOf } from '../retest.ts';
import type { AskedReport, Retest } from '../retest-store.ts';
import { RequestFields } from './request-fields.tsx';

type IssueRetestProps = {
  issue: IssueRecord;
  retests: readonly Retest[];
  reports: readonly ReportHead[];
  judges: boolean;
  nameOf: (person: string) => string;
  retestDue: Date;
  timeZone: string;
  now: Date;
  state: IssuePageState;
};

/** Ids of the people that a request names. */
export const peopleOf = ({ askedBy, checks }: Retest): string[] =>
  [askedBy, ...checks.map(({ person }) => person)].filter(id => id.startsWith('per_'));

/** Nothing while there is no fix to check and never was. */
export function IssueRetest(props: IssueRetestProps) {
  const { issue, retests, judges, now } = props;
  const open = retests.find(({ endedAt }) => endedAt === null);
  const ended = retests.filter(({ endedAt }) => endedAt !== null);
  if (issue.state !== 'fixed' && retests.length === 0) return null;
  const verdict = open && verdictOf(open.asked, open.checks);
  const shown = open ?? (issue.state === 'fixed' ? undefined : ended[0]);
  const earlier = ended.filter(retest => retest !== shown);
  return (
    <Section id="retest" title="Check of the fix">
      {issue.state === 'fixed' && !open && (
        <p class="field-hint">Nobody is asked to check the fix. Ask the reporters, or check it yourself.</p>
      )}
      {verdict === 'confirm' && (
        <Callout tone="attention" title="The answers are in; what follows is yours to say">
          <p>
            They do not settle it alone: somebody found it partly fixed, or stayed silent. Look at them, try it yourself
            if in doubt, then confirm the fix or send it back.
          </p>
          {judges && (
            <form action={href(routes.reports.issueRetestConfirm, { id: issue.id })} method="post">
              <Button size="small" icon="check">
                Confirm as fixed
              </Button>
            </form>
          )}
        </Callout>
      )}
      {shown && <Request retest={shown} nameOf={props.nameOf} now={now} />}
      {judges && issue.state === 'fixed' && (
        <div class="move-list">
          <CheckForm {...props} />
          <RequestForm {...props} open={open} />
        </div>
      )}
      {earlier.length > 0 && (
        <Disclosure summary={earlier.length === 1 ? 'One earlier check' : `${earlier.length} earlier checks`}>
          {earlier.map(retest => (
            <Request key={retest.id} retest={retest} nameOf={props.nameOf} now={now} />
          ))}
        </Disclosure>
      )}
    </Section>
  );
}

const toneOf = ({ answer }: Pick<AskedReport, 'answer'>): Tone =>
  answer === 'fixed' ? 'good' : answer === 'not_fixed' ? 'bad' : answer === 'partial' ? 'attention' : 'neutral';

function Request({ retest, nameOf, now }: { retest: Retest; nameOf: (person: string) => string; now: Date }) {
  const { asked, checks, dueAt, askedAt, askedBy, endedAt, outcome, instructions, place } = retest;
  const isWaiting = endedAt === null && asked.some(({ answer }) => answer === null);
  const by = askedBy.startsWith('per_') ? nameOf(askedBy) : 'Telltale, when it was marked as fixed';
  return (
    <div class="retest">
      <p class="move-hint">
        {asked.length === 0 ? 'Nobody was asked' : `Asked by ${by}`}, <Time at={askedAt} show="absolute" />.{' '}
        {outcome !== null && endedAt !== null ? (
          <>
            {outcomeNames[outcome]} <Time at={endedAt} show="absolute" />.
          </>
        ) : (
          isWaiting && (
            <>
              Answers until <Time at={dueAt} due={dueAt < now ? 'late' : undefined} />.
            </>
          )
        )}
      </p>
      {place !== '' && (
        <p>
          Where: <Mono>{place}</Mono>
        </p>
      )}
      {instructions !== '' && <Markdown source={instructions} topLevel={3} />}
      {asked.length > 0 && (
        <Table
          caption="Who was asked"
          captionHidden
          dense
          columns={[
            {
              key: 'report',
              label: 'Reporter of',
              main: true,
              cell: ({ report, number, message }: AskedReport) => (
                <a href={`${href(routes.reports.triage, { id: report })}${message === null ? '' : '#messages'}`}>
                  {number}
                </a>
              ),
            },
            {
              key: 'answer',
              label: 'Answer',
              cell: ask => (
                <Badge tone={toneOf(ask)}>{ask.answer === null ? 'Not yet' : answerNames[ask.answer]}</Badge>
              ),
            },
            {
              key: 'at',
              label: 'When',
              narrow: true,
              cell: ({ answeredAt }) =>
                answeredAt === null ? <span class="faint">–</span> : <Time at={answeredAt} show="absolute" />,
            },
          ]}
          rows={asked}
          rowKey={({ id }) => id}
        />
      )}
      {checks.map(({ id, at, person, outcome, note }) => (
        <div key={id} class="retest-check">
          <p>
            <Badge tone={toneOf({ answer: outcome })}>{answerNames[outcome]}</Badge> found {nameOf(person)},{' '}
            <Time at={at} show="absolute" />
          </p>
          <Markdown source={note} topLevel={4} />
        </div>
      ))}
    </div>
  );
}

const CheckForm = ({ issue, state }: IssueRetestProps) => (
  <Disclosure summary="Check it yourself" open={state.form === 'check'} id="check">
    <p class="move-hint">
      “Still works” sends the issue back at once. “Fixed” confirms it once everybody has answered or had the time to.
    </p>
    <Form
      action={href(routes.reports.issueRetestCheck, { id: issue.id })}
      scope="check"
      values={state.form === 'check' ? state.values : {}}
      errors={state.form === 'check' ? state.errors : {}}
      label="Check it yourself"
    >
      <FormErrors kept="What you typed was kept." />
      <RadioGroup
        name="outcome"
        label="Tried again, and it is"
        look="inline"
        options={(['fixed', 'partial', 'not_fixed'] as const).map(value => ({ value, label: answerNames[value] }))}
      />
      <TextArea name="note" label="What you tried and saw" hint="Stays inside." rows={3} required />
      <ButtonRow>
        <Button size="small">Keep what I found</Button>
      </ButtonRow>
    </Form>
  </Disclosure>
);

function RequestForm({
  issue,
  reports,
  open,
  retestDue,
  timeZone,
  state,
}: IssueRetestProps & { open: Retest | undefined }) {
  const label = open ? 'Change what is asked' : 'Ask the reporters to check it';
  const candidates = reports.filter(canBeAsked);
  const values = {
    asked: open ? open.asked.map(({ report }) => report) : candidates.map(({ id }) => id),
    retestDue: dayOf(open ? open.dueAt : retestDue, timeZone),
    instructions: open?.instructions ?? '',
    place: open?.place ?? '',
  };
  return (
    <Disclosure summary={label} open={state.form === 'retest'} id="ask-retest">
      {open && (
        <p class="move-hint">
          Who is new hears of it by mail. Who is left out and has not answered is not waited for any longer.
        </p>
      )}
      <Form
        action={href(routes.reports.issueRetest, { id: issue.id })}
        scope="retest"
        values={state.form === 'retest' ? state.values : values}
        errors={state.form === 'retest' ? state.errors : {}}
        label={label}
      >
        <FormErrors kept="What you typed was kept." />
        <RequestFields candidates={candidates} />
        <ButtonRow>
          <Button size="small">{open ? 'Save' : 'Ask them'}</Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}
