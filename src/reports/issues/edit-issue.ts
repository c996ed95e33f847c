// Changes what an issue says: reads the form, writes the issue, tells the log which fields.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { scoreVector } from '../../program/index.ts';
import type { ReportPriority } from '../report-record.ts';
import type { IssueCvss, IssueRecord } from './issue-record.ts';
import { type IssueChange, lockIssue, saveIssue } from './issue-store.ts';

export type IssueFields = Readonly<
  Partial<
    Record<'title' | 'summary' | 'rootCause' | 'severity' | 'cvss' | 'cweIds' | 'cveIds' | 'fixReferences', string>
  >
>;

type Read =
  | { readonly ok: true; readonly change: IssueChange }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Writes what the form says; its faults come back by field.
 * @throws Refusal not_found, conflict when somebody changed the issue since the page was made
 */
export async function editIssue(
  kernel: Kernel,
  actor: Actor,
  { id, revision, fields }: { id: string; revision: number; fields: IssueFields },
): Promise<Read> {
  const read = readIssueFields(fields);
  if (!read.ok) return read;
  await kernel.transaction(async kernel => {
    const issue = await lockIssue(kernel, actor, id);
    if (issue.revision !== revision) throw refuse('conflict', { issue: id });
    await saveIssue(kernel, issue, read.change);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'issue.edit',
      subject: id,
      details: { fields: changedFields(issue, read.change) },
    });
  });
  return read;
}

/** Reads the form: lists stand one a line or parted by commas. */
export function readIssueFields(fields: IssueFields): Read {
  const typed = (name: keyof IssueFields): string => (fields[name] ?? '').toWellFormed().trim();
  const errors: Record<string, string> = {};
  const title = typed('title').replace(/\s+/gu, ' ');
  if (title === '') errors['title'] = 'Give the issue a title.';
  if ([...title].length > LONGEST_TITLE) errors['title'] = `Keep the title within ${LONGEST_TITLE} characters.`;
  for (const name of ['summary', 'rootCause'] as const)
    if ([...typed(name)].length > LONGEST_TEXT) errors[name] = `Keep this within ${LONGEST_TEXT} characters.`;

  const severity = typed('severity');
  if (!/^[1-5]?$/u.test(severity)) errors['severity'] = 'Choose a priority from P1 to P5.';

  const cvss: IssueCvss[] = [];
  for (const line of partsOf(typed('cvss'))) {
    const scored = scoreVector(line);
    if (scored.ok) cvss.push({ version: scored.version, vector: scored.vector });
    else errors['cvss'] = `${line.slice(0, 60)}: ${scored.reason}`;
  }
  const cweIds = partsOf(typed('cweIds')).map(id => id.toUpperCase().replace(/^(?=\d)/u, 'CWE-'));
  const strangeCwe = cweIds.find(id => !/^CWE-[1-9]\d{0,5}$/u.test(id));
  if (strangeCwe !== undefined) errors['cweIds'] = `${strangeCwe.slice(0, 40)} is no CWE id, such as CWE-639.`;
  const cveIds = partsOf(typed('cveIds')).map(id => id.toUpperCase());
  const strangeCve = cveIds.find(id => !/^CVE-\d{4}-\d{4,19}$/u.test(id));
  if (strangeCve !== undefined) errors['cveIds'] = `${strangeCve.slice(0, 40)} is no CVE id, such as CVE-2026-12345.`;

  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    change: {
      title,
      summary: typed('summary'),
      rootCause: typed('rootCause'),
      severity: severity === '' ? null : (Number(severity) as ReportPriority),
      cvss,
      cweIds: [...new Set(cweIds)],
      cveIds: [...new Set(cveIds)],
      fixReferences: typed('fixReferences')
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== ''),
    },
  };
}

/** What stands in the form before anybody typed. */
export const fieldsOf = (issue: IssueRecord): Required<IssueFields> => ({
  title: issue.title,
  summary: issue.summary,
  rootCause: issue.rootCause,
  severity: issue.severity === null ? '' : String(issue.severity),
  cvss: issue.cvss.map(({ vector }) => vector).join('\n'),
  cweIds: issue.cweIds.join('\n'),
  cveIds: issue.cveIds.join('\n'),
  fixReferences: issue.fixReferences.join('\n'),
});

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 20_000;

const partsOf = (text: string): string[] => text.split(/[\s,]+/u).filter(part => part !== '');

function changedFields(before: IssueRecord, after: IssueChange): string[] {
  return Object.entries(after).flatMap(([name, value]) =>
    JSON.stringify(before[name as keyof IssueChange]) === JSON.stringify(value) ? [] : [name],
  );
}
