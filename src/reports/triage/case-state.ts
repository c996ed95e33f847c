// What a form on the page of a report came back with, for the page to show.

import type { FieldErrors } from '../../web/ui/form-state.ts';
import type { Fields } from './assessment-form.ts';

export type CaseState = {
  /** `assess`, `assign`, `message`, `note`, or the name of a move's form. */
  readonly form?: string;
  /** As it was typed. */
  readonly fields?: Fields;
  readonly errors?: FieldErrors;
  /** Somebody changed the report since the page was made. */
  readonly isOvertaken?: boolean;
  /** Why a message to the reporter looks like a note for the team. */
  readonly doubts?: readonly string[];
};
