// What duties are about: a report, or a drill that stands in for one.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReport } from '../report-store.ts';
import { type Drill, readDrill } from './duty-store.ts';

export type DutySubject =
  | { readonly kind: 'report'; readonly id: string; readonly name: string; readonly report: ReportRecord }
  | { readonly kind: 'drill'; readonly id: string; readonly name: string; readonly drill: Drill };

const scenarioNames = {
  exploited: 'exploited vulnerability',
  incident: 'severe incident',
  personalData: 'personal data breach',
} as const;

/**
 * The subject, as the actor may see it.
 * @throws Refusal not_found when there is none, or it is hidden from this actor
 */
export async function readDutySubject(kernel: Kernel, actor: Actor, id: string): Promise<DutySubject> {
  if (id.startsWith('drl_')) {
    const drill = await readDrill(kernel, actor, id);
    return { kind: 'drill', id, name: `Drill: ${scenarioNames[drill.scenario]}`, drill };
  }
  const report = await readReport(kernel, actor, id);
  return { kind: 'report', id, name: report.number, report };
}
