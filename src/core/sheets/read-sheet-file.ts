// Reads a file from anybody as a workbook, whatever it is of the two: CSV with any usual separator, or XLSX.
import { readCsv, type Separator } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { countedSheets, SheetFault, sheetLimits, type Workbook } from './workbook.ts';

export type SheetFile = {
  readonly format: 'csv' | 'xlsx';
  readonly workbook: Workbook;
};

/** @throws SheetFault with a sentence for whoever sent it */
export async function readSheetFile(bytes: Buffer): Promise<SheetFile> {
  if (bytes.length > sheetLimits.bytes) throw new SheetFault('This file is too large.');
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start.startsWith('PK') || start.startsWith('\xd0\xcf\x11\xe0'))
    return { format: 'xlsx', workbook: await readXlsx(bytes) };
  const text = decode(bytes);
  if (/[^\P{Cc}\n\r\t\f]/u.test(text)) throw new SheetFault('This is neither a CSV nor an XLSX file.');
  const sheet = countedSheets()();
  let row = 0;
  for (const { fields } of readCsv(text, separatorOf(text))) {
    for (const [column, field] of fields.entries()) sheet.put(row, column, field.replace(/\r\n?/g, '\n').trimEnd());
    row += 1;
  }
  return { format: 'csv', workbook: { sheets: [{ name: 'Sheet', rows: sheet.rows }] } };
}

/** UTF-8, the UTF-16 of spreadsheet programs, or the code page that older ones write. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What is most often outside of quotes in the first lines. */
function separatorOf(text: string): Separator {
  const lines = text.slice(0, 20_000).replace(/"[^"]*"/g, '');
  const count = (mark: Separator) => lines.split(mark).length;
  return ([';', '\t'] as const).reduce<Separator>(
    (best, mark) => (count(mark) >= count(best) && count(mark) > 1 ? mark : best),
    ',',
  );
}
