// Sections of the report form: whether it is urgent, files, how to hear from us, what happens next.
import { type CurrentProgram, targetInWords } from '../../program/index.ts';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, FileInput, RadioGroup } from '../../web/ui/choice.tsx';
import { Field } from '../../web/ui/form.tsx';
import type { Attachment } from '../attachment-store.ts';
import { acceptedWords, evidenceLimits } from '../intake/evidence-file.ts';
import { longest } from '../intake/submission-form.ts';
import { fileSize } from '../pages/report-parts.tsx';

/** What cannot wait. It comes through a pause, and staff sees it first. */
export function UrgencyFields({ error }: { error: string | undefined }) {
  return (
    <Section id="urgency" title="Urgency" intro={<p>Tick what is so; leave it empty otherwise.</p>}>
      <fieldset class={error ? 'field field-group field-wrong' : 'field field-group'} id="field-urgency" tabIndex={-1}>
        <legend class="field-label">Can it not wait?</legend>
        {error && <p class="field-error">{error}</p>}
        <div class="choices">
          <Checkbox name="exploited" label="Attackers use it already, as far as I can tell" />
          <Checkbox name="safety" label="People can be hurt by it" />
        </div>
      </fieldset>
    </Section>
  );
}

/** Files that belong to no claim. */
export function EvidenceSection({ files, room: left }: { files: readonly Attachment[]; room: number }) {
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

/** How the reporter wants to hear from us, and be thanked. */
export function YouSection({ isSignedIn }: { isSignedIn: boolean }) {
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

/** What a reporter may expect, and by when. */
export function WhatHappensNext({ program: { responseTargets } }: { program: CurrentProgram }) {
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
