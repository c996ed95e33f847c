// A workbook as far as its words go: sheets of rows of texts. No formulas, formats, pictures, links or macros.

export type Sheet = {
  readonly name: string;
  /** Rows from the first on, with empty ones where nothing is; each as long as its last text. */
  readonly rows: readonly (readonly string[])[];
};

export type Workbook = { readonly sheets: readonly Sheet[] };

/** What a file from anybody may hold; what is beyond is refused, never cut. */
export const sheetLimits = {
  /** Of the file as it is sent. */
  bytes: 4_000_000,
  /** Of one part of an XLSX file, and of all that are read, once unpacked. */
  partBytes: 16_000_000,
  allBytes: 32_000_000,
  /** Entries of the ZIP. */
  entries: 500,
  sheets: 50,
  rows: 20_000,
  columns: 256,
  /** Cells with something in them, of all sheets together. */
  cells: 200_000,
  /** Characters of one cell, as spreadsheets have it. */
  text: 32_767,
} as const;

/** The file is no spreadsheet that we read; the message is a sentence for whoever sent it. */
export class SheetFault extends Error {
  override name = 'SheetFault';
}

/** Puts texts into their places, and counts them. */
export type SheetBuilder = {
  /** Rows and columns from 0. @throws SheetFault beyond the limits */
  put(row: number, column: number, text: string): void;
  readonly rows: readonly (readonly string[])[];
};

/** @returns begins a sheet; all that begin here share the limit of cells */
export function countedSheets(): () => SheetBuilder {
  let cells = 0;
  return () => {
    const rows: string[][] = [];
    return {
      rows,
      put: (row, column, text) => {
        if (text === '') return;
        if (row >= sheetLimits.rows) throw new SheetFault(`A sheet may have ${sheetLimits.rows} rows.`);
        if (column >= sheetLimits.columns) throw new SheetFault(`A sheet may have ${sheetLimits.columns} columns.`);
        if (text.length > sheetLimits.text) throw new SheetFault(`A cell may hold ${sheetLimits.text} characters.`);
        if (++cells > sheetLimits.cells) throw new SheetFault(`A file may have ${sheetLimits.cells} filled cells.`);
        while (rows.length <= row) rows.push([]);
        const its = rows[row] as string[];
        while (its.length < column) its.push('');
        its[column] = text;
      },
    };
  };
}
