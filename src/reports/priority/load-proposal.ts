// Gathers what a report's priority is proposed from.
import type { Kernel } from '../../core/kernel.ts';
import { type CurrentProgram, findTarget } from '../../program/index.ts';
import type { ReportRecord } from '../report-record.ts';
import { findCveFacts } from './exploit-list-store.ts';
import { type Factors, noFactors } from './factors.ts';
import { type Proposal, proposeFrom, type Weighed } from './propose-priority.ts';
import { findWeighing, type Weighing } from './weighing-store.ts';

export type Judged = Pick<ReportRecord, 'taxonomyId' | 'cvssVector' | 'targetId' | 'exploited'>;

/** Everything but the judgement itself: what a form that changes the judgement needs beside it. */
export type Ground = Pick<Weighed, 'factors' | 'cves' | 'lists'> & { readonly weighing: Weighing | undefined };

/** What the report is weighed by, and what the lists say of its CVEs; `factors` in place of the stored ones. */
export async function loadGround(kernel: Kernel, report: string, factors?: Factors): Promise<Ground> {
  const weighing = await findWeighing(kernel, report);
  const used = factors ?? weighing?.factors ?? noFactors;
  return { weighing, factors: used, ...(await findCveFacts(kernel, used.cveIds)) };
}

/** The proposal for a report that is judged so. */
export const proposeFor = (program: CurrentProgram, judged: Judged, ground: Ground): Proposal =>
  proposeFrom({
    taxonomy: program.taxonomy,
    taxonomyId: judged.taxonomyId,
    cvssVector: judged.cvssVector,
    requirements: findTarget(program, judged.targetId)?.requirements ?? {},
    exploited: judged.exploited,
    ...ground,
  });
