// The form of an advisory: every field of its record, row by row, with one empty row to go on.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import {
  advisoryTlps,
  creditTypes,
  referenceKinds,
  remediationKinds,
  versionSchemes,
  vexJustifications,
  vexStatuses,
} from '../advisory-record.ts';
import { justificationWords, statusWords } from '../cases/case-words.ts';
import { countRows, type DraftFields, ROWS } from '../publication/draft-fields.ts';

type Kind = keyof typeof ROWS;

const plain = (words: readonly string[]) => words.map(value => ({ value, label: value.replaceAll('_', ' ') }));
const schemeWords = { semver: 'Semantic versions, 1.2.3', custom: 'The vendor’s own order' } as const;

type EditorProps = {
  id: string;
  revision: number;
  fields: DraftFields;
  errors?: Readonly<Record<string, string>> | undefined;
};

export function EditorForm({ id, revision, fields, errors }: EditorProps) {
  return (
    <Form action={href(routes.drafts.edit, { id })} values={fields} errors={errors} guarded label="Advisory">
      <FormErrors kept="What you typed was kept, and nothing was saved yet." />
      <Hidden name="revision" value={String(revision)} />
      <Section title="What it says">
        <Field
          name="title"
          label="Title"
          hint="One line: product, kind of weakness, effect."
          maxLength={256}
          required
        />
        <TextArea name="summary" label="Summary" hint="One paragraph in plain text." rows={3} maxLength={2000} />
        <TextArea name="details" label="Details" hint="Markdown works." rows={12} maxLength={50_000} />
      </Section>
      <Section title="How bad it is">
        <Field
          name="cweIds"
          label="Weaknesses (CWE)"
          hint="Separated by commas, the main one first: CWE-601, CWE-287."
        />
        <Field name="cvss40" label="CVSS 4.0 vector" hint="Base metrics alone: CVSS:4.0/AV:N/…" mono />
        <Field name="cvss31" label="CVSS 3.1 vector" hint="Base metrics alone: CVSS:3.1/AV:N/…" mono />
        <Field name="cveId" label="CVE id" hint="CVE-2026-12345, if it has one." width="medium" mono />
      </Section>
      <Rows kind="products" fields={fields} title="Affected products" each="Product">
        {at => (
          <>
            <Field name={at('vendor')} label="Vendor" maxLength={256} />
            <Field name={at('name')} label="Name" maxLength={256} />
            <Select
              name={at('status')}
              label="Status"
              width="medium"
              options={vexStatuses.map(value => ({ value, label: statusWords[value] }))}
            />
            <TextArea
              name={at('affected')}
              label="Affected versions"
              hint="One range a line: “>= 2.0.0, < 2.7.4”, “<= 1.9” or “all”. Empty for a hosted service."
              rows={2}
              mono
            />
            <Field name={at('fixed')} label="Fixed in" hint="Separated by commas." width="medium" mono />
            <Select
              name={at('versionScheme')}
              label="How versions are ordered"
              width="medium"
              options={versionSchemes.map(value => ({ value, label: schemeWords[value] }))}
            />
            <Field name={at('purl')} label="Package URL" hint="Without a version: pkg:npm/authgate" mono />
            <Field name={at('cpe')} label="CPE" hint="cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*" mono />
            <Select
              name={at('justification')}
              label="If it is not affected, why"
              placeholder="No reason chosen"
              options={vexJustifications.map(value => ({ value, label: justificationWords[value] }))}
            />
            <TextArea name={at('statement')} label="About this status" rows={2} />
          </>
        )}
      </Rows>
      <Rows kind="remediations" fields={fields} title="What to do" each="Remedy">
        {at => (
          <>
            <Select name={at('kind')} label="Kind" width="medium" options={plain(remediationKinds)} />
            <TextArea name={at('details')} label="What to do" rows={2} />
            <Field name={at('url')} label="Address" hint="https://…, where it can be had." />
          </>
        )}
      </Rows>
      <Rows kind="references" fields={fields} title="References" each="Reference">
        {at => (
          <>
            <Field name={at('url')} label="Address" hint="https://…" />
            <Field name={at('summary')} label="What it is" maxLength={256} />
            <Select name={at('kind')} label="Kind" width="medium" options={plain(referenceKinds)} />
          </>
        )}
      </Rows>
      <Rows
        kind="credits"
        fields={fields}
        title="Credit"
        each="Person or tool"
        intro="Nobody is named before they agreed to it. When they agreed is kept."
      >
        {at => (
          <>
            <Field name={at('name')} label="Name or pseudonym" maxLength={256} />
            <Select name={at('type')} label="Credit" width="medium" options={plain(creditTypes)} />
            <Field name={at('url')} label="Their page" hint="https://…, if they want it." />
            <Select
              name={at('agreed')}
              label="Do they want to be named?"
              width="medium"
              options={[
                { value: 'no', label: 'Not asked, or no' },
                { value: 'yes', label: 'Yes, they agreed' },
              ]}
            />
          </>
        )}
      </Rows>
      <Rows kind="timeline" fields={fields} title="Timeline" each="Event">
        {at => (
          <>
            <Field name={at('date')} label="Date" type="date" width="medium" />
            <Field name={at('time')} label="Hour in UTC" hint="14:30, if it matters." width="short" />
            <Field name={at('text')} label="What happened" />
          </>
        )}
      </Rows>
      <Section title="Sharing and dates">
        <Select
          name="tlp"
          label="TLP"
          hint="Only CLEAR can be published to everybody."
          width="medium"
          options={advisoryTlps.map(value => ({ value, label: `TLP:${value}` }))}
        />
        <Field name="distribution" label="Rules of distribution" hint="Beside TLP; may stay empty." />
        <Field name="discovered" label="Found on" type="date" width="medium" />
        <Field name="reported" label="Reported on" type="date" width="medium" />
      </Section>
      <ButtonRow>
        <Button kind="primary">Save advisory</Button>
      </ButtonRow>
    </Form>
  );
}

type RowsProps = {
  kind: Kind;
  fields: DraftFields;
  title: string;
  each: string;
  intro?: string;
  /** The fields of one row, named by `at`. */
  children: (at: (name: string) => string) => ComponentChildren;
};

/** The filled rows and one more; saving makes room for the next. Emptying a row takes it out. */
function Rows({ kind, fields, title, each, intro, children }: RowsProps) {
  const count = Math.min(countRows(fields, kind) + 1, ROWS[kind]);
  return (
    <Section title={title} intro={<p>{intro ?? ''} Empty a row to take it out; save to get another.</p>}>
      {Array.from({ length: count }, (_, row) => (
        <Card key={row} level={3} title={`${each} ${row + 1}`}>
          <div class="editor-row">{children(name => `${kind}.${row}.${name}`)}</div>
        </Card>
      ))}
    </Section>
  );
}
