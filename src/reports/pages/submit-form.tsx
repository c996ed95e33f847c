// The intake form as it looks: sections with a side list that ticks itself, and the preview of what will be sent.
import { href, routes } from '../../catalog/routes.ts';
import type { CurrentProgram } from '../../program/index.ts';
import { targetInWords } from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, FileInput, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import type { Attachment } from '../attachment-store.ts';
import { ClaimFields } from '../claims/claim-fields.tsx';
import { EncryptionFields } from '../encrypted/encryption-fields.tsx';
import { acceptedWords, evidenceLimits } from '../intake/evidence-file.ts';
import { longest, type ReadForm, UNLISTED } from '../intake/submission-form.ts';
import { fileSize } from './report-parts.tsx';
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
export function SubmitForm({ program, form, errors, token, files, claims, isSignedIn, hasKey }: SubmitFormProps) {
  const action = href(routes.reports.submit);
  const room = { files: evidenceLimits.files - files.length, bytes: evidenceLimits.bytesEach };
  const underClaims = claims.flat();
  const values = { contact: isSignedIn ? 'account' : 'none', ai: 'unsaid', ...form?.values };
  return (
    <div class="report-form">
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
        <EncryptionFields hasKey={hasKey} isUsed={(form?.values['encrypted'] ?? '') !== ''} />
        <ClaimFields action={action} values={values} files={claims} room={room} />
        <SeveritySection program={program} form={form} action={action} />
        <EvidenceSection files={files.filter(file => !underClaims.includes(file))} room={room.files} />
        <YouSection isSignedIn={isSignedIn} />
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

function EvidenceSection({ files, room: left }: Pick<SubmitFormProps, 'files'> & { room: number }) {
  return (
    <Section
      id="evidence"
      title="More evidence"
      intro={<p>What belongs to no claim: screenshots, logs, a short program. Only our team can open it.</p>}
    >
      {files.length > 0 && (
        <fieldset class="field field-group">
          <legend class="field-label">Already uploaded</legend>
          <div class="choices">
            {files.map(file => (
              <Checkbox
                key={file.file}
                name={`remove.${file.file}`}
                label={
                  <>
                    Remove <span class="file-name">{file.name}</span>
                  </>
                }
                hint={`${file.mediaType}, ${fileSize(file.size)}`}
              />
            ))}
          </div>
        </fieldset>
      )}
      <FileInput
        name="evidence"
        label={files.length > 0 ? 'Add files' : 'Files'}
        multiple
        maxFiles={left}
        maxBytes={evidenceLimits.bytesEach}
        disabled={left <= 0}
        hint={`${acceptedWords}. Up to ${evidenceLimits.files} files of 25 MiB, 50 MiB together.`}
      />
    </Section>
  );
}

function YouSection({ isSignedIn }: Pick<SubmitFormProps, 'isSignedIn'>) {
  return (
    <Section id="you" title="You">
      <RadioGroup
        name="contact"
        label="How do you want to hear from us?"
        hint="Whatever you choose, you get a receipt code with which you can come back, read and write."
        look="cards"
        options={[
          ...(isSignedIn
            ? [
                {
                  value: 'account',
                  label: 'My account',
                  hint: 'The report is listed under your reports; news goes to your address.',
                },
              ]
            : []),
          { value: 'email', label: 'By e-mail', hint: 'Mails say that something happened, never what.' },
          {
            value: 'none',
            label: 'Not at all',
            hint: 'Nothing that we keep with the report says who you are. Only the receipt code opens it again.',
          },
        ]}
      />
      <div class="only-with-email">
        <Field name="email" label="E-mail address" type="email" autocomplete="email" width="medium" />
      </div>
      <Field
        name="credit"
        label="Thank me as"
        hint="The name for our thanks when this is published. Leave it empty to stay unnamed; you can decide later."
        maxLength={longest.credit}
        width="medium"
        autocomplete="off"
      />
    </Section>
  );
}

function WhatHappensNext({ program: { responseTargets } }: Pick<SubmitFormProps, 'program'>) {
  return (
    <div class="what-next">
      <p class="field-label">What happens next</p>
      <ol>
        <li>You get a number, a receipt code and a signed receipt at once.</li>
        <li>A person answers you within {targetInWords(responseTargets.acknowledge)}.</li>
        <li>Within {targetInWords(responseTargets.decide)} we tell you whether we could confirm it, or why not.</li>
        <li>You see every step and every date on the report’s own page.</li>
      </ol>
    </div>
  );
}
