// The fields by which staff asks reporters to check a fix; the same when it is marked as fixed and later.
import { CheckboxGroup } from '../../../web/ui/choice.tsx';
import { Field, TextArea } from '../../../web/ui/form.tsx';

/** `candidates` are the reports whose reporters can be asked. */
export const RequestFields = ({
  candidates,
}: {
  candidates: readonly { readonly id: string; readonly number: string; readonly title: string }[];
}) => (
  <>
    {candidates.length > 0 && (
      <CheckboxGroup
        name="asked"
        label="Who is asked to check it"
        hint="Each sees the request on the page of their own report; none learns of another."
        options={candidates.map(({ id, number, title }) => ({ value: id, label: `${number} ${title}` }))}
      />
    )}
    <Field
      name="retestDue"
      label="Until when"
      type="date"
      width="medium"
      hint="Two weeks of business days unless you name another day."
      required
    />
    <TextArea name="instructions" label="What to try" hint="Markdown works. Each of them reads it." rows={3} />
    <Field
      name="place"
      label="Where to try it"
      hint="A version, an address, an account for tests."
      autocomplete="off"
    />
  </>
);
