// The parts of the page about a subject's duties: a duty with its stages, the measure, the questions.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { RadioGroup } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Callout, DefinitionList } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { Duty, DutyStage } from '../duty.ts';
import { dutyWords, stageWords, termWords } from '../duty-words.ts';
import { StageBadge, StageDue } from './stage-parts.tsx';

export type DutyPageState = {
  readonly fields?: Readonly<Record<string, string | undefined>>;
  readonly errors?: FieldErrors;
};

export type Shared = {
  subject: string;
  state: DutyPageState;
  now: Date;
  mayAct: boolean;
  me: string;
  /** Now, as a date field takes it. */
  present: string;
  timeZone: string;
  nameOf: (id: string) => string;
};

/** One duty: who, to whom, and its stages in order. */
export function DutySection({ duty, ...shared }: { duty: Duty } & Shared) {
  const words = dutyWords[duty.kind];
  return (
    <Section title={words.name} id={duty.kind} intro={<p>{words.law}</p>}>
      <DefinitionList
        items={[
          { term: 'Who must', detail: words.who },
          { term: 'To whom', detail: words.toWhom },
          { term: 'Became aware', detail: <Time at={duty.awareAt} /> },
          { term: 'Also', detail: words.also },
        ]}
      />
      <ol class="duty-stages">
        {duty.stages.map(stage => (
          <li key={stage.stage}>
            <StageCard stage={stage} {...shared} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function StageCard({ stage, ...shared }: { stage: DutyStage } & Shared) {
  const { subject, now, mayAct, nameOf } = shared;
  const isOver = stage.status === 'submitted' || stage.status === 'not_required';
  const place = { id: subject, duty: stage.duty, stage: stage.stage };
  return (
    <div class="duty-stage" id={`${stage.duty}-${stage.stage}`}>
      <header class="duty-stage-head">
        <h3>{stageWords[stage.stage]}</h3>
        <StageBadge stage={stage} now={now} />
      </header>
      <p>
        <StageDue stage={stage} now={now} />
        {stage.extended && ', extended'}
      </p>
      <p class="field-hint">{termWords[stage.duty][stage.stage]}</p>
      {stage.submitted && <p>Reference: {stage.submitted.reference}</p>}
      {stage.agreed.map(relief => (
        <p key={relief.id} class="field-hint">
          {relief.relief === 'extension' ? 'More time' : 'Not required'}, because: {relief.reason} (
          {nameOf(relief.actor)}, agreed by a second person)
        </p>
      ))}
      <Proposed stage={stage} {...shared} />
      <ButtonRow>
        <ButtonLink size="small" icon="file-text" href={href(routes.reports.dutyPackage, place)}>
          What to submit
        </ButtonLink>
      </ButtonRow>
      {mayAct && !isOver && <SubmitForm stage={stage} {...shared} />}
      {mayAct && !isOver && !stage.proposed && <ReliefForm stage={stage} {...shared} />}
    </div>
  );
}

function Proposed({ stage, subject, mayAct, me, nameOf }: { stage: DutyStage } & Shared) {
  const { proposed } = stage;
  if (!proposed) return null;
  return (
    <Callout
      tone="attention"
      title={proposed.relief === 'extension' ? 'More time is proposed' : 'Proposed: not required'}
    >
      <p>
        {nameOf(proposed.actor)}: “{proposed.reason}”
      </p>
      {proposed.until && (
        <p>
          Until <Time at={proposed.until} show="absolute" />
        </p>
      )}
      {mayAct && proposed.actor !== me ? (
        <form method="post" action={href(routes.reports.duty, { id: subject })} class="row-actions">
          <Hidden name="duty" value={stage.duty} />
          <Hidden name="stage" value={stage.stage} />
          <Button size="small" kind="primary" name="act" value="agree">
            Agree
          </Button>
          <Button size="small" name="act" value="decline">
            Decline
          </Button>
        </form>
      ) : (
        <p>A second person has to agree.</p>
      )}
    </Callout>
  );
}

/** Whether a form on the page is the one that came back with errors. */
export const wasSent = ({ fields, errors }: DutyPageState, act: string, stage?: DutyStage): boolean =>
  errors !== undefined &&
  fields?.['act'] === act &&
  (stage === undefined || (fields['duty'] === stage.duty && fields['stage'] === stage.stage));

function SubmitForm({ stage, subject, state, present, timeZone }: { stage: DutyStage } & Shared) {
  const sent = wasSent(state, 'submit', stage);
  return (
    <Disclosure summary="Record that it was submitted" open={sent}>
      <Form
        action={href(routes.reports.duty, { id: subject })}
        scope={`submit-${stage.duty}-${stage.stage}`}
        values={sent && state.fields ? state.fields : { submittedAt: present }}
        errors={sent ? state.errors : {}}
        label={`${stageWords[stage.stage]} submitted`}
      >
        <FormErrors kept="What you entered was kept." />
        <Hidden name="act" value="submit" />
        <Hidden name="duty" value={stage.duty} />
        <Hidden name="stage" value={stage.stage} />
        <Field name="submittedAt" label={`When (${timeZone})`} type="datetime-local" width="medium" required />
        <Field name="reference" label="Reference that the authority gave" maxLength={200} width="medium" required />
        <ButtonRow>
          <Button size="small" kind="primary">
            Record it
          </Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}

function ReliefForm({ stage, subject, state, timeZone }: { stage: DutyStage } & Shared) {
  const sent = wasSent(state, 'relieve', stage);
  return (
    <Disclosure summary="Not required, or more time" open={sent}>
      <Form
        action={href(routes.reports.duty, { id: subject })}
        scope={`relieve-${stage.duty}-${stage.stage}`}
        values={sent && state.fields ? state.fields : {}}
        errors={sent ? state.errors : {}}
        label={`${stageWords[stage.stage]}: not required, or more time`}
      >
        <FormErrors kept="What you entered was kept." />
        <Hidden name="act" value="relieve" />
        <Hidden name="duty" value={stage.duty} />
        <Hidden name="stage" value={stage.stage} />
        <RadioGroup
          name="relief"
          label="What"
          look="inline"
          options={[
            { value: 'not_required', label: 'Not required' },
            { value: 'extension', label: 'More time' },
          ]}
        />
        <Field name="until" label={`Until, for more time (${timeZone})`} type="datetime-local" width="medium" />
        <TextArea name="reason" label="Because" hint="Kept with the duty. A second person has to agree." rows={2} />
        <ButtonRow>
          <Button size="small">Propose</Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}

/** Whether a corrective or mitigating measure is available: what starts the 14 days of the CRA's final report. */
export function MeasureSection({
  measureAt,
  subject,
  state,
  present,
  timeZone,
  mayAct,
}: { measureAt: Date | null } & Shared) {
  const sent = wasSent(state, 'measure');
  return (
    <Section
      title="Corrective or mitigating measure"
      id="measure"
      intro={
        <p>
          From when it is available, 14 days run for the final report under the CRA. A fix that is marked in the report
          counts.
        </p>
      }
    >
      {measureAt ? (
        <>
          <p>
            Available since <Time at={measureAt} />
          </p>
          {mayAct && (
            <form method="post" action={href(routes.reports.duty, { id: subject })}>
              <Button size="small" name="act" value="withdraw">
                It is not available after all
              </Button>
            </form>
          )}
        </>
      ) : mayAct ? (
        <Form
          action={href(routes.reports.duty, { id: subject })}
          scope="measure"
          values={sent && state.fields ? state.fields : { availableAt: present }}
          errors={sent ? state.errors : {}}
          label="A measure is available"
        >
          <Hidden name="act" value="measure" />
          <Field
            name="availableAt"
            label={`Available since (${timeZone})`}
            type="datetime-local"
            width="medium"
            required
          />
          <ButtonRow>
            <Button size="small">A measure is available</Button>
          </ButtonRow>
        </Form>
      ) : (
        <p>None is available yet.</p>
      )}
    </Section>
  );
}
