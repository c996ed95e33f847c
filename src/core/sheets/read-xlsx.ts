// Reads the words of an XLSX file (ECMA-376 part 1) from anybody: four kinds of its parts, and of those the texts.
import { posix } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { readXml, XmlFault, type XmlPiece } from './read-xml.ts';
import { countedSheets, type Sheet, type SheetBuilder, SheetFault, sheetLimits, type Workbook } from './workbook.ts';

/**
 * The texts of all sheets. Formulas count by the result that was kept with them; numbers and days come as they are
 * stored. Nothing is computed, fetched or written.
 * @throws SheetFault when it is none, is too large, or holds what no spreadsheet program writes
 */
export async function readXlsx(bytes: Buffer): Promise<Workbook> {
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0')
    throw new SheetFault('This is an old XLS file, or one with a password. Save it as XLSX without a password.');
  let zip: ZipFile | undefined;
  try {
    zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
    const parts = await listParts(zip);
    return await readParts(partReader(zip, parts));
  } catch (error) {
    if (error instanceof SheetFault) throw error;
    if (error instanceof XmlFault) throw new SheetFault(`This file cannot be read: ${error.message}.`);
    throw new SheetFault('This is no XLSX file that can be read.', { cause: error });
  } finally {
    zip?.close();
  }
}

async function listParts(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > sheetLimits.entries) throw new SheetFault('This file has too many parts.');
  const parts = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    if (parts.has(name)) throw new SheetFault('This file has a part twice.');
    if (entry.isEncrypted()) throw new SheetFault('This file is encrypted. Save it without a password.');
    parts.set(name, entry);
  }
  return parts;
}

type ReadPart = (name: string) => Promise<string | undefined>;

/** Reads parts whole, as UTF-8, within the limits: what a part announces and what comes out are both counted. */
function partReader(zip: ZipFile, parts: ReadonlyMap<string, Entry>): ReadPart {
  let total = 0;
  return async name => {
    const entry = parts.get(name.toLowerCase());
    if (!entry) return undefined;
    total += entry.uncompressedSize;
    if (entry.uncompressedSize > sheetLimits.partBytes || total > sheetLimits.allBytes)
      throw new SheetFault('This file is too large once it is unpacked.');
    const kept: Buffer[] = [];
    // yauzl's streams give buffers, and end with a fault at more than was announced.
    for await (const some of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) kept.push(some);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(kept));
    } catch {
      throw new SheetFault('A part of this file is not UTF-8.');
    }
  };
}

async function readParts(part: ReadPart): Promise<Workbook> {
  const [book] = (await relationsOf(part, '', '_rels/.rels')).filter(({ type }) => type.endsWith('/officeDocument'));
  const text = book && (await part(book.target));
  if (!text) throw new SheetFault('This is a ZIP file, but no XLSX file.');
  const folder = posix.dirname(book.target);
  const relations = await relationsOf(part, folder, posix.join(folder, '_rels', `${posix.basename(book.target)}.rels`));
  const shared = relations.find(({ type }) => type.endsWith('/sharedStrings'));
  const strings = shared ? await readStrings((await part(shared.target)) ?? '') : [];
  const sheets: Sheet[] = [];
  const begin = countedSheets();
  for (const { name, id } of sheetsOf(text)) {
    const relation = relations.find(each => each.id === id && each.type.endsWith('/worksheet'));
    const content = relation && (await part(relation.target));
    if (!content) continue;
    if (sheets.length >= sheetLimits.sheets) throw new SheetFault(`A file may have ${sheetLimits.sheets} sheets.`);
    const sheet = begin();
    await readCells(content, strings, sheet);
    sheets.push({ name, rows: sheet.rows });
  }
  if (sheets.length === 0) throw new SheetFault('This file has no sheets.');
  return { sheets };
}

type Relation = { readonly id: string; readonly type: string; readonly target: string };

