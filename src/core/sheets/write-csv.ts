// Writes comma-separated values (RFC 4180) that a spreadsheet opens without running anything.

export type Cell = string | number | null;

/** One text with a heading; text that begins like a formula is shown as text. */
export const csvOf = (heading: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  csvLines([heading, ...rows]);

/** The same, where no row is a heading. */
export const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map(row => `${row.map(quoted).join(',')}\r\n`).join('');

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // OWASP names these beginnings; spaces before them are skipped by some programs.
  const text = /^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
