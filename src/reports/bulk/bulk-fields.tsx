// The fields that a change of many reports asks for, by its kind.
import { Select } from '../../web/ui/choice.tsx';
import { Field, TextArea } from '../../web/ui/form.tsx';
import { closeReasons, shortestReason } from '../report-closing.ts';
import { type BulkKind, bulkCloseReasons } from './bulk-change.ts';

type BulkFieldsProps = {
  kind: BulkKind;
  people: readonly { readonly id: string; readonly name: string }[];
  labels: readonly string[];
};

export function BulkFieldList({ kind, people, labels }: BulkFieldsProps) {
  switch (kind) {
    case 'assign':
      return (
        <Select
          name="assignee"
          label="Who gets them"
          placeholder="Choose a person"
          width="medium"
          options={[
            ...people.map(({ id, name }) => ({ value: id, label: name })),
            { value: 'nobody', label: 'Nobody: back to the queue' },
          ]}
        />
      );
    case 'label':
      return (
        <>
          <Field name="add" label="Put on" hint="Parted by commas." width="medium" list="bulk-labels" />
          <Field name="remove" label="Take off" width="medium" list="bulk-labels" />
          <datalist id="bulk-labels">
            {labels.map(label => (
              <option key={label} value={label} />
            ))}
          </datalist>
        </>
      );
    case 'priority':
      return (
        <>
          <Select
            name="priority"
            label="Priority"
            placeholder="Choose a priority"
            width="medium"
            options={[1, 2, 3, 4, 5].map(level => ({ value: String(level), label: `P${level}` }))}
          />
          <TextArea
            name="text"
            label="Why"
            hint={`Needed where another priority is proposed: at least ${shortestReason} characters. The reporters will read it.`}
            rows={3}
          />
        </>
      );
    case 'ask':
      return (
        <>
          <Select
            name="blocker"
            label="What is missing"
            width="medium"
            options={[
              { value: 'reproduction', label: 'How to reproduce it' },
              { value: 'impact', label: 'What it can do' },
              { value: 'access', label: 'Access to something' },
              { value: 'credentials', label: 'An account to try it with' },
              { value: 'comment', label: 'A comment' },
              { value: 'other', label: 'Something else' },
            ]}
          />
          <TextArea name="text" label="The question" hint="The reporters will read it." rows={4} required />
          <Field name="dueAt" label="Answer by" type="date" width="medium" required />
        </>
      );
    case 'close':
      return (
        <>
          <Select
            name="closeReason"
            label="Why they are closed"
            hint="Closings that take two people are made on the page of each report."
            placeholder="Choose a reason"
            width="medium"
            options={bulkCloseReasons.map(reason => ({ value: reason, label: closeReasons[reason].label }))}
          />
          <Field
            name="original"
            label="Number of the earlier report"
            hint="Only for duplicates."
            placeholder="VDP-2026-0001"
            width="medium"
            autocomplete="off"
          />
          <TextArea
            name="text"
            label="What the reporters read about it"
            hint={`At least ${shortestReason} characters. Nothing is written for spam.`}
            rows={4}
          />
        </>
      );
  }
}
