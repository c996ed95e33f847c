// How states, moves and entries are called towards staff; towards the reporter, report-state-words.ts speaks.

import type { TimelineEntry } from '../conversation-store.ts';
import { closeReasons } from '../report-closing.ts';
import type { ReportHead } from '../report-record.ts';
import type { CloseReason, ReportState } from '../report-snapshot.ts';
import type { StateWords } from '../report-state-words.ts';
import { answerNames, type RetestAnswer } from '../retests/retest.ts';

/** A state as staff calls it. */
export const stateNames: Readonly<Record<ReportState, string>> = {
  draft: 'Draft',
  new: 'New',
  needs_info: 'Waiting for an answer',
  triaged: 'Confirmed',
  accepted: 'Being fixed',
  fixed: 'Fixed, to be checked',
  resolved: 'Resolved',
  closed: 'Closed',
};

/** The state of a report in two or three words. */
export function staffLabelOf(
  { state, closeReason }: Pick<ReportHead, 'state' | 'closeReason'>,
  words: StateWords,
): string {
  if (state === 'closed' && closeReason !== null) return closeReasons[closeReason].label;
  if (state === 'needs_info') return words.owes === 'reporter' ? 'Asked reporter' : 'Asked others';
  if (state === 'new' && words.label !== 'New') return words.label;
  return stateNames[state];
}

/** Amber where the team owes the next step on something fresh; what waits for others is calm. */
export function staffToneOf({ state }: Pick<ReportHead, 'state'>): 'attention' | 'info' | 'good' | 'neutral' {
  if (state === 'new') return 'attention';
  if (state === 'resolved') return 'good';
  return state === 'triaged' || state === 'accepted' ? 'info' : 'neutral';
}

/** What happened, as the title of an entry; `name` finds a person's name by id. */
export function entryTitle(entry: TimelineEntry, name: (id: string) => string): string {
  const { kind, details, from, to } = entry;
  const detail = (key: string): string => (typeof details[key] === 'string' ? details[key] : '');
  switch (kind) {
    case 'submit':
      return 'Report received';
    case 'read':
      return 'Opened for the first time';
    case 'assign': {
      const person = detail('assignee');
      return person === '' ? 'Given back to the queue' : `Given to ${name(person)}`;
    }
    case 'label':
      return Array.isArray(details['labels']) && details['labels'].length > 0
        ? `Labels: ${details['labels'].join(', ')}`
        : 'Labels taken off';
    case 'assess':
      return assessmentTitle(details);
    case 'duty_answered':
      return 'Answered whether it has to be reported to an authority';
    case 'duty_measure':
      return 'A corrective or mitigating measure is available';
    case 'duty_measure_withdrawn':
      return 'The measure is not available after all';
    case 'duty_submitted':
      return 'Recorded a submission to an authority';
    case 'duty_relief_proposed':
      return detail('relief') === 'extension'
        ? 'Proposed more time for a duty'
        : 'Proposed that a duty is not required';
    case 'duty_relief_decided':
      return detail('agreed') === 'yes' ? 'Agreed, as the second person' : 'Declined, as the second person';
    case 'weigh':
      return weighingTitle(details);
    case 'triage':
      return 'Confirmed';
    case 'ask':
      return 'Asked for information';
    case 'answer':
      return 'The reporter answered';
    case 'block':
      return `Also waits for ${partyWords[detail('on')] ?? 'somebody'}`;
    case 'unblock':
      return `No longer waits for ${partyWords[detail('on')] ?? 'somebody'}`;
    case 'resume':
      return 'Continued without an answer';
    case 'record_attempt':
      return 'Tried to reproduce it';
    case 'approve_closing':
      return 'Approved a closing';
    case 'accept':
      return detail('fixOwner') === ''
        ? 'Accepted for fixing'
        : `Accepted for fixing; ${name(detail('fixOwner'))} fixes it`;
    case 'mark_fixed':
      return 'Marked as fixed; the reporter is asked to check';
    case 'retest':
      return to === 'resolved' ? 'Checked: it is fixed' : 'Checked: it is not fixed';
    case 'retest_cause':
      if (detail('said') !== '') return `So said the reporter of ${detail('said')}`;
      return detail('by').startsWith('per_') ? `So found ${name(detail('by'))}` : 'The time to answer was over';
    case 'redact':
      return 'Made parts unreadable';
    case 'retest_asked':
      return 'Asked to check the fix';
    case 'retest_answered':
      return `Answered about the fix: ${(answerNames[detail('answer') as RetestAnswer] ?? '').toLowerCase()}`;
    case 'retest_expired':
      return 'No answer about the fix in time';
    case 'resolve_after_silence':
      return 'Resolved after silence';
    case 'close':
      return closingTitle(detail('closeReason'));
    case 'appeal':
      return 'The reporter asked for a second look';
    case 'reopen':
      return 'Opened again';
    case 'promote':
      return 'Opened again: the report that it repeats has fallen';
    case 'relink':
      return 'Repeats another report from now on';
    case 'claim':
      return 'Moved to an account';
    case 'add_files':
      return 'Files added';
    case 'release':
      return 'Released from the held reports';
    default:
      return from !== to && to !== null ? `Moved to ${stateNames[to].toLowerCase()}` : kind.replaceAll('_', ' ');
  }
}

/** Whom a report waits for, within a sentence. */
const partyWords: Readonly<Record<string, string>> = {
  reporter: 'the reporter',
  owner: 'the team that owns the target',
  thirdparty: 'another company',
};

function assessmentTitle({ priority, priorityBefore }: TimelineEntry['details']): string {
  const after = typeof priority === 'number' && priority > 0 ? `P${priority}` : 'no priority';
  const before = typeof priorityBefore === 'number' && priorityBefore > 0 ? `P${priorityBefore}` : 'no priority';
  return before === after ? `Judged again, still ${after}` : `Judged as ${after} (before: ${before})`;
}

function weighingTitle({ proposed, proposedBefore }: TimelineEntry['details']): string {
  const words = (level: unknown) => (typeof level === 'number' && level > 0 ? `P${level}` : 'no priority');
  return proposed === proposedBefore
    ? `Weighed; ${words(proposed)} stays proposed`
    : `Weighed; ${words(proposed)} is proposed (before: ${words(proposedBefore)})`;
}

function closingTitle(reason: string): string {
  // Unknown only when an older version knew a reason that this one doesn't.
  const known = Object.hasOwn(closeReasons, reason) ? closeReasons[reason as CloseReason] : undefined;
  return known ? `Closed: ${known.label.toLowerCase()}` : 'Closed';
}
