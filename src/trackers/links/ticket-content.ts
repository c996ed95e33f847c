// What a ticket is made of: what staff typed, our number, the priority and a link; sealed words only where somebody ticked them.
import { href, routes } from '../../catalog/routes.ts';
import { priorityWords } from '../../program/index.ts';
import type { IssueRecord } from '../../reports/index.ts';
import type { TicketContent } from './link.ts';

/** Parts of an issue that leave only when they are ticked. */
export const parts = {
  title: 'Title of the issue',
  summary: 'Summary',
  rootCause: 'Root cause',
  cvss: 'CVSS vectors',
  ids: 'CWE and CVE ids',
} as const;
export type Part = keyof typeof parts;

export const partNames = Object.keys(parts) as readonly Part[];

/** What the form proposes: a title that tells nothing. */
export const neutralTitle = ({ number }: Pick<IssueRecord, 'number'>): string => `Security issue ${number}`;

/** The title and body that will be sent, letter for letter, but for a last line by which we find the ticket again. */
export function ticketContent(
  issue: IssueRecord,
  { title, text, include, publicUrl }: { title: string; text: string; include: readonly Part[]; publicUrl: string },
): TicketContent {
  const has = (part: Part): boolean => include.includes(part);
  const block = (name: string, words: string): string[] => (words.trim() === '' ? [] : [`## ${name}`, words.trim()]);
  const { severity } = issue;
  const body = [
    [
      `Security issue ${issue.number}`,
      ...(severity === null ? [] : [`Priority: P${severity} ${priorityWords[severity]}`]),
      ...(issue.dueAt === null ? [] : [`Fix due: ${issue.dueAt.toISOString().slice(0, 10)}`]),
      `Details: ${publicUrl}${href(routes.reports.issue, { id: issue.id })}`,
    ].join('\n'),
    text.trim(),
    ...(has('title') ? block('Title', issue.title) : []),
    ...(has('summary') ? block('Summary', issue.summary) : []),
    ...(has('rootCause') ? block('Root cause', issue.rootCause) : []),
    ...(has('cvss') ? block('CVSS', issue.cvss.map(({ vector }) => vector).join('\n')) : []),
    ...(has('ids') ? block('Ids', [...issue.cweIds, ...issue.cveIds].join(', ')) : []),
  ];
  return { title: title.trim(), body: body.filter(part => part !== '').join('\n\n') };
}
