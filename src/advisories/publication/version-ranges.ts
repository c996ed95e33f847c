// Affected versions as people type them, one range a line: `>= 2.0.0, < 2.7.4`; a line with `all` means every version.
import type { VersionRange } from '../advisory-record.ts';

/** The ranges of a text; undefined when a line is none. */
export function readRanges(text: string): VersionRange[] | undefined {
  const ranges = linesOf(text).map(readRange);
  return ranges.every(range => range !== undefined) ? ranges : undefined;
}

/** The text that `readRanges` reads. */
export const writeRanges = (ranges: readonly VersionRange[]): string => ranges.map(writeRange).join('\n');

function readRange(line: string): VersionRange | undefined {
  if (line.toLowerCase() === 'all') return { from: null, until: null };
  let from: string | null = null;
  let until: VersionRange['until'] = null;
  for (const part of line.split(',').map(piece => piece.trim())) {
    const [, sign, version] = /^(>=|<=|<|=)\s*(\S+)$/.exec(part) ?? [];
    if (sign === undefined || version === undefined) return undefined;
    if ((sign === '>=' && from !== null) || (sign !== '>=' && until !== null)) return undefined;
    if (sign === '=' && from !== null) return undefined;
    if (sign === '>=' || sign === '=') from = version;
    if (sign !== '>=') until = { version, inclusive: sign !== '<' };
  }
  return { from, until };
}

function writeRange({ from, until }: VersionRange): string {
  if (from === null && until === null) return 'all';
  if (from !== null && until?.inclusive && until.version === from) return `= ${from}`;
  return [
    ...(from === null ? [] : [`>= ${from}`]),
    ...(until === null ? [] : [`${until.inclusive ? '<=' : '<'} ${until.version}`]),
  ].join(', ');
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
