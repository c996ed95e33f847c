// What a participant says about the vulnerabilities of a case, and its statement: the forms, for itself or for staff.
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Badge, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { vexJustifications, vexStatuses } from '../advisory-record.ts';
import type { Participant, ParticipantStatus, StatusWord, Vulnerability } from '../cases/case-record.ts';
import { justificationWords, progressWords, statusWords } from '../cases/case-words.ts';
import { longestText } from '../cases/take-part.ts';
import { nextRmStates } from '../machines/report-management.ts';
import { type PageState, shownIn } from './form-state.ts';

const tones: Readonly<Record<StatusWord, Tone>> = {
  affected: 'bad',
  not_affected: 'good',
  fixed: 'good',
  under_investigation: 'info',
  unknown: 'neutral',
};

/** A status in a word. */
export const StatusBadge = ({ status }: { status: StatusWord }) => (
  <Badge tone={tones[status]}>{statusWords[status]}</Badge>
);

type StatusProps = {
  vulnerability: Vulnerability;
  said: ParticipantStatus | undefined;
  action: string;
  state: PageState;
};

/** One vulnerability: where it stands, and the form to say something else. */
export function StatusForm({ vulnerability, said, action, state }: StatusProps) {
  const { id } = vulnerability;
  const shown = shownIn(state, `status-${id}`);
  return (
    <Form
      action={action}
      scope={`status-${id}`}
      label={`Status of ${vulnerability.title}`}
      {...shown}
      values={
        shown.values ?? {
          status: said?.status ?? 'unknown',
          justification: said?.justification ?? undefined,
          note: said?.note ?? undefined,
        }
      }
    >
      <FormErrors kept="What you typed was kept." />
      <Hidden name="vulnerability" value={id} />
      <Select
        name="status"
        label="Is it affected?"
        width="medium"
        options={([...vexStatuses, 'unknown'] as const).map(value => ({ value, label: statusWords[value] }))}
      />
      <Select
        name="justification"
        label="If it is not affected, why"
        placeholder="No reason chosen"
        options={vexJustifications.map(value => ({ value, label: justificationWords[value] }))}
      />
      <TextArea name="note" label="Products, versions, what is done about it" rows={3} maxLength={longestText} />
      <ButtonRow>
        <Button name="step" value="status">
          Save status
        </Button>
        {said && (
          <span class="case-hint">
            Said <Time at={said.at} />
          </span>
        )}
      </ButtonRow>
    </Form>
  );
}

/** What shall be published about the participant. */
export function StatementForm({
  participant,
  action,
  state,
}: {
  participant: Participant;
  action: string;
  state: PageState;
}) {
  const shown = shownIn(state, 'statement');
  return (
    <Form
      action={action}
      scope="statement"
      label="Statement"
      {...shown}
      values={shown.values ?? { statement: participant.statement ?? undefined }}
    >
      <FormErrors kept="Your text was kept." />
      <TextArea
        name="statement"
        label="Statement for the advisory"
        hint="Published with the advisory, as it stands. Markdown works. Leave it empty to say nothing."
        rows={4}
        maxLength={longestText}
      />
      <ButtonRow>
        <Button name="step" value="statement">
          Save statement
        </Button>
      </ButtonRow>
    </Form>
  );
}

/** The steps that a participant can take from where it stands. */
export function ProgressForm({ participant, action }: { participant: Participant; action: string }) {
  const next = nextRmStates(participant.progress);
  return (
    <form action={action} method="post" aria-label="Progress">
      <p class="progress-now">
        <Badge tone={participant.progress === 'accepted' ? 'info' : 'neutral'}>
          {progressWords[participant.progress].label}
        </Badge>
      </p>
      {next.length > 0 && (
        <>
          <Hidden name="step" value="progress" />
          <ButtonRow>
            {next.map(to => (
              <Button key={to} size="small" name="to" value={to}>
                {progressWords[to].step}
              </Button>
            ))}
          </ButtonRow>
        </>
      )}
    </form>
  );
}
