// Draws the readable file of a bundle: a tagged PDF of plain text, without links, scripts or pictures.
import { setImmediate as breath } from 'node:timers/promises';
import type PDFDocument from 'pdfkit';
import type { Block } from './bundle-blocks.ts';
import { type FontName, fontBytes, runsOf } from './pdf-fonts.ts';

type Document = InstanceType<typeof PDFDocument>;
type Style = {
  readonly size: number;
  readonly above: number;
  readonly color?: string;
  readonly indent?: number;
  readonly bold?: boolean;
};
type UseFont = (name: FontName, isBold: boolean) => void;

const INK = '#17181c';
const SOFT = '#55585f';
const MARGIN = 56;

const styles = {
  title: { size: 19, above: 0, bold: true },
  section: { size: 14, above: 16, bold: true },
  heading: { size: 10.5, above: 8, color: SOFT, bold: true },
  words: { size: 10, above: 3, indent: 10 },
  note: { size: 9.5, above: 5, color: SOFT },
  facts: { size: 10, above: 5 },
} as const satisfies Record<Block['kind'], Style>;

/** The PDF's bytes as they are drawn. Gives way to other work between paragraphs. */
export async function* drawPdf(
  blocks: readonly Block[],
  { number, title, madeAt }: { readonly number: string; readonly title: string; readonly madeAt: string },
): AsyncGenerator<Buffer> {
  const at = new Date(madeAt);
  // Loaded only here: a start never pays for it.
  const { default: Pdf } = await import('pdfkit');
  const document: Document = new Pdf({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
    pdfVersion: '1.7',
    lang: 'en',
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: `${number}: ${title}`.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 200),
      Producer: 'Telltale',
      Creator: 'Telltale',
      CreationDate: at,
      ModDate: at,
    },
  });
  const used = new Set<string>();
  const useFont: UseFont = (font, isBold) => {
    const name = isBold && font !== 'unifont' ? `${font} bold` : font;
    if (!used.has(name)) document.registerFont(name, fontBytes(font, isBold));
    used.add(name);
    document.font(name);
  };
  useFont('latin', false);
  const drawing = draw(document, blocks, useFont).then(() => {
    footers(document, number, useFont);
    document.end();
  });
  // A fault in drawing ends the stream that is being read, and thereby the bundle.
  drawing.catch(error => document.destroy(error as Error));
  for await (const chunk of document) yield chunk as Buffer;
  await drawing;
}

async function draw(document: Document, blocks: readonly Block[], useFont: UseFont): Promise<void> {
  const root = document.struct('Document');
  document.addStructure(root);
  const paragraph = (tag: string, text: string, style: Style): void => {
    root.add(document.struct(tag, {}, () => write(document, text, style, useFont)));
  };
  for (const block of blocks) {
    const style: Style = styles[block.kind];
    document.y += style.above;
    if (block.kind === 'facts') {
      for (const [term, detail] of block.facts) paragraph('P', `${term}: ${detail}`, { ...style, above: 0 });
    } else if (block.kind === 'words') {
      for (const line of block.text.split(/\r\n?|\n/)) {
        if (line.trim() === '') document.y += style.size / 2;
        else paragraph('P', line, style);
        await breath();
      }
    } else paragraph({ title: 'H1', section: 'H2', heading: 'H3', note: 'P' }[block.kind], block.text, style);
    await breath();
  }
  root.end();
}

/** One paragraph, font by font, wrapped as one. */
function write(
  document: Document,
  text: string,
  { size, color = INK, indent = 0, bold = false }: Style,
  useFont: UseFont,
): void {
  const left = MARGIN + indent;
  const runs = runsOf(text.replace(/[\r\n]+/g, ' '));
  // A heading alone at the end of a page belongs to the next one.
  if (document.y > document.page.height - MARGIN - 3 * size) document.addPage();
  document.x = left;
  document.fontSize(size).fillColor(color);
  runs.forEach((run, index) => {
    useFont(run.font, bold);
    document.text(run.text, {
      width: document.page.width - MARGIN - left,
      lineGap: 2,
      continued: index < runs.length - 1,
    });
  });
}

/** Number and page at the foot of each page, which screen readers pass over. */
function footers(document: Document, number: string, useFont: UseFont): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    document.switchToPage(page);
    document.page.margins.bottom = 0;
    document.markContent('Artifact', { type: 'Pagination' });
    useFont('latin', false);
    document
      .fontSize(8.5)
      .fillColor(SOFT)
      .text(`${number}, page ${page - start + 1} of ${count}`, MARGIN, document.page.height - MARGIN + 16, {
        lineBreak: false,
      });
    document.endMarkedContent();
    document.page.margins.bottom = MARGIN;
  }
}
