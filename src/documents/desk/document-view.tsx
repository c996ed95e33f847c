// A document on the page of staff: its form, and its versions.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { FileInput, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { LARGEST_FILE } from '../marks/open-pdf.ts';
import { sizeText } from '../pages/parts.tsx';
import type { DocumentState, RequestedDocument, Version } from '../shelf/document-store.ts';
import { approvalWords } from '../shelf/list-offered.ts';

export const stateWords: Readonly<Record<DocumentState, string>> = {
  draft: 'Draft: nobody sees it',
  listed: 'Listed: can be asked for',
  retired: 'Retired: nobody reads it any more',
};

type ViewProps = {
  /** Undefined for one that is not there yet. */
  document: RequestedDocument | undefined;
  versions: readonly Version[];
  values: FormValues;
  errors: FieldErrors;
};

export function DocumentView({ document, versions, values, errors }: ViewProps) {
  const { file, ...others } = errors;
  return (
    <>
      <Form
        action={document ? href(routes.documents.document, { id: document.id }) : href(routes.documents.newDocument)}
        values={values}
        errors={others}
        guarded
      >
        <FormErrors kept="What you typed was kept." />
        <Hidden name="revision" value={String(values['revision'] ?? '0')} />
        <Field name="title" label="Title" hint="Everybody reads it, and it names the file." maxLength={120} required />
        <TextArea
          name="about"
          label="What it is"
          hint="A sentence for the public page."
          rows={2}
          maxLength={300}
          required
        />
        <RadioGroup
          name="approvals"
          label="Who decides"
          options={approvalWords.map((label, count) => ({ value: String(count), label }))}
          required
        />
        <Field name="grantDays" label="Days a grant lasts" type="number" min={1} max={90} required />
        <Select
          name="state"
          label="State"
          hint="Taken off the list, it is closed to everybody at once; to list it again, upload it again."
          options={Object.entries(stateWords).map(([value, label]) => ({ value, label }))}
          required
        />
        <ButtonRow>
          <Button kind="primary">Save</Button>
        </ButtonRow>
      </Form>
      {document && <Versions document={document} versions={versions} error={file} />}
    </>
  );
}

type VersionsProps = { document: RequestedDocument; versions: readonly Version[]; error: string | undefined };

const Versions = ({ document, versions, error }: VersionsProps) => (
  <Section title="Versions" intro={<p>A new version ends every access to the one before, at once.</p>}>
    <Form
      action={href(routes.documents.version, { id: document.id })}
      scope="version"
      multipart
      errors={error === undefined ? {} : { file: error }}
      label="New version"
    >
      <FormErrors title="Not taken in" />
      <FileInput
        name="file"
        label="PDF of the new version"
        accept=".pdf"
        maxBytes={LARGEST_FILE}
        hint="Up to 20 MB and 500 pages. Each page is marked once as a trial; what cannot be marked is refused."
      />
      <ButtonRow>
        <Button icon="upload">Take it in</Button>
      </ButtonRow>
    </Form>
    <Table
      caption="Versions"
      captionHidden
      dense
      rows={versions}
      rowKey={({ id }) => id}
      empty={<EmptyState title="There is no version yet" icon="file-text" />}
      columns={[
        { key: 'number', label: 'Version', main: true, cell: ({ number }) => `Version ${number}` },
        {
          key: 'state',
          label: 'State',
          narrow: true,
          cell: ({ state }) => (
            <Badge tone={state === 'current' ? 'good' : 'neutral'}>
              {state === 'current' ? 'Given out' : 'Superseded'}
            </Badge>
          ),
        },
        { key: 'at', label: 'Since', cell: ({ createdAt }) => <Time at={createdAt} /> },
        { key: 'size', label: 'Size', cell: ({ pages, size }) => `${pages} pages, ${sizeText(size)}` },
        { key: 'hash', label: 'SHA-256', cell: ({ sha256 }) => <Mono>{`${sha256.slice(0, 16)}…`}</Mono> },
      ]}
    />
  </Section>
);
