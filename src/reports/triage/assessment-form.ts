// Reads how staff judges a report: target, kind, CVSS, priority, and why when it differs from what was proposed.

import {
  type CurrentProgram,
  findNode,
  findTarget,
  type Priority,
  scoreFields,
  scoreForAsset,
} from '../../program/index.ts';
import { type Ground, proposeFor } from '../priority/load-proposal.ts';
import { lengthOf, shortestReason } from '../report-closing.ts';
import type { ReportPriority, ReportRecord } from '../report-record.ts';
import type { Assessment } from '../report-store.ts';

/** Fields as they came in; a missing one is the same as an empty one. */
export type Fields = Readonly<Record<string, string | undefined>>;

export type AssessmentRead =
  | {
      readonly ok: true;
      readonly assessment: Assessment;
      readonly explanation: string | null;
      /** What the rules propose for what was entered. */
      readonly proposed: Priority | null;
    }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** What is in force when the form is read. */
export type AssessmentContext = {
  readonly program: CurrentProgram;
  readonly report: ReportRecord;
  /** What else the report is weighed by. */
  readonly ground: Ground;
  readonly at: Date;
};

/** The fields as they stand in the report now. */
export const fieldsOfAssessment = (report: ReportRecord): Record<string, string> => ({
  target: report.targetId ?? '',
  taxonomy: report.taxonomyId ?? '',
  cvss: report.cvssVector ?? '',
  priority: report.priority === null ? '' : String(report.priority),
  exploited: report.exploited ?? '',
});

/**
 * Reads the form. A priority is needed, and an explanation when it is not the proposed one and has not been explained
 * before. The vector is scored for the target: its requirements count where the vector says none.
 */
export function readAssessment(fields: Fields, { program, report, ground, at }: AssessmentContext): AssessmentRead {
  const text = (name: string): string => (fields[name] ?? '').trim();
  const errors: Record<string, string> = {};
  const target = text('target') === '' ? null : (findTarget(program, text('target')) ?? undefined);
  if (target === undefined) errors['target'] = 'Choose one of the targets.';
  const kind = text('taxonomy') === '' ? null : (findNode(program.taxonomy, text('taxonomy')) ?? undefined);
  if (kind === undefined) errors['taxonomy'] = 'Choose one of the kinds in the list.';
  const scored = scoreFields(fields, text('cvss'));
  if (scored?.ok === false) errors['cvss'] = scored.reason;
  const priority = ([1, 2, 3, 4, 5] as const).find(level => String(level) === text('priority')) ?? null;
  if (priority === null) errors['priority'] = 'Choose a priority from P1 to P5.';
  const exploited = (['yes', 'no', 'unknown'] as const).find(answer => answer === text('exploited')) ?? null;
  const explanation = text('explanation');
  const cvssVector = scored?.ok ? scored.vector : null;
  const taxonomyId = kind ? kind.id : null;
  const judged = { taxonomyId, cvssVector, targetId: target?.id ?? null, exploited };
  const proposed = proposeFor(program, judged, ground).priority;
  if (needsExplanation(proposed, priority, report) && lengthOf(explanation) < shortestReason) {
    errors['explanation'] =
      `P${proposed} is proposed. Say in at least ${shortestReason} characters why it is P${priority}; the reporter will read it.`;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const weighed = cvssVector === null ? null : scoreForAsset(cvssVector, target?.requirements ?? {});
  return {
    ok: true,
    assessment: {
      targetId: target ? target.id : null,
      taxonomyId,
      taxonomyVersion: kind ? program.taxonomy.version : null,
      cvssVector,
      cvssScore: weighed?.ok ? weighed.score : null,
      priority,
      exploited,
      assessedAt: at,
    },
    explanation: explanation === '' ? null : explanation,
    proposed,
  };
}

/** A priority that staff explained once need not be explained again as long as it stays. */
function needsExplanation(proposed: Priority | null, chosen: ReportPriority | null, report: ReportRecord): boolean {
  if (proposed === null || chosen === null || proposed === chosen) return false;
  return report.assessedAt === null || report.priority !== chosen;
}
