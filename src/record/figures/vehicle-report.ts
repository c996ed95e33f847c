// The outcome of monitoring as UN Regulation No. 155 wants it reported once a year: counts, kinds, affected targets, what was done, what is left. Pure.

import type { Cell } from '../../core/sheets/write-csv.ts';
import { type CurrentProgram, findNode, findTarget, nameInWords } from '../../program/index.ts';
import type { ReportStory } from '../../reports/index.ts';
import { dayOf } from '../log/day.ts';
import type { ReportingPeriod } from './reporting-period.ts';

export type VehicleFinding = {
  readonly report: string;
  readonly received: string;
  readonly kind: string;
  readonly target: string;
  readonly targetCategory: string;
  readonly priority: string;
  readonly exploited: 'yes' | 'no' | 'unknown';
  readonly action: string;
  readonly endedOn: string | null;
  readonly residualRisk: string;
};

export type VehicleReport = {
  readonly format: 'telltale-r155-1';
  readonly regulation: string;
  readonly program: string;
  readonly year: string;
  readonly from: string;
  readonly through: string;
  readonly timeZone: string;
  readonly counts: {
    readonly received: number;
    readonly confirmed: number;
    readonly notConfirmed: number;
    readonly notDecided: number;
    readonly exploited: number;
    readonly fixed: number;
    readonly riskAccepted: number;
    readonly openConfirmed: number;
  };
  readonly byKind: readonly Count[];
  readonly byTarget: readonly Count[];
  /** Confirmed ones that came in the year, or were open in it. */
  readonly findings: readonly VehicleFinding[];
};

export type Count = { readonly name: string; readonly reports: number; readonly confirmed: number };

const REGULATION = 'UN Regulation No. 155, paragraphs 7.2.2.2 (g) and (h), 7.3.7 and 7.4.1';

/** @param stories of all reports; those that came after the period are left out */
export function vehicleReport(
  stories: readonly ReportStory[],
  program: CurrentProgram,
  { name, from, through }: ReportingPeriod,
): VehicleReport {
  const { timeZone } = program.calendar;
  const day = (at: Date): string => dayOf(at, timeZone);
  const inTime = stories.filter(story => day(story.submittedAt) <= through);
  const received = inTime.filter(story => day(story.submittedAt) >= from);
  const facts = received.map(story => standingOf(story, through, day));
  const counted = (what: Standing['result']): number => facts.filter(({ result }) => result === what).length;
  const kind = (story: ReportStory): string => kindName(story, program);
  const target = (story: ReportStory): string => targetOf(story, program).name;
  return {
    format: 'telltale-r155-1',
    regulation: REGULATION,
    program: program.handle,
    year: name,
    from,
    through,
    timeZone,
    counts: {
      received: received.length,
      confirmed: facts.filter(({ isConfirmed }) => isConfirmed).length,
      notConfirmed: facts.filter(({ isConfirmed, result }) => !isConfirmed && result !== 'open').length,
      notDecided: facts.filter(({ isConfirmed, result }) => !isConfirmed && result === 'open').length,
      exploited: received.filter(({ exploited }) => exploited === 'yes').length,
      fixed: counted('fixed'),
      riskAccepted: counted('accepted'),
      openConfirmed: facts.filter(({ isConfirmed, result }) => isConfirmed && result === 'open').length,
    },
    byKind: countsBy(received, kind, story => standingOf(story, through, day).isConfirmed),
    byTarget: countsBy(received, target, story => standingOf(story, through, day).isConfirmed),
    findings: inTime.flatMap(story => {
      const { isConfirmed, result, endedOn, action, residualRisk } = standingOf(story, through, day);
      const isOfYear = day(story.submittedAt) >= from || endedOn === null || endedOn >= from;
      if (!isConfirmed || result === 'other' || !isOfYear) return [];
      return [
        {
          report: story.number,
          received: day(story.submittedAt),
          kind: kind(story),
          target: target(story),
          targetCategory: targetOf(story, program).category,
          priority: story.priority === null ? 'not judged' : `P${story.priority}`,
          exploited: story.exploited ?? 'unknown',
          action,
          endedOn,
          residualRisk,
        },
      ];
    }),
  };
}

