// Suggests which known issues a report may be about, and which reports an issue may be about: for staff, with reasons.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type SearchText, toSearchDocument } from '../../core/search/search-document.ts';
import { type Similar, similarDocuments } from '../../core/search/similar-documents.ts';
import { currentProgram, findNode, nameInWords, type Taxonomy, weaknessesOf } from '../../program/index.ts';
import { type IssueHead, type IssueRecord, KNOWN_ISSUES } from '../issues/issue-record.ts';
import { issueIdOf, readIssueHeads } from '../issues/issue-store.ts';
import { knownBodyOf, knownTextOf } from '../known/known-text.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReports } from '../report-store.ts';
import { REPORTS } from '../search/search-store.ts';
import { type Reason, readTypedWords, reasonsFor, type Strength, strengthOf } from './reasons.ts';

export type KnownSuggestion = {
  readonly issue: IssueHead;
  readonly strength: Strength;
  readonly reasons: readonly Reason[];
  /** It was known before the report came, so the report can be closed as its duplicate with a proof. */
  readonly isEarlier: boolean;
};

const LOOKED_AT = 10;
const SHOWN = 5;

/** Known issues that look like this report, most alike first. Who may not read all reports gets none. */
export async function suggestKnown(kernel: Kernel, actor: Actor, id: string): Promise<KnownSuggestion[]> {
  const [report] = isStaff(actor) ? await readReports(kernel, actor, [id]) : [];
  if (!report) return [];
  const { taxonomy } = await currentProgram(kernel);
  const similar = await worthyOf(kernel, KNOWN_ISSUES, id, inShort(report, taxonomy));
  const [heads, own] = await Promise.all([
    readIssueHeads(
      kernel,
      actor,
      similar.map(({ key }) => key),
    ),
    issueIdOf(kernel, id),
  ]);
  const typed = readTypedWords([report.title, ...shortBodyOf(report)]);
  return similar
    .flatMap(({ strength, ...one }): KnownSuggestion[] => {
      const issue = heads.get(one.key);
      if (!issue || issue.mergedInto !== null || issue.id === own) return [];
      const reasons = reasonsFor(one, typed, namesIn(taxonomy));
      return [{ issue, strength, reasons, isEarlier: issue.createdAt < report.submittedAt }];
    })
    .slice(0, SHOWN);
}

export type ReportSuggestion = {
  readonly report: ReportRecord;
  readonly strength: Strength;
  readonly reasons: readonly Reason[];
};

/** Reports that look like this issue and do not belong to it, most alike first. */
export async function suggestReports(kernel: Kernel, actor: Actor, issue: IssueRecord): Promise<ReportSuggestion[]> {
  if (!isStaff(actor)) return [];
  const similar = await worthyOf(kernel, REPORTS, issue.id, knownTextOf(issue));
  const [reports, { taxonomy }] = await Promise.all([
    readReports(
      kernel,
      actor,
      similar.map(({ key }) => key),
    ),
    currentProgram(kernel),
  ]);
  const found = new Map(reports.map(report => [report.id, report]));
  const typed = readTypedWords([issue.title, ...knownBodyOf(issue)]);
  const linked = new Set(issue.reports.map(({ id }) => id));
  return similar
    .flatMap(({ strength, ...one }): ReportSuggestion[] => {
      const report = found.get(one.key);
      if (!report || linked.has(report.id) || report.closeReason === 'spam') return [];
      return [{ report, strength, reasons: reasonsFor(one, typed, namesIn(taxonomy)) }];
    })
    .slice(0, SHOWN);
}

const isStaff = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

async function worthyOf(
  kernel: Kernel,
  source: string,
  key: string,
  text: SearchText,
): Promise<(Similar & { readonly strength: Strength })[]> {
  const similar = await similarDocuments(kernel, source, { key, document: toSearchDocument(text), limit: LOOKED_AT });
  return similar.flatMap(one => {
    const strength = strengthOf(one);
    return strength === undefined ? [] : [{ ...one, strength }];
  });
}

/** As much of a report as a known issue says: it has no steps and no impact, which would only dilute the likeness. */
function inShort(report: ReportRecord, taxonomy: Taxonomy): SearchText {
  const kind = report.taxonomyId === null ? null : findNode(taxonomy, report.taxonomyId);
  return {
    parts: [{ text: report.title, times: 3 }, ...shortBodyOf(report).map(text => ({ text, times: 1 }))],
    said: [],
    exact: kind ? weaknessesOf(taxonomy, kind).map(weakness => `w${weakness.toLowerCase()}`) : [],
  };
}

const shortBodyOf = ({ content }: ReportRecord): string[] => [content.location, content.description];

const namesIn =
  (taxonomy: Taxonomy) =>
  (kind: string): string | undefined => {
    const node = findNode(taxonomy, kind);
    return node === null ? undefined : nameInWords(node);
  };
