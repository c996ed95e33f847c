// Opens an uploaded PDF and says whether each of its pages can be marked: what cannot be is refused here, so that no
// copy ever leaves unmarked. Bounded in size, pages and what streams unfold to.
import { constants, inflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, type PDFPage, PDFRawStream, PDFStream } from 'pdf-lib';
import { ContentBroken, examineContent } from './content-numbers.ts';

export const LARGEST_FILE = 20 * 1024 * 1024;
const MOST_PAGES = 500;
/** Bytes that the content of one page, and of all, may unfold to. */
const PAGE_BYTES = 16 * 1024 * 1024;
const ALL_BYTES = 128 * 1024 * 1024;
/** Points; a smaller page has no room for the marks, a larger one than A0 too much. */
const SMALLEST_SIDE = 100;
const LARGEST_SIDE = 3_400;

/** Why a file is no document that can be given out; the message is a sentence for whoever uploaded it. */
export class CannotMark extends Error {}

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** @throws CannotMark */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  if (bytes.length > LARGEST_FILE) throw new CannotMark(`The file is larger than ${LARGEST_FILE / 1024 / 1024} MB.`);
  if (Buffer.from(bytes.subarray(0, 1024)).indexOf('%PDF-') < 0) throw new CannotMark('This is no PDF.');
  boundObjectStreams(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  try {
    const document = await PDFDocument.load(bytes, {
      throwOnInvalidObject: true,
      updateMetadata: false,
      ignoreEncryption: true,
    });
    if (!document.isEncrypted) return document;
  } catch {
    throw new CannotMark('The PDF is damaged. Print it to a new PDF, and upload that.');
  }
  throw new CannotMark('The PDF is encrypted. Save it without a password and without restrictions first.');
}

/** @returns how many pages it has @throws CannotMark with the page and the reason */
export function examinePages(document: PDFDocument): number {
  const risk = riskIn(document);
  if (risk !== undefined) throw new CannotMark(risk);
  const pages = pagesOf(document);
  if (pages.length === 0) throw new CannotMark('The PDF has no page.');
  if (pages.length > MOST_PAGES) throw new CannotMark(`The PDF has more than ${MOST_PAGES} pages. Split it.`);
  let total = 0;
  pages.forEach((page, index) => {
    try {
      boxOf(page);
      const content = contentOf(page);
      total += content.length;
      examineContent(content);
    } catch (error) {
      if (error instanceof CannotMark || error instanceof ContentBroken)
        throw new CannotMark(`Page ${index + 1} cannot be marked: ${error.message}`);
      throw new CannotMark(`Page ${index + 1} cannot be read.`);
    }
    if (total > ALL_BYTES) throw new CannotMark('The pages unfold to more than can be marked. Split the document.');
  });
  return pages.length;
}

function pagesOf(document: PDFDocument): readonly PDFPage[] {
  try {
    return document.getPages();
  } catch {
    throw new CannotMark('The PDF is damaged: its pages cannot be found.');
  }
}

/** What a document may not do: run, carry, call, or lose its own signature by being marked. */
function riskIn(document: PDFDocument): string | undefined {
  const names: readonly [string, string][] = [
    ['JS', 'The PDF contains JavaScript.'],
    ['JavaScript', 'The PDF contains JavaScript.'],
    ['Launch', 'The PDF starts programs.'],
    ['EmbeddedFile', 'The PDF has files attached. Remove them first.'],
    ['EmbeddedFiles', 'The PDF has files attached. Remove them first.'],
    ['EF', 'The PDF has files attached. Remove them first.'],
    ['RichMedia', 'The PDF contains media that play.'],
    ['XFA', 'The PDF is an XFA form, which draws its pages by itself. Print it to a new PDF.'],
    ['ByteRange', 'The PDF is digitally signed, and a mark would break the signature. Print it to a new PDF.'],
  ];
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    const found = dictsIn(object, 0).flatMap(dict =>
      dict.entries().flatMap(([key, value]) => [key.decodeText(), value instanceof PDFName ? value.decodeText() : '']),
    );
    const words = new Set(found);
    for (const [name, why] of names) if (words.has(name)) return why;
  }
  return undefined;
}

