// Finds the numbers of copies in a leaked file or a picture of a page, by whichever marks are left.

import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, type PDFPage, PDFRawStream } from 'pdf-lib';
import sharp from 'sharp';
import { readNumbers } from './content-numbers.ts';
import type { DotPicture } from './dot-picture.ts';
import { pictureOf, readDots } from './dots.ts';
import { CODE_BITS, markOfVotes } from './mark-code.ts';
import { boxOf, contentOf, unfold } from './open-pdf.ts';
import { squaresIn } from './squares.ts';

export type Way = 'objects' | 'dots' | 'numbers';
export type FoundMark = {
  readonly mark: Buffer;
  readonly way: Way;
  /** From 1; undefined where it stands for the whole file. */
  readonly page?: number;
};

/** Pixels of a picture that is looked at: a page at 600 dpi. */
const MOST_PIXELS = 60_000_000;
const MOST_CONTENT = 64 * 1024 * 1024;

/** Every number found, page by page, in a PDF or a picture (PNG, JPEG, WebP, TIFF). */
export async function readMarks(bytes: Buffer): Promise<FoundMark[]> {
  if (bytes.subarray(0, 1024).indexOf('%PDF-') < 0) {
    const mark = await readPicture(bytes);
    return mark ? [{ mark, way: 'dots', page: 1 }] : [];
  }
  const found: FoundMark[] = objectsOfFile(bytes);
  const document = await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false });
  const votes = new Float64Array(CODE_BITS);
  for (const [index, page] of document.getPages().entries()) found.push(...(await marksOfPage(page, index + 1, votes)));
  const together = markOfVotes(votes);
  if (together) found.push({ mark: together, way: 'numbers' });
  return found;
}

async function marksOfPage(page: PDFPage, number: number, votes: Float64Array): Promise<FoundMark[]> {
  const found: FoundMark[] = [];
  const piece = page.node.lookup(PDFName.of('PieceInfo'));
  const own = piece instanceof PDFDict ? piece.lookup(PDFName.of('Telltale')) : undefined;
  const kept = own instanceof PDFDict ? own.lookup(PDFName.of('Private')) : undefined;
  if (kept instanceof PDFHexString) found.push({ mark: Buffer.from(kept.asBytes()), way: 'objects', page: number });
  const content = attempt(() => contentOf(page)) ?? '';
  const spelled = attempt(() => readNumbers(content, votes));
  if (spelled) found.push({ mark: spelled, way: 'numbers', page: number });
  const dots = attempt(() => drawnDots(page, content)) ?? (await dotsOfImages(page));
  if (dots) found.push({ mark: dots, way: 'dots', page: number });
  return found;
}

/** Dots that are still shapes in the page's content. */
function drawnDots(page: PDFPage, content: string): Buffer | undefined {
  const { x, y, width, height } = boxOf(page);
  const squares = squaresIn(content).map(one => ({ x: one.x - x, y: one.y - y }));
  return squares.length < CODE_BITS ? undefined : readDots(pictureOf(squares, width, height));
}

/** Dots in the pictures that a page consists of, when it was printed or scanned. */
async function dotsOfImages(page: PDFPage): Promise<Buffer | undefined> {
  const resources = page.node.Resources();
  const objects = resources?.lookup(PDFName.of('XObject'));
  if (!(objects instanceof PDFDict)) return undefined;
  for (const [key] of objects.entries()) {
    const image = objects.lookup(key);
    if (!(image instanceof PDFRawStream) || image.dict.lookup(PDFName.of('Subtype')) !== PDFName.of('Image')) continue;
    const mark = await readImage(image).catch(() => undefined);
    if (mark) return mark;
  }
  return undefined;
}

async function readImage(image: PDFRawStream): Promise<Buffer | undefined> {
  const number = (name: string): number => {
    const value = image.dict.lookup(PDFName.of(name));
    return value instanceof PDFNumber ? value.asNumber() : 0;
  };
  const [width, height] = [number('Width'), number('Height')];
  if (width * height < 10_000 || width * height > MOST_PIXELS) return undefined;
  const filter = image.dict.lookup(PDFName.of('Filter'));
  const name = filter instanceof PDFArray ? filter.lookup(filter.size() - 1) : filter;
  if (name === PDFName.of('DCTDecode')) return readPicture(Buffer.from(image.contents));
  const raw = unfold(image, MOST_CONTENT * 3);
  const channels = Math.round(raw.length / (width * height));
  if (channels !== 1 && channels !== 3) return undefined;
  return readDots(levelsOf(raw, width, height, channels));
}

/** @param bytes PNG, JPEG, WebP or TIFF */
async function readPicture(bytes: Buffer): Promise<Buffer | undefined> {
  const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return readDots(levelsOf(data, info.width, info.height, info.channels));
}

/** Yellow is what blue lacks. Where nothing has a color, the little that white lacks. */
function levelsOf(raw: Uint8Array, width: number, height: number, channels: number): DotPicture {
  const levels = new Float32Array(width * height);
  let colored = 0;
  if (channels >= 3)
    for (let at = 0; at < levels.length; at += 1) {
      const [red = 0, green = 0, blue = 0] = [raw[at * channels], raw[at * channels + 1], raw[at * channels + 2]];
      const yellow = (red + green) / 2 - blue;
      if (yellow > 8) colored += 1;
      levels[at] = Math.min(110, yellow);
    }
  if (colored > levels.length / 5000) return { width, height, levels };
  for (let at = 0; at < levels.length; at += 1) {
    const light = raw[at * channels] ?? 255;
    levels[at] = light > 215 ? 255 - light : 0;
  }
  return { width, height, levels };
}

/** What stands for the whole file: information, XMP, identifier. */
function objectsOfFile(bytes: Buffer): FoundMark[] {
  const text = bytes.toString('latin1');
  const marks = [
    /\/TelltaleMark\s*<([0-9a-f]{12})>/i,
    /telltale:([0-9a-f]{12})/i,
    /\/ID\s*\[\s*<([0-9a-f]{12})54454c4c54414c450000>/i,
  ].flatMap(pattern => pattern.exec(text)?.[1] ?? []);
  return [...new Set(marks)].map(mark => ({ mark: Buffer.from(mark, 'hex'), way: 'objects' }));
}

/** Undefined where a leaked file is broken: another mark may still be whole. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
