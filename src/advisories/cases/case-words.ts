// The words of cases, as pages say them.
import type { VexJustification } from '../advisory-record.ts';
import type { CaseFact } from '../machines/case-facts.ts';
import type { EmState } from '../machines/embargo-management.ts';
import type { RmState } from '../machines/report-management.ts';
import type { CaseEntry, ParticipantRole, StatusWord } from './case-record.ts';

export const roleWords: Readonly<Record<ParticipantRole, { readonly label: string; readonly hint: string }>> = {
  case_owner: { label: 'Leads the case', hint: 'The team that opened it.' },
  finder: { label: 'Finder', hint: 'Found the weakness.' },
  reporter: { label: 'Reporter', hint: 'Told us about it.' },
  vendor: { label: 'Vendor', hint: 'Makes something that may be affected.' },
  deployer: { label: 'Deployer', hint: 'Runs something that may be affected.' },
  coordinator: { label: 'Coordinator', hint: 'Helps the parties, as a CERT does.' },
  observer: { label: 'Observer', hint: 'Reads along.' },
  cna: { label: 'CNA', hint: 'Assigns CVE ids.' },
};

export const statusWords: Readonly<Record<StatusWord, string>> = {
  affected: 'Affected',
  not_affected: 'Not affected',
  fixed: 'Fixed',
  under_investigation: 'Looking into it',
  unknown: 'Unknown',
};

export const justificationWords: Readonly<Record<VexJustification, string>> = {
  component_not_present: 'The component is not part of it',
  vulnerable_code_not_present: 'The vulnerable code is not part of it',
  vulnerable_code_not_in_execute_path: 'The vulnerable code is never run',
  vulnerable_code_cannot_be_controlled_by_adversary: 'An attacker can’t reach the vulnerable code',
  inline_mitigations_already_exist: 'It is already mitigated inside',
};

/** Where a participant stands, and the step that leads there as it would say it. */
export const progressWords: Readonly<Record<RmState, { readonly label: string; readonly step: string }>> = {
  start: { label: 'Not opened yet', step: 'Not opened yet' },
  received: { label: 'Received', step: 'Received it' },
  invalid: { label: 'Not confirmed', step: 'Can’t confirm it' },
  valid: { label: 'Confirmed', step: 'Confirmed it' },
  accepted: { label: 'Being worked on', step: 'Works on it' },
  deferred: { label: 'Put off', step: 'Puts it off' },
  closed: { label: 'Done', step: 'Is done with it' },
};

export const factWords: Readonly<
  Record<CaseFact, { readonly yes: string; readonly no: string; readonly record: string; readonly consequence: string }>
> = {
  V: {
    yes: 'The vendor knows',
    no: 'No vendor knows yet',
    record: 'The vendor knows of it',
    consequence: 'From now on fixes can be recorded.',
  },
  F: {
    yes: 'A fix is ready',
    no: 'No fix is ready',
    record: 'A fix is ready',
    consequence: 'All parties are told that something about the matter has become true.',
  },
  D: {
    yes: 'The fix is deployed',
    no: 'No fix is deployed',
    record: 'The fix is deployed',
    consequence: 'All parties are told that something about the matter has become true.',
  },
  P: {
    yes: 'The public knows',
    no: 'The public doesn’t know',
    record: 'The public knows of it',
    consequence:
      'There is no secret left: an embargo that is in force or proposed ends at once, and all parties are told.',
  },
  X: {
    yes: 'An exploit is public',
    no: 'No exploit is public',
    record: 'An exploit is public',
    consequence:
      'With an exploit the public knows too. An embargo that is in force or proposed ends at once, and all parties are told.',
  },
  A: {
    yes: 'Attacks were seen',
    no: 'No attacks were seen',
    record: 'Attacks were seen',
    consequence: 'An embargo that is in force or proposed ends at once, and all parties are told.',
  },
};

export const embargoWords: Readonly<Record<EmState, string>> = {
  none: 'No embargo',
  proposed: 'Embargo proposed',
  active: 'Under embargo',
  revise: 'Under embargo, change proposed',
  exited: 'Embargo has ended',
};

type Names = {
  /** Who did it. */
  readonly nameOf: (id: string | null | undefined) => string;
  readonly vulnerabilityOf: (id: string | undefined) => string;
};

/** An entry of the story as a line; times in it are said by the page, with their zone. */
export function entryTitle({ kind, details, participant }: CaseEntry, { nameOf, vulnerabilityOf }: Names): string {
  const about = nameOf(details['participant'] ?? participant);
  switch (kind) {
    case 'opened':
      return 'Case opened';
    case 'edited':
      return 'Description changed';
    case 'invited':
      return `${about} invited`;
    case 'link_sent':
      return `New link mailed to ${about}`;
    case 'joined':
      return `${about} opened its page`;
    case 'removed':
      return `${about} taken out of the case`;
    case 'progress':
      return `${about}: ${progressWords[(details['to'] ?? 'received') as RmState].label.toLowerCase()}`;
    case 'vulnerability':
      return `Added: ${vulnerabilityOf(details['vulnerability'])}`;
    case 'status':
      return `${about}: ${statusWords[(details['status'] ?? 'unknown') as StatusWord].toLowerCase()}`;
    case 'statement':
      return `${about} wrote its statement`;
    case 'fact': {
      const { yes } = factWords[(details['fact'] ?? 'V') as CaseFact];
      return details['follows'] === undefined ? yes : `${yes}, as a consequence`;
    }
    case 'embargo_proposed':
      return `${about} proposed an embargo`;
    case 'embargo_answered':
      return `${about} ${details['answer'] === 'agree' ? 'agrees with' : 'does not want'} the proposed embargo`;
    case 'embargo_agreed':
      return 'Embargo agreed on';
    case 'embargo_rejected':
      return details['cause'] === undefined
        ? 'Proposed embargo turned down'
        : 'Proposed embargo off: the secret is out';
    case 'embargo_kept':
      return `${about} keeps the embargo`;
    case 'embargo_ended':
      return endings[details['cause'] ?? ''] ?? 'Embargo ended: the secret is out';
    case 'message':
      return 'Message';
    case 'published':
      return 'Advisory published';
    case 'closed':
      return 'Case closed';
  }
}

const endings: Readonly<Record<string, string>> = {
  time: 'Embargo ended: its time has come',
  staff: 'Embargo ended before its time',
};
