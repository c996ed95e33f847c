// Suggests which reports may be about the same as one: for staff, with reasons, never a decision.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { toSearchDocument } from '../../core/search/search-document.ts';
import { similarDocuments } from '../../core/search/similar-documents.ts';
import { currentProgram, findNode, nameInWords } from '../../program/index.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReports } from '../report-store.ts';
import { bodyOf, searchTextOf } from '../search/report-text.ts';
import { REPORTS } from '../search/search-store.ts';
import { type Reason, reasonsFor, type Strength, strengthOf } from './reasons.ts';

export type Suggestion = {
  readonly report: ReportRecord;
  readonly strength: Strength;
  readonly reasons: readonly Reason[];
  /** It came first, so the report at hand would be its duplicate. */
  readonly isEarlier: boolean;
};

/** How many are looked at, and at most shown. */
const LOOKED_AT = 10;
const SHOWN = 5;

/** What looks like this report, most alike first. Who may not read all reports gets none. */
export async function suggestDuplicates(kernel: Kernel, actor: Actor, id: string): Promise<Suggestion[]> {
  const isStaff = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
  const [report] = isStaff ? await readReports(kernel, actor, [id]) : [];
  if (!report) return [];
  const document = toSearchDocument(searchTextOf(report, [], []));
  const similar = await similarDocuments(kernel, REPORTS, { key: id, document, limit: LOOKED_AT });
  const worth = similar.filter(one => strengthOf(one) !== undefined);
  const [reports, { taxonomy }] = await Promise.all([
    readReports(
      kernel,
      actor,
      worth.map(({ key }) => key),
    ),
    currentProgram(kernel),
  ]);
  const found = new Map(reports.map(one => [one.id, one]));
  const nameOfClass = (kind: string): string | undefined => {
    const node = findNode(taxonomy, kind);
    return node === null ? undefined : nameInWords(node);
  };
  return worth
    .flatMap((one): Suggestion[] => {
      const other = found.get(one.key);
      const strength = strengthOf(one);
      if (!other || !strength || other.closeReason === 'spam') return [];
      return [
        {
          report: other,
          strength,
          reasons: reasonsFor(one, [report.title, ...bodyOf(report)], nameOfClass),
          isEarlier: other.submittedAt < report.submittedAt,
        },
      ];
    })
    .slice(0, SHOWN);
}
