// Writes texts as an XLSX file (ECMA-376 part 1): every cell is a text and nothing else, so nothing in it can run.
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { sheetLimits, type Workbook } from './workbook.ts';

export type SheetLook = {
  /** Columns by number, how many characters wide; others are as wide as usual. */
  readonly widths: ReadonlyMap<number, number>;
  /** Rows that stand out, from 0. */
  readonly headings: ReadonlySet<number>;
  /** Cells that stand out, as `row:column`. */
  readonly marked: ReadonlySet<string>;
};

const plainLook: SheetLook = { widths: new Map(), headings: new Set(), marked: new Set() };

/**
 * @param at when it was made, for the dates within the file
 * @param looks by sheet, in their order
 */
export async function writeXlsx(workbook: Workbook, at: Date, looks: readonly SheetLook[] = []): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, content: string) =>
    zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`), name, {
      mtime: at,
      mode: 0o100_644,
    });
  const names = uniqueNames(workbook.sheets.map(({ name }) => name));
  const numbers = names.map((_, index) => index + 1);
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${MAIN}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${MAIN}.styles+xml"/>${numbers.map(n => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${MAIN}.worksheet+xml"/>`).join('')}</Types>`,
  );
  add('_rels/.rels', relations([['rId1', 'officeDocument', 'xl/workbook.xml']]));
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${SHEETS}" xmlns:r="${RELATIONS}"><sheets>${names.map((name, index) => `<sheet name="${inXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ...numbers.map(n => [`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`] as const),
      [`rId${numbers.length + 1}`, 'styles', 'styles.xml'],
    ]),
  );
  add('xl/styles.xml', styles);
  for (const [index, { rows }] of workbook.sheets.entries())
    add(`xl/worksheets/sheet${index + 1}.xml`, worksheet(rows, looks[index] ?? plainLook));
  zip.end();
  return buffer(zip.outputStream);
}

const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const SHEETS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const relations = (all: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

/** 0 plain, 1 a heading, 2 marked; all break their lines. */
const styles = `<styleSheet xmlns="${SHEETS}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">${[
  [0, 0],
  [1, 0],
  [0, 2],
]
  .map(
    ([font, fill]) =>
      `<xf numFmtId="49" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`,
  )
  .join('')}</cellXfs></styleSheet>`;

function worksheet(rows: Workbook['sheets'][number]['rows'], { widths, headings, marked }: SheetLook): string {
  const columns = [...widths].toSorted(([one], [other]) => one - other);
  const body = rows.map((cells, row) => {
    const its = cells.map((text, column) => {
      if (text === '') return '';
      const style = headings.has(row) ? 1 : marked.has(`${row}:${column}`) ? 2 : 0;
      return `<c r="${letters(column)}${row + 1}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${inXml(text)}</t></is></c>`;
    });
    return its.some(cell => cell !== '') ? `<row r="${row + 1}">${its.join('')}</row>` : '';
  });
  return `<worksheet xmlns="${SHEETS}">${
    columns.length === 0
      ? ''
      : `<cols>${columns.map(([column, width]) => `<col min="${column + 1}" max="${column + 1}" width="${width}" customWidth="1"/>`).join('')}</cols>`
  }<sheetData>${body.join('')}</sheetData></worksheet>`;
}

/** The letters of a column, from 0: 0 is `A`, 26 is `AA`. */
const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/** Characters that XML has no place for go; what reads like an escape of spreadsheets is escaped itself. */
const inXml = (text: string): string =>
  text
    .slice(0, sheetLimits.text)
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, mark => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? '&quot;');

/** What spreadsheets take as names of sheets: 31 characters, none of seven marks, no two alike. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const plain =
      name
        .replace(/[\p{Cc}\p{Cf}[\]:*?/\\]/gu, ' ')
        .trim()
        .replace(/^'+|'+$/g, '')
        .slice(0, 31)
        .trim() || `Sheet ${index + 1}`;
    let unique = plain;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${plain.slice(0, 25)} (${n})`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