type Standing = {
  readonly isConfirmed: boolean;
  readonly result: 'open' | 'fixed' | 'accepted' | 'other';
  readonly endedOn: string | null;
  readonly action: string;
  readonly residualRisk: string;
};

/** Where a report stood at the end of a day: its steps up to then, in order. */
function standingOf({ steps, remediationDueAt }: ReportStory, through: string, day: (at: Date) => string): Standing {
  let standing: Standing = open(false, 'Being looked at', 'Not known yet');
  for (const { at, kind, to, closeReason } of steps.filter(({ at }) => day(at) <= through)) {
    const { isConfirmed } = standing;
    if (kind === 'triage') standing = open(true, 'Confirmed; a fix is to be planned', 'Open');
    else if (kind === 'accept' || (kind === 'retest' && to === 'accepted'))
      standing = open(
        true,
        'A fix is being made',
        remediationDueAt === null ? 'Open' : `Open; a fix is planned for ${day(remediationDueAt)}`,
      );
    else if (kind === 'mark_fixed')
      standing = {
        isConfirmed,
        result: 'fixed',
        endedOn: day(at),
        action: 'Fixed; the fix is being checked',
        residualRisk: 'Until the fix is checked',
      };
    else if (to === 'resolved')
      standing = {
        isConfirmed,
        result: 'fixed',
        endedOn: day(at),
        action: 'Fixed, and the fix checked',
        residualRisk: 'None known',
      };
    else if (kind === 'close') standing = closed(isConfirmed, closeReason, day(at));
    else if (kind === 'appeal' || kind === 'reopen' || kind === 'promote')
      standing = open(false, 'Being looked at again', 'Not known yet');
  }
  return standing;
}

const open = (isConfirmed: boolean, action: string, residualRisk: string): Standing => ({
  isConfirmed,
  result: 'open',
  endedOn: null,
  action,
  residualRisk,
});

function closed(isConfirmed: boolean, reason: ReportStory['closeReason'], endedOn: string): Standing {
  if (reason === 'accepted_risk')
    return {
      isConfirmed: true,
      result: 'accepted',
      endedOn,
      action: 'No fix: the risk was accepted',
      residualRisk: 'Accepted, with an owner and an end',
    };
  if (reason === 'informational')
    return {
      isConfirmed: true,
      result: 'accepted',
      endedOn,
      action: 'No change was needed',
      residualRisk: 'As explained to the reporter',
    };
  return {
    isConfirmed: isConfirmed && reason === 'withdrawn',
    result: 'other',
    endedOn,
    action: 'Closed',
    residualRisk: 'None',
  };
}

function kindName({ taxonomyId }: ReportStory, { taxonomy }: CurrentProgram): string {
  const found = taxonomyId === null ? null : findNode(taxonomy, taxonomyId);
  return found === null ? 'Another kind' : nameInWords(found);
}

function targetOf({ targetId }: ReportStory, program: CurrentProgram): { name: string; category: string } {
  const found = targetId === null ? undefined : findTarget(program, targetId);
  return found ?? { name: 'Not listed', category: 'other' };
}

function countsBy(
  stories: readonly ReportStory[],
  nameOf: (story: ReportStory) => string,
  isConfirmed: (story: ReportStory) => boolean,
): Count[] {
  return [...Map.groupBy(stories, nameOf)]
    .map(([name, of]) => ({ name, reports: of.length, confirmed: of.filter(isConfirmed).length }))
    .toSorted((one, other) => other.reports - one.reports || (one.name < other.name ? -1 : 1));
}

/** The findings as rows of a table, under `vehicleHeading`. */
export const vehicleRows = ({ findings }: VehicleReport): Cell[][] =>
  findings.map(finding => vehicleHeading.map(name => finding[name]));

export const vehicleHeading = [
  'report',
  'received',
  'kind',
  'target',
  'targetCategory',
  'priority',
  'exploited',
  'action',
  'endedOn',
  'residualRisk',
] as const satisfies readonly (keyof VehicleFinding)[];
