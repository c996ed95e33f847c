// What corrections do to the log: a line that was wrong stays where it is and counts no more. Pure.
import type { LogLine } from './event.ts';

/** The lines that count: without those that were corrected, and without the corrections. */
export function standingLines(lines: readonly LogLine[]): readonly LogLine[] {
  const corrections = lines.filter(({ event }) => event === 'corrected');
  if (corrections.length === 0) return lines;
  const single = new Set(corrections.flatMap(({ line }) => line ?? []));
  const whole = new Set(corrections.flatMap(({ line, report }) => (line === undefined ? [report] : [])));
  return lines.filter(({ event, n, report }) => event !== 'corrected' && !single.has(n) && !whole.has(report));
}

/** What is wrong with the corrections of a log: each is about an earlier line of the same report, and no correction. */
export function wrongCorrections(lines: readonly LogLine[]): string[] {
  const known = new Map<number, LogLine>();
  const told = new Set<string>();
  const faults: string[] = [];
  for (const line of lines) {
    if (line.event === 'corrected') {
      const about = line.line === undefined ? undefined : known.get(line.line);
      const isGood =
        line.line === undefined
          ? told.has(line.report)
          : about?.report === line.report && about.event !== 'corrected' && about.n < line.n;
      if (!isGood) faults.push(`Line ${line.n} corrects nothing that the log tells of this report.`);
    } else told.add(line.report);
    known.set(line.n, line);
  }
  return faults;
}

/** A correction that waits to be published. */
export type WaitingCorrection = { readonly pseudonym: string; readonly line: number | null; readonly why: string };

/** Corrections as lines of the log, behind those that are there. @param day on which they are published */
export const correctionLines = (
  waiting: readonly WaitingCorrection[],
  { after, day }: { readonly after: number; readonly day: string },
): LogLine[] =>
  waiting.map(({ pseudonym, line, why }, index) => ({
    n: after + index + 1,
    day,
    report: pseudonym,
    event: 'corrected',
    why,
    ...(line !== null && { line }),
  }));
