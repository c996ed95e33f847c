// Who may judge a report: a triager who didn't send it.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { ReportRecord } from '../report-record.ts';
import { isReporter } from '../report-store.ts';

/** The same rule by which `lockForStaff` refuses. */
export const canWeigh = (actor: Actor, report: Pick<ReportRecord, 'id' | 'reporter'>): boolean =>
  actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
