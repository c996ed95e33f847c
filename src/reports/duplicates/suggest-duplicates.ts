// Suggests which reports may be about the same as one: for staff, with reasons, never a decision.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { toSearchDocument } from '../../core/search/search-document.ts';
import { type Similar, similarDocuments } from '../../core/search/similar-documents.ts';
import { currentProgram, findNode, nameInWords } from '../../program/index.ts';
import type { ReportHead, ReportRecord } from '../report-record.ts';
import { readArrivals, readHeads, readReports } from '../report-store.ts';
import { bodyOf, searchTextOf } from '../search/report-text.ts';
import { REPORTS } from '../search/search-store.ts';
import { type Reason, readTypedWords, reasonsFor, type Strength, strengthOf } from './reasons.ts';

export type Suggestion = {
  readonly report: ReportHead;
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
  const report = await readCompared(kernel, actor, id);
  if (!report) return [];
  const alike = await findAlike(kernel, actor, report);
  const shown = alike.slice(0, SHOWN);
  if (shown.length === 0) return [];
  const [heads, { taxonomy }] = await Promise.all([
    readHeads(
      kernel,
      actor,
      shown.map(({ key }) => key),
    ),
    currentProgram(kernel),
  ]);
  const byId = new Map(heads.map(head => [head.id, head]));
  const typed = readTypedWords([report.title, ...bodyOf(report)]);
  const nameOfClass = (kind: string): string | undefined => {
    const node = findNode(taxonomy, kind);
    return node === null ? undefined : nameInWords(node);
  };
  return shown.flatMap(({ strength, isEarlier, ...one }): Suggestion[] => {
    const other = byId.get(one.key);
    return other ? [{ report: other, strength, reasons: reasonsFor(one, typed, nameOfClass), isEarlier }] : [];
  });
}

/** The earlier report that this one is most like, unless the likeness is weak. Opens no report but this one. */
export async function findEarlier(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<{ readonly other: string; readonly strength: Strength } | null> {
  const report = await readCompared(kernel, actor, id);
  const alike = report ? await findAlike(kernel, actor, report) : [];
  const best = alike.slice(0, SHOWN).find(({ isEarlier, strength }) => isEarlier && strength !== 'weak');
  return best ? { other: best.key, strength: best.strength } : null;
}

async function readCompared(kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord | undefined> {
  const isStaff = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
  const [report] = isStaff ? await readReports(kernel, actor, [id]) : [];
  return report;
}

type Alike = Similar & { readonly strength: Strength; readonly isEarlier: boolean };

/** What is worth a look, most alike first, without spam. */
async function findAlike(kernel: Kernel, actor: Actor, report: ReportRecord): Promise<Alike[]> {
  const document = toSearchDocument(searchTextOf(report, [], []));
  const similar = await similarDocuments(kernel, REPORTS, { key: report.id, document, limit: LOOKED_AT });
  const worth = similar.flatMap(one => {
    const strength = strengthOf(one);
    return strength === undefined ? [] : [{ ...one, strength }];
  });
  const arrivals = await readArrivals(
    kernel,
    actor,
    worth.map(({ key }) => key),
  );
  return worth.flatMap(one => {
    const other = arrivals.get(one.key);
    if (!other || other.closeReason === 'spam') return [];
    return [{ ...one, isEarlier: other.submittedAt < report.submittedAt }];
  });
}
