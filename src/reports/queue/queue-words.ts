// What the queue calls doors, languages and whose turn it is.

import type { ReportSource } from '../report-record.ts';
import type { QueueOrder, WaitsFilter } from './queue-query.ts';

/** The door that a report came in by. */
export const sourceWords: Readonly<Record<ReportSource, string>> = {
  form: 'Form',
  embedded_form: 'Form on another site',
  email: 'E-mail',
  api: 'API',
  csaf: 'CSAF document',
  import: 'Import',
};

/** Whose turn it is. */
export const waitsWords: Readonly<Record<WaitsFilter, string>> = {
  reporter: 'Waits for the reporter',
  triage: 'Waits for us to triage',
  fix: 'Waits for us to fix',
  thirdparty: 'Waits for another company',
};

export const orderWords: Readonly<Record<QueueOrder, string>> = {
  due: 'What is due first',
  newest: 'Newest first',
  oldest: 'Oldest first',
  changed: 'Changed last first',
  priority: 'Worst first',
};

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** A language tag as people say it: `de` is German. */
export const languageName = (tag: string): string => languageNames.of(tag) ?? tag;
