// Why a report is held back, in words for staff.
import type { HoldRule } from './admission.ts';

type RuleWords = { readonly label: string; readonly why: string };

export const ruleWords: Readonly<Record<HoldRule, RuleWords>> = {
  repeated: { label: 'Same text again', why: 'The very same text had come several times that day.' },
  links: { label: 'Mostly links', why: 'Most of the text is links to sites that are not in scope.' },
  sender: { label: 'Sender over budget', why: 'The account or mail address had used up its budget of the week.' },
  network: { label: 'Network over budget', why: 'The sender’s network had used up its budget of the day.' },
  paused: { label: 'Came during a pause', why: 'It came by mail during a pause. It is released when the pause ends.' },
};