/** Where a part's relations lead within the file; those that lead out of it are left alone. */
async function relationsOf(part: ReadPart, folder: string, name: string): Promise<Relation[]> {
  const found: Relation[] = [];
  for (const piece of readXml((await part(name)) ?? '')) {
    if (piece.kind !== 'open' || piece.name !== 'Relationship') continue;
    const { attributes } = piece;
    if (attributes.get('TargetMode') === 'External') continue;
    const target = attributes.get('Target') ?? '';
    found.push({
      id: attributes.get('Id') ?? '',
      type: attributes.get('Type') ?? '',
      target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
    });
  }
  return found;
}

function sheetsOf(workbook: string): { readonly name: string; readonly id: string }[] {
  const found: { name: string; id: string }[] = [];
  for (const piece of readXml(workbook)) {
    if (piece.kind !== 'open' || piece.name !== 'sheet') continue;
    const id = [...piece.attributes].find(([name]) => name.endsWith(':id'))?.[1] ?? '';
    found.push({ name: piece.attributes.get('name') ?? '', id });
  }
  return found;
}

/** So many pieces at once; then others have their turn. */
const TURN = 20_000;

async function eachPiece(source: string, take: (piece: XmlPiece) => void): Promise<void> {
  let count = 0;
  for (const piece of readXml(source)) {
    take(piece);
    if (++count % TURN === 0) await breathe();
  }
}

/** The texts that cells share; how a word is said (`rPh`) is no part of it. */
async function readStrings(source: string): Promise<string[]> {
  const strings: string[] = [];
  const text = textGatherer();
  await eachPiece(source, piece => {
    text.take(piece);
    if (piece.kind !== 'close' || piece.name !== 'si') return;
    if (strings.length >= sheetLimits.cells) throw new SheetFault('This file has too many texts.');
    strings.push(text.give());
  });
  return strings;
}

async function readCells(source: string, strings: readonly string[], sheet: SheetBuilder): Promise<void> {
  let row = -1;
  let column = -1;
  let type = '';
  let value: string | undefined;
  const text = textGatherer();
  await eachPiece(source, piece => {
    text.take(piece);
    if (piece.kind === 'text') {
      if (value !== undefined) value += piece.text;
    } else if (piece.kind === 'open') {
      if (piece.name === 'row') {
        row = placeOf(piece.attributes.get('r')) ?? row + 1;
        column = -1;
      } else if (piece.name === 'c') {
        column = columnOf(piece.attributes.get('r')) ?? column + 1;
        type = piece.attributes.get('t') ?? 'n';
        text.give();
      } else if (piece.name === 'v') value = '';
    } else if (piece.name === 'v') {
      sheet.put(row, column, readValue(type, value ?? '', strings).trimEnd());
      value = undefined;
    } else if (piece.name === 'is') sheet.put(row, column, text.give().trimEnd());
  });
}

function readValue(type: string, value: string, strings: readonly string[]): string {
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  return plainText(value);
}

/** Gathers what stands in `t`, but for readings. */
function textGatherer() {
  let parts: string[] = [];
  let inText = false;
  let inReading = false;
  return {
    take: (piece: XmlPiece): void => {
      if (piece.kind === 'text') {
        if (inText && !inReading) parts.push(piece.text);
      } else if (piece.name === 't') inText = piece.kind === 'open';
      else if (piece.name === 'rPh') inReading = piece.kind === 'open';
    },
    give: (): string => {
      const text = plainText(parts.join(''));
      parts = [];
      return text;
    },
  };
}

/** How spreadsheets write characters that XML can't (ECMA-376 part 1, 22.9.2.19 ST_Xstring); control characters go. */
const plainText = (text: string): string =>
  text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '');

const placeOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) - 1 : undefined;

/** The column of `AB12`, from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(reference ?? '')?.[1];
  return letters === undefined ? undefined : columnIndex(letters);
}

/** The column of these letters, from 0: `A` is 0, `AA` is 26. */
export const columnIndex = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
