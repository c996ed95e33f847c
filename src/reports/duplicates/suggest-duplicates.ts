// Suggests which reports may be about the same as one: for staff, with reasons, never a decision.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { toSearchDocument } from '../../core/search/search-document.ts';
import { type Similar, similarDocuments } from '../../core/search/similar-documents.ts';
import { currentProgram, findNode, nameInWords } from '../../program/index.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReports } from '../report-store.ts';
import { bodyOf, searchTextOf } from '../search/report-text.ts';
import { REPORTS } from '../search/search-store.ts';
import { type Reason, readTypedWords, reasonsFor, type Strength, strengthOf } from './reasons.ts';

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
  const [found, { taxonomy }] = await Promise.all([readNoSpam(kernel, actor, worth), currentProgram(kernel)]);
  const typed = readTypedWords([report.title, ...bodyOf(report)]);
  const nameOfClass = (kind: string): string | undefined => {
    const node = findNode(taxonomy, kind);
    return node === null ? undefined : nameInWords(node);
  };
  return found.flatMap(({ one, other }): Suggestion[] => {
    const strength = strengthOf(one);
    if (!strength) return [];
    return [
      {
        report: other,
        strength,
        reasons: reasonsFor(one, typed, nameOfClass),
        isEarlier: other.submittedAt < report.submittedAt,
      },
    ];
  });
}

/** The first that are no spam. Opening them is what costs, so no more are opened than are shown. */
async function readNoSpam(
  kernel: Kernel,
  actor: Actor,
  similar: readonly Similar[],
): Promise<{ readonly one: Similar; readonly other: ReportRecord }[]> {
  const found: { one: Similar; other: ReportRecord }[] = [];
  for (let at = 0; at < similar.length && found.length < SHOWN; at += SHOWN) {
    const next = similar.slice(at, at + SHOWN);
    const reports = await readReports(
      kernel,
      actor,
      next.map(({ key }) => key),
    );
    for (const one of next) {
      const other = reports.find(({ id }) => id === one.key);
      if (other && other.closeReason !== 'spam' && found.length < SHOWN) found.push({ one, other });
    }
  }
  return found;
}
