// A change of many reports at once, as plain values: what is asked for, and what was said of each report.

export const bulkKinds = ['assign', 'label', 'priority', 'ask', 'close'] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** `draft`: the form is empty. The rest follows: a preview of each report, then the change of each. */
export type BulkPhase = 'draft' | 'previewing' | 'previewed' | 'running' | 'done';

/** What will happen or has happened to one report. */
export type Verdict = { readonly ok: boolean; readonly says: string };

export type BulkItem = {
  readonly position: number;
  readonly report: string;
  /** As the preview saw it. */
  readonly revision: number | null;
  readonly preview: Verdict | null;
  readonly result: Verdict | null;
};

/** Form fields by name. */
export type BulkFields = Readonly<Record<string, string | undefined>>;

export type BulkChange = {
  readonly id: string;
  readonly actor: string;
  readonly kind: BulkKind;
  readonly phase: BulkPhase;
  readonly fields: BulkFields;
  /** The filters of the queue it was begun from. */
  readonly backTo: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

/** At most so many reports in one change. */
export const mostReports = 500;

/** Up to this many are done while one waits; more are left to a job. */
export const doneAtOnce = 50;

/** What is done, as the beginning of a sentence, and on its button. */
export const bulkWords: Readonly<Record<BulkKind, { readonly title: string; readonly button: string }>> = {
  assign: { title: 'Give reports to somebody', button: 'Assign' },
  label: { title: 'Label reports', button: 'Label' },
  priority: { title: 'Set a priority', button: 'Priority' },
  ask: { title: 'Ask reporters', button: 'Ask' },
  close: { title: 'Close reports', button: 'Close' },
};

/** The closings that can be right for many reports alike; those that take two people are made one by one. */
export const bulkCloseReasons = [
  'spam',
  'not_applicable',
  'informational',
  'out_of_scope',
  'not_reproducible',
  'duplicate',
] as const;

/** What the form of a change lacks, whichever reports it is for; by field. */
export function whatBulkLacks(kind: BulkKind, fields: BulkFields): Record<string, string> {
  const has = (name: string): boolean => (fields[name] ?? '').trim() !== '';
  const need = (name: string, sentence: string): Record<string, string> => (has(name) ? {} : { [name]: sentence });
  switch (kind) {
    case 'assign':
      return need('assignee', 'Choose who gets them, or that nobody has them.');
    case 'label':
      return has('add') || has('remove') ? {} : { add: 'Say which labels to put on or to take off.' };
    case 'priority':
      return need('priority', 'Choose a priority from P1 to P5.');
    case 'ask':
      return {
        ...need('text', 'Write the question; the reporters will read it.'),
        ...need('dueAt', 'Enter the day to answer by.'),
      };
    case 'close':
      return {
        ...need('closeReason', 'Choose why they are closed.'),
        ...(fields['closeReason'] !== 'spam' && need('text', 'Say why; the reporters will read it.')),
        ...(fields['closeReason'] === 'duplicate' && need('original', 'Enter the number of the earlier report.')),
      };
  }
}
