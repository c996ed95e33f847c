// The form that chooses what of a report goes: what a program found, what somebody types, whole texts and files.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { Checkbox, CheckboxGroup } from '../../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Callout } from '../../../web/ui/text.tsx';
import { findingKinds, hint } from '../../evidence/find-secrets.ts';
import type { ReportRecord } from '../../report-record.ts';
import type { Place } from '../find-places.ts';
import { offersOf, wholeOf } from '../plan-redaction.ts';

export type RedactValues = {
  readonly pick: readonly string[];
  readonly whole: readonly string[];
  readonly passage: string;
  readonly mails: string | undefined;
  readonly reason: string;
};

type RedactFormProps = {
  report: ReportRecord;
  places: readonly Place[];
  /** Mails that are kept as they came. */
  mails: number;
  values: RedactValues;
  errors: FieldErrors;
};

export function RedactForm({ report, places, mails, values, errors }: RedactFormProps) {
  const offers = places.flatMap(place =>
    offersOf(place).map(({ value, passage: { kind, text } }) => ({
      value,
      label: `${kind in findingKinds ? findingKinds[kind as keyof typeof findingKinds] : kind} ${hint(text)}`,
      hint: place.label,
    })),
  );
  return (
    <>
      <Callout tone="attention" title="What goes is gone">
        <p>
          Nobody can bring it back: not you, not an admin. The log says who took out what kind of thing, where, when and
          why. The signed receipt keeps the hash of what was sent, so that it still proves when it came.
        </p>
      </Callout>
      <Form action={href(routes.reports.redact, { id: report.id })} values={values} errors={errors} label="What goes">
        <FormErrors kept="What you chose was kept." />
        <Section id="found" title="What a program found">
          {offers.length === 0 ? (
            <p class="field-hint">Nothing that looks like a secret or personal data. Type it below.</p>
          ) : (
            <CheckboxGroup
              name="pick"
              label="Take out"
              hint="By its first and last characters. Each goes wherever it stands in that text."
              options={offers}
            />
          )}
        </Section>
        <Section id="typed" title="Something else">
          <TextArea
            name="passage"
            label="Type it exactly as it stands"
            hint="It goes from every text, message and text file of this report, and from its issue."
            rows={3}
            mono
            autocomplete="off"
          />
          <Disclosure summary="Whole texts and files" open={values.whole.length > 0}>
            <CheckboxGroup
              name="whole"
              label="Take out all of it"
              hint="A file is replaced by a note that says so; its name goes with it."
              options={places.map(({ key, label }) => ({ value: wholeOf(key), label }))}
            />
          </Disclosure>
          {mails > 0 && (
            <Checkbox
              name="mails"
              label={mails === 1 ? 'Also destroy the mail as it came' : `Also destroy the ${mails} mails as they came`}
              hint="They hold the same words once more."
            />
          )}
        </Section>
        <Section id="why" title="Why">
          <TextArea
            name="reason"
            label="Reason"
            hint="The reporter reads it. Don’t repeat what goes."
            rows={2}
            required
          />
        </Section>
        <ButtonRow>
          <Button kind="primary">Show what would go</Button>
          <ButtonLink href={href(routes.reports.triage, { id: report.id })}>Leave it as it is</ButtonLink>
        </ButtonRow>
      </Form>
    </>
  );
}
