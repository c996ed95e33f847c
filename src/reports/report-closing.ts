// Why a report may be closed: each reason, what it means to the reporter, and what it takes to use it.

import type { Actor, CloseReason, MoveRole, Original, Refused, ReportSnapshot } from './report-snapshot.ts';

/** What a closing must bring. `text` is shown to the reporter as written. */
export type Closing =
  | { reason: 'duplicate'; text: string; original: Original }
  | { reason: 'informational' | 'not_reproducible' | 'not_applicable'; text: string }
  | { reason: 'accepted_risk'; text: string; riskOwnerId: string; expiresAt: Date }
  | { reason: 'out_of_scope'; text: string; scopeRuleId: string; scopeVersionId: string }
  | { reason: 'rules_violation'; text: string; policyClauseId: string }
  | { reason: 'spam' | 'withdrawn' | 'abandoned' };

/** Days without an answer before a report counts as abandoned, and days of notice before that. */
const abandonedAfterDays = 30;
const abandonNoticeDays = 7;

/** The shortest explanation that a reporter is given, in characters after trimming. */
export const shortestReason = 20;

/** What a close reason means and takes. */
export type ReasonRow = {
  label: string;
  /** What the reporter reads. */
  meaning: string;
  by: readonly MoveRole[];
  /** A second staff member must have approved this reason on this report beforehand. */
  secondPerson: boolean;
  /** Names of the fields a form asks for, in order. */
  needs: readonly string[];
};

/** Every close reason as data. Source: the programme's workflow, one row per reason. */
export const closeReasons: Readonly<Record<CloseReason, ReasonRow>> = {
  duplicate: {
    label: 'Duplicate',
    meaning: 'Someone reported this earlier; one fix will answer both. You share its news.',
    by: ['triager'],
    secondPerson: false,
    needs: ['original', 'text'],
  },
  informational: {
    label: 'Informational',
    meaning: 'What you found is true, but we won’t change anything; the reason is given.',
    by: ['triager'],
    secondPerson: false,
    needs: ['text'],
  },
  accepted_risk: {
    label: 'Accepted risk',
    meaning: 'This is a vulnerability. We have decided to live with it until a set date, and someone answers for that.',
    by: ['triager'],
    secondPerson: true,
    needs: ['text', 'riskOwnerId', 'expiresAt'],
  },
  not_reproducible: {
    label: 'Not reproducible',
    meaning: 'We tried to reproduce this and asked you for help, but could not make it happen.',
    by: ['triager'],
    secondPerson: false,
    needs: ['text'],
  },
  not_applicable: {
    label: 'Not applicable',
    meaning: 'We looked at this and don’t see a security problem; the reason is given.',
    by: ['triager'],
    secondPerson: false,
    needs: ['text'],
  },
  out_of_scope: {
    label: 'Out of scope',
    meaning: 'The target is outside this program’s scope; the rule that says so is named.',
    by: ['triager'],
    secondPerson: false,
    needs: ['scopeRuleId', 'scopeVersionId', 'text'],
  },
  rules_violation: {
    label: 'Rules violation',
    meaning: 'The testing went against the policy; the clause is named, and two people looked at it.',
    by: ['triager'],
    secondPerson: true,
    needs: ['policyClauseId', 'text'],
  },
  spam: {
    label: 'Spam',
    meaning: 'We could not find a report in this message.',
    by: ['triager'],
    secondPerson: false,
    needs: [],
  },
  withdrawn: {
    label: 'Withdrawn',
    meaning: 'You took this report back.',
    by: ['reporter'],
    secondPerson: false,
    needs: [],
  },
  abandoned: {
    label: 'Abandoned',
    meaning: 'We asked a question, reminded you, and got no answer. You can take it up again.',
    by: ['system'],
    secondPerson: false,
    needs: [],
  },
};

/**
 * What stands against closing for this reason, whatever the closing itself says: the part that a form can't supply.
 * `null` when nothing does.
 */
