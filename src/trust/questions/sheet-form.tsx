// The form with which a spreadsheet of questions is sent.
import { sheetLimits } from '../../core/sheets/workbook.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox, FileInput } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';

type SheetFormProps = {
  action: string;
  values: Readonly<Record<string, string>>;
  errors: FieldErrors;
  /** Whether whoever sends it is asked if the team may know its gaps. */
  asksToTell?: boolean;
};

export function SheetForm({ action, values, errors, asksToTell = false }: SheetFormProps) {
  return (
    <Form action={action} values={values} errors={errors} multipart label="Spreadsheet">
      <FormErrors />
      <FileInput
        name="file"
        label="Spreadsheet"
        accept=".csv,.xlsx"
        maxBytes={sheetLimits.bytes}
        hint={`CSV or XLSX, at most ${sheetLimits.bytes / 1_000_000} MB. It comes back as the same kind of file, with its words only.`}
      />
      <Field
        name="column"
        label="Column with the questions"
        hint="Such as C. Leave it empty, and it is found by its heading or its words."
        width="short"
        maxLength={2}
      />
      {asksToTell && (
        <Checkbox
          name="tell"
          label="Let the security team know which questions have no answer yet"
          hint="They get the words of those questions, and neither the file nor who you are."
        />
      )}
      <ButtonRow>
        <Button kind="primary" icon="upload">
          Answer it
        </Button>
      </ButtonRow>
    </Form>
  );
}
