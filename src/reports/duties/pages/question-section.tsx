// The questions on the page of a subject, to answer, and to answer again.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { Field, Form, FormErrors, Hidden } from '../../../web/ui/form.tsx';
import type { Duties, DutyAnswers } from '../duty.ts';
import { DutyQuestions } from './duty-questions.tsx';
import { type Shared, wasSent } from './duty-sections.tsx';

/** The five questions; answered again when something changes. */
export function QuestionSection({
  found,
  latest,
  subject,
  state,
  present,
  timeZone,
  mayAct,
}: { found: Duties; latest: DutyAnswers | undefined } & Shared) {
  const sent = wasSent(state, 'answer');
  const { answers, unanswered } = found;
  if (!mayAct && answers === null) return <p>The questions were not answered yet.</p>;
  const usual = latest && { digitalProduct: latest.digitalProduct, essentialEntity: latest.essentialEntity };
  const form = (
    <Form
      action={href(routes.reports.duty, { id: subject })}
      scope="answer"
      values={sent && state.fields ? state.fields : { awareAt: present, ...(answers ?? usual) }}
      errors={sent ? state.errors : {}}
      label="Questions"
    >
      <FormErrors kept="What you entered was kept." />
      <Hidden name="act" value="answer" />
      <DutyQuestions />
      <Field
        name="awareAt"
        label={`When we became aware (${timeZone})`}
        hint="The clocks of 24 and 72 hours run from here."
        type="datetime-local"
        width="medium"
        required
      />
      <ButtonRow>
        <Button kind={unanswered.length > 0 ? 'primary' : 'quiet'}>Save the answers</Button>
      </ButtonRow>
    </Form>
  );
  return (
    <Section
      title="Questions"
      id="questions"
      intro={<p>A duty that has begun does not end by another answer; say “not required” there.</p>}
    >
      {!mayAct ? (
        <p>Answered.</p>
      ) : unanswered.length > 0 || sent ? (
        form
      ) : (
        <Disclosure summary="Answered; answer again" look="drawer">
          {form}
        </Disclosure>
      )}
    </Section>
  );
}