/** Dictionaries within an object, itself included; references are objects of their own. */
function dictsIn(object: unknown, depth: number): PDFDict[] {
  if (depth > 30) throw new CannotMark('The PDF is nested too deeply.');
  if (object instanceof PDFStream) return dictsIn(object.dict, depth + 1);
  if (object instanceof PDFArray) return object.asArray().flatMap(one => dictsIn(one, depth + 1));
  if (object instanceof PDFDict) return [object, ...object.values().flatMap(one => dictsIn(one, depth + 1))];
  return [];
}

/** What of the page is shown, in its own coordinates. @throws CannotMark when that is too small or too large */
export function boxOf(page: PDFPage): Box {
  const media = rectangle(page.node.MediaBox());
  const cut = page.node.CropBox();
  const crop = cut ? rectangle(cut) : media;
  const [x, y] = [Math.max(media.x, crop.x), Math.max(media.y, crop.y)];
  const width = Math.min(media.x + media.width, crop.x + crop.width) - x;
  const height = Math.min(media.y + media.height, crop.y + crop.height) - y;
  if (!(Math.min(width, height) >= SMALLEST_SIDE)) throw new CannotMark('it is too small.');
  if (!(Math.max(width, height) <= LARGEST_SIDE)) throw new CannotMark('it is larger than A0.');
  return { x, y, width, height };
}

function rectangle(array: PDFArray): Box {
  const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map(index => array.lookup(index, PDFNumber).asNumber());
  return { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(c - a), height: Math.abs(d - b) };
}

/** How far the page is turned clockwise when shown: 0, 90, 180 or 270. */
export function turnOf(page: PDFPage): number {
  const turn = page.node.Rotate()?.asNumber() ?? 0;
  if (turn % 90 !== 0) throw new CannotMark('it is turned by an angle that is none of the four.');
  return ((turn % 360) + 360) % 360;
}

/** The page's content as Latin-1. @throws CannotMark when it is not plain or deflated, or too large */
export function contentOf(page: PDFPage): string {
  return contentStreams(page)
    .map(stream => unfold(stream, PAGE_BYTES).toString('latin1'))
    .join('\n');
}

function contentStreams(page: PDFPage): PDFRawStream[] {
  const contents: unknown = page.node.Contents();
  if (contents === undefined) return [];
  const list: unknown[] =
    contents instanceof PDFArray ? contents.asArray().map(one => page.doc.context.lookup(one)) : [contents];
  return list.map(stream => {
    if (!(stream instanceof PDFRawStream)) throw new CannotMark('its content is missing.');
    return stream;
  });
}

/** The bytes of a stream that is plain, or deflated without a predictor. @throws CannotMark */
export function unfold(stream: PDFRawStream, most: number): Buffer {
  const filter = stream.dict.lookup(PDFName.of('Filter'));
  const only = filter instanceof PDFArray ? (filter.size() === 1 ? filter.lookup(0) : filter) : filter;
  if (filter === undefined || (filter instanceof PDFArray && filter.size() === 0)) return Buffer.from(stream.contents);
  if (only !== PDFName.of('FlateDecode') || stream.dict.lookup(PDFName.of('DecodeParms')) instanceof PDFDict)
    throw new CannotMark('its content is packed in an old way. Print the document to a new PDF.');
  try {
    return inflateSync(stream.contents, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    throw new CannotMark('its content cannot be unpacked, or is too large.');
  }
}

/**
 * Object streams are unfolded by the reader before anybody can say how large they get: here it is said first.
 * @throws CannotMark
 */
function boundObjectStreams(bytes: Buffer): void {
  let left = ALL_BYTES;
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    if (bytes.subarray(at - 3, at).equals(Buffer.from('end'))) continue;
    const head = bytes.subarray(Math.max(0, at - 2048), at).toString('latin1');
    const own = head
      .slice(head.lastIndexOf(' obj') + 1)
      .replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (/\/Type\s+\d+\s+\d+\s+R/.test(own)) throw new CannotMark('The PDF hides what its objects are.');
    if (!/\/Type\s*\/(?:ObjStm|XRef)/.test(own)) continue;
    const start = at + 6 + (bytes[at + 6] === 0x0d ? 2 : 1);
    if (!/\/Filter/.test(own)) continue;
    try {
      left -= inflateSync(bytes.subarray(start), {
        maxOutputLength: Math.max(1, left),
        finishFlush: constants.Z_SYNC_FLUSH,
      }).length;
    } catch {
      throw new CannotMark('The PDF is damaged, or unfolds to more than can be marked.');
    }
  }
}
