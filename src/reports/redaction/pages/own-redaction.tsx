// On a reporter's page: what was made unreadable since they sent it, and the form that asks for more.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure } from '../../../web/ui/card.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../../web/ui/form-state.ts';
import { Callout } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { PlacedText } from '../places.ts';
import type { Redaction } from '../redaction-store.ts';
import { placeWords } from '../redaction-words.ts';

/** Nothing when nothing was taken out. `log` is the latest first. */
export function RedactedNote({ log }: { log: readonly Pick<Redaction, 'at' | 'place'>[] }) {
  const [latest] = log;
  if (!latest) return null;
  const places = [...new Set(log.map(({ place }) => placeWords(place)))].filter(place => place !== 'the issue');
  return (
    <Callout tone="info" title="Parts of this report were made unreadable">
      <p>
        In {places.join(', ')}, last <Time at={latest.at} show="absolute" />. What was there is gone. Your receipt still
        holds: its hash is of what you sent, not of what is left. Who has the original can prove that it is the one.
      </p>
    </Callout>
  );
}

type AskRedactionProps = {
  report: string;
  places: readonly Omit<PlacedText, 'text'>[];
  form: { readonly values?: FormValues; readonly errors?: FieldErrors };
};

/** The form by which a reporter asks for it. */
export const AskRedaction = ({ report, places, form }: AskRedactionProps) => (
  <Disclosure summary="Ask to have something made unreadable" open={form.errors !== undefined} id="ask-redaction">
    <p class="field-hint">
      You sent a password, a name, somebody’s data? The team takes it out for good. The receipt stays as it is.
    </p>
    <Form
      action={href(routes.reports.askRedaction, { id: report })}
      scope="redaction"
      values={form.values}
      errors={form.errors}
      label="Ask to have something made unreadable"
    >
      <FormErrors kept="Your text was kept." />
      <Select
        name="place"
        label="Where it stands"
        placeholder="Choose a text or file"
        options={places.map(({ key, label }) => ({ value: key, label }))}
      />
      <TextArea
        name="why"
        label="What and why"
        hint="Say which part without repeating it: “the token in the second request”."
        rows={3}
        maxLength={2000}
      />
      <ButtonRow>
        <Button>Ask the team</Button>
      </ButtonRow>
    </Form>
  </Disclosure>
);
