// What a form on the page of an issue came back with, for the page to show.
import type { FieldErrors, FormValues } from '../../../web/ui/form-state.ts';

export type IssuePageState = {
  readonly form?: 'accept' | 'mark_fixed' | 'split' | 'merge' | 'retest' | 'check';
  readonly values?: FormValues;
  readonly errors?: FieldErrors;
  readonly isOvertaken?: boolean;
};
