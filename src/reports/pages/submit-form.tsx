// The intake form as it looks: sections with a side list that ticks itself, and the preview of what will be sent.
import { href, routes } from '../../catalog/routes.ts';
import type { CurrentProgram } from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import type { WorkOrder } from '../abuse/admit-report.ts';
import { WorkSection } from '../abuse/work-section.tsx';
import type { Attachment } from '../attachment-store.ts';
import { ClaimFields } from '../claims/claim-fields.tsx';
import { EncryptionFields } from '../encrypted/encryption-fields.tsx';
import { EvidenceSection, UrgencyFields, WhatHappensNext, YouSection } from '../form/submit-sections.tsx';
import { evidenceLimits } from '../intake/evidence-file.ts';
import { longest, type ReadForm, UNLISTED } from '../intake/submission-form.ts';
import { SeveritySection } from './severity-section.tsx';

export type SubmitFormProps = {
  readonly program: CurrentProgram;
  readonly form: ReadForm | undefined;
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly token: string;
  readonly files: readonly Attachment[];
  /** Those of the files that stand under each claim. */
  readonly claims: readonly (readonly Attachment[])[];
  readonly isSignedIn: boolean;
  /** Whether there is an OpenPGP key that reports can be encrypted to. */
  readonly hasKey: boolean;
  /** Where the form goes. */
  readonly action: string;
  /** What has to be done before the report is taken. */
  readonly work: WorkOrder | undefined;
  /** Within another site's page: without the list of sections. */
  readonly isFramed: boolean;
};

/** Buttons outside of the form send it by this id. */
export const FORM_ID = 'report';

const sections = [
  { id: 'target', title: 'Target' },
  { id: 'finding', title: 'What you found' },
  { id: 'claims', title: 'Claims' },
  { id: 'severity', title: 'Severity' },
  { id: 'evidence', title: 'Evidence' },
  { id: 'you', title: 'You' },
  { id: 'send', title: 'Send' },
] as const;

/** The form with its side list. Every button sends the whole form, so nothing is lost on the way. */
export function SubmitForm({ program, form, errors, token, files, claims, action, ...props }: SubmitFormProps) {
  const room = { files: evidenceLimits.files - files.length, bytes: evidenceLimits.bytesEach };
  const underClaims = claims.flat();
  const values = { contact: props.isSignedIn ? 'account' : 'none', ai: 'unsaid', ...form?.values };
  return (
    <div class={props.isFramed ? 'report-form report-form-framed' : 'report-form'}>
      {!props.isFramed && <SectionList />}
      <Form
        id={FORM_ID}
        action={action}
        multipart
        values={values}
        errors={errors}
        draft="report"
        label="Report a vulnerability"
      >
        <Hidden name="draft" value={token} />
        {props.work && <WorkSection order={props.work} />}
        {files.length > 0 && <Hidden name="kept" value={String(files.length)} />}
        <FormErrors
          kept={`Your text${files.length > 0 ? ' and files were' : ' was'} kept. Nothing has been sent yet.`}
        />
        <Section id="target" title="Target">
          <Select
            name="target"
            label="What is it about?"
            required
            placeholder="Choose a target"
            options={[
              ...program.targets.map(({ id, name }) => ({ value: id, label: name })),
              { value: UNLISTED, label: 'Something else' },
            ]}
          />
          <div class="only-when-unlisted">
            <Field
              name="other"
              label="If it is something else: what?"
              hint="A host, an app, a product. What is not listed may be out of scope; we read it all the same."
              maxLength={longest.target}
              spellcheck={false}
            />
          </div>
          <Field
            name="location"
            label="Where does it happen?"
            hint="A URL, an endpoint, a screen, a part of the car."
            maxLength={longest.location}
            mono
            spellcheck={false}
            autocomplete="off"
          />
        </Section>
        <Section id="finding" title="What you found">
          <Field
            name="title"
            label="Title"
            required
            hint="What is wrong and where, in one line: “Trip history of other owners through the export link”."
            maxLength={longest.title}
            autocomplete="off"
          />
          <TextArea
            name="description"
            label="Description"
            required
            rows={7}
            hint="What is it, and why is it a weakness? Markdown works; pictures go under Evidence."
            maxLength={longest.description}
          />
          <TextArea
            name="steps"
            label="Steps to repeat it"
            rows={5}
            hint="One per line, from a fresh start, with the requests you sent."
            maxLength={longest.steps}
          />
          <TextArea
            name="impact"
            label="Impact"
            rows={3}
            hint="What could an attacker do with it, and to whom?"
            maxLength={longest.impact}
          />
        </Section>
        <EncryptionFields hasKey={props.hasKey} isUsed={(form?.values['encrypted'] ?? '') !== ''} />
        <ClaimFields action={action} values={values} files={claims} room={room} />
        <SeveritySection program={program} form={form} action={action} />
        <UrgencyFields error={errors['urgency']} />
        <EvidenceSection files={files.filter(file => !underClaims.includes(file))} room={room.files} />
        <YouSection isSignedIn={props.isSignedIn} />
        <Section id="send" title="Send">
          <Select
            name="ai"
            label="Did an AI system help?"
            width="medium"
            hint="It changes nothing about how we judge the report; it helps us read it."
            options={[
              { value: 'unsaid', label: 'Rather not say' },
              { value: 'none', label: 'No' },
              { value: 'drafting', label: 'With writing it down' },
              { value: 'discovery', label: 'With finding it' },
              { value: 'both', label: 'With both' },
            ]}
          />
          <WhatHappensNext program={program} />
          <ButtonRow>
            <Button kind="primary" size="large" icon="send" name="intent" value="send">
              Send report
            </Button>
            <Button
              size="large"
              icon="eye"
              name="intent"
              value="preview"
              formNoValidate
              formAction={`${action}#preview`}
            >
              Preview
            </Button>
            <Button
              size="large"
              icon="circle-check"
              name="intent"
              value="check"
              formNoValidate
              formAction={`${action}#check`}
            >
              Check my report
            </Button>
          </ButtonRow>
          <p class="field-hint">
            Sending commits you to nothing. Who keeps to the <a href={href(routes.program.show)}>policy</a> is protected
            by its safe harbor.
          </p>
        </Section>
      </Form>
    </div>
  );
}

const SectionList = () => (
  <nav class="report-sections" aria-label="Sections of the form">
    <ol>
      {sections.map(({ id, title }) => (
        <li key={id}>
          <a href={`#${id}`} data-section={id}>
            <span class="section-tick">
              <Icon name="check" size={14} />
            </span>
            {title}
          </a>
        </li>
      ))}
    </ol>
  </nav>
);