export function whyNotClose(report: ReportSnapshot, reason: CloseReason, actor: Actor, at: Date): Refused | null {
  const row = closeReasons[reason];
  if (!row.by.some(role => actor.roles.includes(role))) {
    return { code: 'role_may_not', sentence: `Only the ${row.by.join(' or ')} can close a report as ${reason}.` };
  }
  if (row.secondPerson && !report.approvals.some(given => given.reason === reason && given.by !== actor.id)) {
    return {
      code: 'second_person_needed',
      sentence: `Closing as “${row.label}” needs the approval of someone other than you.`,
    };
  }
  if (reason === 'not_reproducible') return whyNotUnreproducible(report, at);
  if (reason === 'abandoned') return whyNotAbandoned(report, at);
  return null;
}

/** What the closing itself lacks; `null` when it is complete. */
export function whatClosingLacks(report: ReportSnapshot, closing: Closing, at: Date): Refused | null {
  if ('text' in closing && lengthOf(closing.text) < shortestReason) {
    return {
      code: 'reason_too_short',
      sentence: `Say why in at least ${shortestReason} characters; the reporter will read it.`,
    };
  }
  switch (closing.reason) {
    case 'duplicate':
      return whyNotOriginal(report, closing.original);
    case 'accepted_risk':
      if (closing.riskOwnerId === '')
        return { code: 'risk_owner_missing', sentence: 'Name who answers for this risk.' };
      if (!(closing.expiresAt.getTime() > at.getTime())) {
        return { code: 'expiry_missing', sentence: 'Give a date in the future on which this decision ends.' };
      }
      return null;
    case 'out_of_scope':
      if (closing.scopeRuleId === '' || closing.scopeVersionId === '') {
        return {
          code: 'scope_rule_missing',
          sentence: 'Name the scope rule and the version of the scope it stands in.',
        };
      }
      return null;
    case 'rules_violation':
      if (closing.policyClauseId === '') {
        return { code: 'policy_clause_missing', sentence: 'Name the clause of the policy that was broken.' };
      }
      return null;
    default:
      return null;
  }
}

/** Characters of a text as a person counts them: code points, white space collapsed. */
export function lengthOf(text: string): number {
  return [...text.trim().replace(/\s+/gu, ' ')].length;
}

const dayMs = 86_400_000;

function whyNotUnreproducible(report: ReportSnapshot, at: Date): Refused | null {
  if (report.attempts < 1) {
    return { code: 'attempt_missing', sentence: 'Record at least one attempt to reproduce this first.' };
  }
  const question = report.question;
  if (question === null) {
    return { code: 'question_missing', sentence: 'Ask the reporter for help before you give up on this.' };
  }
  if (question.answeredAt === null && at.getTime() < question.dueAt.getTime()) {
    return { code: 'question_open', sentence: 'The reporter still has time to answer your question.' };
  }
  return null;
}

function whyNotAbandoned(report: ReportSnapshot, at: Date): Refused | null {
  const question = report.question;
  if (report.state !== 'needs_info' || question === null || question.answeredAt !== null) {
    return { code: 'question_missing', sentence: 'Only a report that waits for its reporter can be abandoned.' };
  }
  if (at.getTime() - question.askedAt.getTime() < abandonedAfterDays * dayMs) {
    return { code: 'too_early', sentence: `A report is abandoned after ${abandonedAfterDays} days without an answer.` };
  }
  if (question.noticeAt === null || at.getTime() - question.noticeAt.getTime() < abandonNoticeDays * dayMs) {
    return { code: 'notice_missing', sentence: `The reporter must have had notice for ${abandonNoticeDays} days.` };
  }
  return null;
}

/** What stands against an original of this report. */
export function whyNotOriginal(report: ReportSnapshot, original: Original): Refused | null {
  if (original.id === '') {
    return { code: 'original_missing', sentence: 'Link the earlier report or issue that this one repeats.' };
  }
  if (original.id === report.id) {
    return { code: 'original_is_itself', sentence: 'A report can’t be a duplicate of itself.' };
  }
  if (report.submittedAt === null || !(original.receivedAt.getTime() < report.submittedAt.getTime())) {
    return { code: 'original_not_earlier', sentence: 'The original must have been received before this report.' };
  }
  return null;
}
