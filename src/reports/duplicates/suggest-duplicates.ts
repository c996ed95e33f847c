// Suggests which reports may be about the same as one: for staff, with reasons, never a decision.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { toSearchDocument } from '../../core/search/search-document.ts';
import { type Similar, similarDocuments } from '../../core/search/similar-documents.ts';
import { currentProgram, findNode, nameInWords } from '../../program/index.ts';
import { readArrivals, readFirstHeads } from '../report-heads-store.ts';
import type { ReportHead, ReportRecord } from '../report-record.ts';
import { readReports } from '../report-store.ts';
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
  const alike = await findAlike(kernel, report);
  if (alike.length === 0) return [];
  const keys = alike.map(({ key }) => key);
  const [heads, { taxonomy }] = await Promise.all([readFirstHeads(kernel, actor, keys, SHOWN), currentProgram(kernel)]);
  const byId = new Map(alike.map(one => [one.key, one]));
  const typed = readTypedWords([report.title, ...bodyOf(report)]);
  const nameOfClass = (kind: string): string | undefined => {
    const node = findNode(taxonomy, kind);
    return node === null ? undefined : nameInWords(node);
  };
  return heads.flatMap((other): Suggestion[] => {
    const one = byId.get(other.id);
    if (!one) return [];
    const isEarlier = other.submittedAt < report.submittedAt;
    return [{ report: other, strength: one.strength, reasons: reasonsFor(one, typed, nameOfClass), isEarlier }];
  });
}

/** The earlier report that this one is most like, unless the likeness is weak. Opens no report but this one. */
export async function findEarlier(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<{ readonly other: string; readonly strength: Strength } | null> {
  const report = await readCompared(kernel, actor, id);
  const alike = report ? await findAlike(kernel, report) : [];
  const arrivals = await readArrivals(
    kernel,
    actor,
    alike.map(({ key }) => key),
  );
  const isShown = ({ key }: { readonly key: string }): boolean => {
    const other = arrivals.get(key);
    return other !== undefined && other.closeReason !== 'spam';
  };
  const shown = alike.filter(isShown).slice(0, SHOWN);
  const best = shown.find(({ key, strength }) => {
    const other = arrivals.get(key);
    return report && other && strength !== 'weak' && other.submittedAt < report.submittedAt;
  });
  return best ? { other: best.key, strength: best.strength } : null;
}

async function readCompared(kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord | undefined> {
  const isStaff = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));
  const [report] = isStaff ? await readReports(kernel, actor, [id]) : [];
  return report;
}

/** What is worth a look, most alike first; spam and what the actor may not see among it. */
async function findAlike(kernel: Kernel, report: ReportRecord): Promise<(Similar & { readonly strength: Strength })[]> {
  const document = toSearchDocument(searchTextOf(report, [], []));
  const similar = await similarDocuments(kernel, REPORTS, { key: report.id, document, limit: LOOKED_AT });
  return similar.flatMap(one => {
    const strength = strengthOf(one);
    return strength === undefined ? [] : [{ ...one, strength }];
  });
}
