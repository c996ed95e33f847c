// What a reporter is told about the state of a report: one sentence, what happens next, and who owes it.

import { closeReasons } from './report-closing.ts';
import type { BlockedParty, ReportSnapshot } from './report-snapshot.ts';

/** Whose turn it is. `nobody` when the report has ended. */
export type Debtor = 'reporter' | 'triager' | 'owner' | 'thirdparty' | 'nobody';

/** Which clock says by when; `question` is the answer's due date in the snapshot. */
export type OwedBy = 'question' | 'acknowledge_and_decide' | 'remediate' | 'retest' | null;

export type StateWords = {
  /** The state as a label. */
  label: string;
  /** One sentence that the reporter can repeat to a colleague. */
  sentence: string;
  /** What happens next. */
  next: string;
  owes: Debtor;
  clock: OwedBy;
};

/** What to tell the reporter now. Depends on the snapshot alone; the due date comes from the clock that is named. */
export function describeState(report: ReportSnapshot): StateWords {
  switch (report.state) {
    case 'draft':
      return {
        label: 'Draft',
        sentence: 'You have begun this report; nobody else has seen it.',
        next: 'Send it when it is ready.',
        owes: 'reporter',
        clock: null,
      };
    case 'new':
      return report.reopened > 0
        ? {
            label: 'New, second look',
            sentence: 'This report is open again and will be judged by someone else.',
            next: 'Another person on the team reads everything and decides.',
            owes: 'triager',
            clock: 'acknowledge_and_decide',
          }
        : {
            label: 'New',
            sentence: 'We have your report and will read it.',
            next: 'A person answers you, then tries to confirm what you found.',
            owes: 'triager',
            clock: 'acknowledge_and_decide',
          };
    case 'needs_info':
      return needsInfo(report);
    case 'triaged':
      return {
        label: 'Confirmed',
        sentence: 'We have confirmed what you found and nobody reported it before you.',
        next: 'The team that owns the target takes it on and sets a date for the fix.',
        owes: 'owner',
        clock: 'remediate',
      };
    case 'accepted':
      return {
        label: 'Being fixed',
        sentence: 'Someone is responsible for the fix and has a date for it.',
        next: 'You hear from us when it is fixed, and can check it.',
        owes: 'owner',
        clock: 'remediate',
      };
    case 'fixed':
      return fixed(report);
    case 'resolved':
      return {
        label: 'Resolved',
        sentence: 'This is fixed, and the fix was checked or left standing.',
        next: secondLook(report, 'Thank you.'),
        owes: 'nobody',
        clock: null,
      };
    case 'closed': {
      const row = report.closeReason === null ? null : closeReasons[report.closeReason];
      return {
        label: row === null ? 'Closed' : `Closed: ${row.label.toLowerCase()}`,
        sentence: row?.meaning ?? 'This report is closed.',
        next: secondLook(report, ''),
        owes: 'nobody',
        clock: null,
      };
    }
  }
}

function fixed({ retest }: ReportSnapshot): StateWords {
  const asked = {
    label: 'Fixed, please check',
    sentence: 'We believe this is fixed.',
    owes: 'reporter',
    clock: 'retest',
  } as const;
  if (retest === null)
    return {
      ...asked,
      next: 'Try it again if you like and tell us; without word from you we call it resolved after 14 days.',
    };
  if (retest.waits === 'reporter')
    return {
      ...asked,
      next: 'Try it again if you like and tell us what you saw; without word from you the team checks it alone.',
    };
  return {
    label: 'Fixed, being checked',
    sentence: 'We believe this is fixed, and the check of the fix is under way.',
    next: 'You need to do nothing; we tell you how it ends.',
    owes: 'owner',
    clock: 'retest',
  };
}

function needsInfo(report: ReportSnapshot): StateWords {
  const parties = new Set<BlockedParty>(report.blockers.map(blocker => blocker.on));
  if (parties.has('reporter') || parties.size === 0) {
    return {
      label: 'Waiting for you',
      sentence: 'We can’t go on without something from you.',
      next: 'Answer our question below; our own deadlines rest until then.',
      owes: 'reporter',
      clock: 'question',
    };
  }
  const onOwner = parties.has('owner');
  return {
    label: onOwner ? 'Waiting for the team' : 'Waiting for another company',
    sentence: onOwner
      ? 'We can’t go on without the team that owns the target.'
      : 'We can’t go on without another company’s answer.',
    next: 'You need to do nothing; we tell you when it goes on.',
    owes: onOwner ? 'owner' : 'thirdparty',
    clock: 'question',
  };
}

function secondLook(report: ReportSnapshot, otherwise: string): string {
  return report.appealed
    ? otherwise || 'Someone else took a second look; this is final.'
    : `${otherwise} If you disagree, you can ask once for a second look by someone else.`.trim();
}
