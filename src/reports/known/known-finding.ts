// A known issue as a file from elsewhere tells of it, in one shape whatever the file's own.
import { scoreVector } from '../../program/index.ts';
import type { IssueCvss } from '../issues/issue-record.ts';
import type { IssueState } from '../issues/issue-state.ts';
import type { ReportPriority } from '../report-record.ts';

export type KnownFormat = 'plain_csv' | 'hackerone_csv' | 'bugcrowd_csv' | 'hackerone_json' | 'bugcrowd_json' | 'sarif';

export const formatNames: Readonly<Record<KnownFormat, string>> = {
  plain_csv: 'CSV',
  hackerone_csv: 'HackerOne CSV',
  bugcrowd_csv: 'Bugcrowd CSV',
  hackerone_json: 'HackerOne JSON',
  bugcrowd_json: 'Bugcrowd JSON',
  sarif: 'SARIF 2.1.0',
};

export type KnownFinding = {
  /** The id that it has where it comes from: importing it twice makes one issue. */
  readonly sourceId: string;
  readonly title: string;
  readonly description: string;
  readonly severity: ReportPriority | null;
  readonly cvss: IssueCvss | null;
  readonly cweIds: readonly string[];
  readonly cveIds: readonly string[];
  readonly state: Extract<IssueState, 'open' | 'resolved' | 'closed'>;
};

/** A row that can't be imported: `code` says why, `field` where. */
export type KnownFault = { readonly field: string; readonly code: keyof typeof faultWords };
export type KnownRow =
  | { readonly line: number; readonly ok: true; readonly finding: KnownFinding }
  | { readonly line: number; readonly ok: false; readonly fault: KnownFault };

export const faultWords = {
  missing: 'is missing',
  too_long: 'is too long',
  no_cvss: 'is no CVSS vector of version 3.1 or 4.0',
  no_severity: 'is no severity: P1 to P5, 1 to 5, or none to critical',
  twice: 'stands in this file twice',
  not_readable: 'can’t be read',
} as const;

/** What a file says of a finding, as texts. */
export type RawFinding = Readonly<
  Partial<Record<'id' | 'title' | 'description' | 'severity' | 'score' | 'cvss' | 'cwe' | 'cve' | 'state', string>>
>;

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 20_000;

/** Reads the texts; the first thing that is wrong with them comes back as a fault. */
export function readFinding(line: number, raw: RawFinding): KnownRow {
  const text = (name: keyof RawFinding): string => (raw[name] ?? '').toWellFormed().replaceAll('\0', '').trim();
  const fault = (field: keyof RawFinding, code: KnownFault['code']): KnownRow => ({
    line,
    ok: false,
    fault: { field, code },
  });
  const title = text('title').replace(/\s+/gu, ' ');
  if (title === '') return fault('title', 'missing');
  if ([...title].length > LONGEST_TITLE) return fault('title', 'too_long');
  if (text('id') === '') return fault('id', 'missing');
  if (text('id').length > LONGEST_TITLE) return fault('id', 'too_long');
  if (text('description').length > LONGEST_TEXT) return fault('description', 'too_long');
  const scored = text('cvss') === '' ? null : scoreVector(text('cvss'));
  if (scored && !scored.ok) return fault('cvss', 'no_cvss');
  const severity = severityOf(text('severity'), text('score'), scored?.score ?? null);
  if (severity === undefined) return fault('severity', 'no_severity');
  return {
    line,
    ok: true,
    finding: {
      sourceId: text('id'),
      title,
      description: text('description'),
      severity,
      cvss: scored && { version: scored.version, vector: scored.vector },
      cweIds: [...new Set([...text('cwe').matchAll(/(?:cwe-?)?0*([1-9]\d{0,5})/giu)].map(match => `CWE-${match[1]}`))],
      cveIds: [
        ...new Set(
          text('cve')
            .toUpperCase()
            .match(/CVE-\d{4}-\d{4,19}/gu),
        ),
      ],
      state: stateOf(text('state')),
    },
  };
}

/** Null when nothing is said, undefined when it can't be understood. */
function severityOf(typed: string, score: string, computed: number | null): ReportPriority | null | undefined {
  const words: Readonly<Record<string, ReportPriority>> = {
    critical: 1,
    high: 2,
    error: 2,
    medium: 3,
    moderate: 3,
    warning: 3,
    low: 4,
    note: 4,
    none: 5,
    informational: 5,
  };
  const named = words[typed.toLowerCase()];
  if (named !== undefined) return named;
  const level = /^p?([1-5])$/iu.exec(typed)?.[1];
  // 1 to 5 by a check of its own.
  if (level !== undefined) return Number(level) as ReportPriority;
  if (typed !== '') return undefined;
  if (score !== '' && !/^(?:\d|10)(?:\.\d+)?$/u.test(score)) return undefined;
  const number = score === '' ? computed : Number(score);
  if (number === null) return null;
  return number >= 9 ? 1 : number >= 7 ? 2 : number >= 4 ? 3 : number > 0 ? 4 : 5;
}

function stateOf(typed: string): KnownFinding['state'] {
  const word = typed.toLowerCase().replace(/[\s_-]+/gu, ' ');
  if (['resolved', 'fixed', 'mitigated'].includes(word)) return 'resolved';
  const isOver =
    /^(?:closed|duplicate|spam|informative|informational|not applicable|not reproducible|out of scope|won.?t fix|wont fix)$/u;
  return isOver.test(word) ? 'closed' : 'open';
}
