// The claims in the intake form: what an attacker can do, each with its own evidence.
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Checkbox, FileInput } from '../../web/ui/choice.tsx';
import { Field, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { Attachment } from '../attachment-store.ts';
import { claimLimits } from './claim.ts';
import { CLAIM_COUNT, claimField, claimIntents } from './claim-form.ts';

type ClaimFieldsProps = {
  /** Where the form goes; the buttons lead back to the claims. */
  readonly action: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The uploaded files under each claim. */
  readonly files: readonly (readonly Attachment[])[];
  /** How many more files the report can have, and how many bytes each. */
  readonly room: { readonly files: number; readonly bytes: number };
};

/** The section with all claims and the buttons that add and take away; every one of them sends the whole form. */
export function ClaimFields({ action, values, files, room }: ClaimFieldsProps) {
  const sendTo = { name: 'intent', formNoValidate: true, size: 'small' } as const;
  return (
    <Section
      id="claims"
      title="Claims"
      intro={
        <p>
          One claim for each thing that an attacker can do, with what proves it. Optional; reports with claims are the
          easiest to confirm.
        </p>
      }
    >
      <Hidden name={CLAIM_COUNT} value={String(files.length)} />
      {files.map((own, index) => {
        const claim = index + 1;
        return (
          <fieldset class="claim-fields" key={claim} id={`claim-${claim}`}>
            <legend>Claim {claim}</legend>
            <Field
              name={claimField(claim, 'precondition')}
              label="The attacker starts with"
              hint="An ordinary account, a place nearby, a link that the owner clicks."
              maxLength={claimLimits.precondition}
            />
            <TextArea
              name={claimField(claim, 'action')}
              label="and does"
              hint="One act: asks for the trips of a car that is not theirs."
              rows={2}
              maxLength={claimLimits.action}
            />
            <TextArea
              name={claimField(claim, 'effect')}
              label="Then you saw"
              hint="What happened, not what might."
              rows={2}
              maxLength={claimLimits.effect}
            />
            <Field
              name={claimField(claim, 'asset')}
              label="on"
              hint="The endpoint, app, screen, control unit."
              maxLength={claimLimits.asset}
              mono
              spellcheck={false}
            />
            <Disclosure summary="Evidence for this claim" open={claim === 1 || hasEvidence(values, claim, own)}>
              <div class="claim-evidence">
                <TextArea
                  name={claimField(claim, 'request')}
                  label="Request"
                  hint="As it was sent. Leave out what is secret."
                  rows={4}
                  maxLength={claimLimits.request}
                  mono
                />
                <TextArea
                  name={claimField(claim, 'response')}
                  label="Response"
                  rows={4}
                  maxLength={claimLimits.response}
                  mono
                />
                <TextArea
                  name={claimField(claim, 'text')}
                  label="Log, code or other text"
                  rows={3}
                  maxLength={claimLimits.text}
                  mono
                />
                {own.map(({ file, name, mediaType }) => (
                  <div key={file}>
                    <Hidden name={claimField(claim, 'file')} value={file} />
                    <Checkbox
                      name={`remove.${file}`}
                      label={
                        <>
                          Remove <span class="file-name">{name}</span>
                        </>
                      }
                      hint={mediaType}
                    />
                  </div>
                ))}
                <FileInput
                  name={claimField(claim, 'upload')}
                  label="Files"
                  hint="A screenshot, a log, a HAR file of the browser’s network view."
                  multiple
                  maxFiles={room.files}
                  maxBytes={room.bytes}
                  disabled={room.files <= 0}
                />
              </div>
            </Disclosure>
            <Button {...sendTo} icon="x" value={claimIntents.remove(claim)} formAction={`${action}#claims`}>
              Remove claim {claim}
            </Button>
          </fieldset>
        );
      })}
      <ButtonRow>
        <Button
          {...sendTo}
          icon="plus"
          value={claimIntents.add}
          formAction={`${action}#claim-${files.length + 1}`}
          disabled={files.length >= claimLimits.claims}
        >
          {files.length === 0 ? 'Add a claim' : 'Add another claim'}
        </Button>
      </ButtonRow>
    </Section>
  );
}

const hasEvidence = (values: ClaimFieldsProps['values'], claim: number, own: readonly Attachment[]): boolean =>
  own.length > 0 ||
  (['request', 'response', 'text'] as const).some(part => (values[claimField(claim, part)] ?? '').trim() !== '');
