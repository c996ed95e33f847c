// On a reporter's page of their report: the request to check the fix, the form for the answer, and what was answered.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { FileInput, type Option, RadioGroup } from '../../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../../web/ui/form-state.ts';
import { Markdown } from '../../../web/ui/markdown.tsx';
import { Callout, Mono } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { longestMessage } from '../../add-to-conversation.ts';
import { acceptedWords, evidenceLimits } from '../../intake/evidence-file.ts';
import type { RetestAnswer } from '../retest.ts';
import type { OwnAsk } from '../retest-store.ts';

type OwnRetestProps = {
  report: string;
  ask: OwnAsk | undefined;
  /** The report's own rules let its reporter judge the fix, asked or not. */
  mayCheck: boolean;
  roomForFiles: number;
  form: { readonly values?: FormValues; readonly errors?: FieldErrors };
  now: Date;
};

/** Nothing when there is no fix to check and never was. */
export function OwnRetest({ report, ask, mayCheck, roomForFiles, form, now }: OwnRetestProps) {
  const isOpen = ask !== undefined && ask.endedAt === null;
  if (isOpen && ask.answer === null && ask.dueAt > now)
    return (
      <Section
        id="retest"
        title="Does the fix work?"
        intro={
          <p>
            The team asks you to try it again, by <Time at={ask.dueAt} />. You owe it to nobody; say so if you would
            rather not.
          </p>
        }
      >
        {ask.place !== '' && (
          <p>
            Where: <Mono>{ask.place}</Mono>
          </p>
        )}
        {ask.instructions !== '' && <Markdown source={ask.instructions} topLevel={3} />}
        <AnswerForm report={report} options={answers} roomForFiles={roomForFiles} form={form} />
      </Section>
    );
  if (isOpen || !mayCheck)
    return (
      <>
        {form.errors && <NotTaken errors={form.errors} />}
        {ask && <Answered ask={ask} />}
      </>
    );
  return (
    <Section id="retest" title="Does the fix work?">
      <AnswerForm
        report={report}
        options={answers.slice(0, 1).concat(answers.slice(2, 3))}
        roomForFiles={0}
        form={form}
      />
    </Section>
  );
}

const answers: readonly Option[] = [
  { value: 'fixed', label: 'It is fixed', hint: 'What you reported does not work any more.' },
  { value: 'partial', label: 'It is partly fixed', hint: 'Something of it still works. Say what.' },
  { value: 'not_fixed', label: 'It still works', hint: 'The fix goes back to be done again.' },
  { value: 'declined', label: 'I can’t check it', hint: 'Nothing follows for you. The team checks it alone.' },
];

const said: Readonly<Record<RetestAnswer | 'expired', string>> = {
  fixed: 'You found that it is fixed',
  partial: 'You found that it is partly fixed',
  not_fixed: 'You found that it still works',
  declined: 'You said that you don’t check this fix',
  expired: 'The time to check the fix is over',
};

function Answered({ ask }: { ask: OwnAsk }) {
  if (ask.answer === null)
    return ask.endedAt === null ? (
      <Callout tone="neutral" title={said.expired}>
        <p>You can still write to the team below.</p>
      </Callout>
    ) : null;
  return (
    <Callout tone={ask.answer === 'expired' ? 'neutral' : 'good'} title={said[ask.answer]}>
      <p>
        {ask.answer === 'expired' ? 'It ended ' : 'You told the team '}
        <Time at={ask.answer === 'expired' ? ask.dueAt : (ask.answeredAt ?? ask.dueAt)} show="absolute" />.{' '}
        {ask.endedAt === null ? 'If you see something else, write to the team below.' : ''}
      </p>
    </Callout>
  );
}

const NotTaken = ({ errors }: { errors: FieldErrors }) => (
  <div role="alert">
    <Callout tone="attention" title="Your answer was not taken">
      {Object.values(errors).map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Callout>
  </div>
);

type AnswerFormProps = Pick<OwnRetestProps, 'report' | 'roomForFiles' | 'form'> & { options: readonly Option[] };

const AnswerForm = ({ report, options, roomForFiles, form }: AnswerFormProps) => (
  <Form
    action={href(routes.reports.retest, { id: report })}
    scope="retest"
    values={form.values}
    errors={form.errors}
    multipart
    label="Retest"
  >
    <FormErrors kept="Your text and files were kept." />
    <Hidden name="kept" value={typeof form.values?.['kept'] === 'string' ? form.values['kept'] : ''} />
    <RadioGroup name="outcome" label="I tried it again, and…" look="cards" options={options} />
    <TextArea
      name="observation"
      label="What you saw"
      hint="Needed when something still works. Markdown works."
      rows={4}
      maxLength={longestMessage - 200}
    />
    {roomForFiles > 0 && (
      <FileInput
        name="evidence"
        label="What shows it"
        multiple
        maxFiles={roomForFiles}
        maxBytes={evidenceLimits.bytesEach}
        hint={`${acceptedWords}. Only the team sees it.`}
      />
    )}
    <ButtonRow>
      <Button kind="primary">Tell the team</Button>
    </ButtonRow>
  </Form>
);
