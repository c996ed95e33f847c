// Marking a document of 100 pages: pages per second and memory; and which marks are found again after which attack.
import { existsSync, readFileSync } from 'node:fs';
import { degrees, PDFDocument, PDFName, PDFRef } from 'pdf-lib';
import sharp from 'sharp';
import { markFor } from '../src/documents/marks/ask-pdf-thread.ts';
import { readMarks } from '../src/documents/marks/read-marks.ts';
import { aReport } from '../test/support/a-pdf.ts';
import { openBrowser } from '../test/support/browser.ts';
import type { Figure } from './bench.ts';

const PAGES = Number(process.env['MARK_PAGES'] ?? 100);
const ROUNDS = Number(process.env['BENCH_BLOCKS'] ?? 7);
/** Draws pages as viewers do; no dependency of the product, so it is there only where somebody put it. */
const PDF_JS = 'node_modules/pdfjs-dist/build';
const mark = Buffer.from('4f2a91c07d3e', 'hex');
const recipient = { mark, words: 'ada@buyer.example, 2026-11-26', title: 'A report', at: new Date(0) };

export const figure: Figure = {
  name: 'document-marks',
  about: 'marking a document for its reader, against reading and writing it only; marks found again after attacks',
  run: async () => {
    const speed = await measureSpeed();
    const found = await tryAttacks();
    return { ok: !found.some(([, ways]) => ways.includes('WRONG')), rows: [...speed, ...found] };
  },
};

type Row = readonly [string, string];

async function measureSpeed(): Promise<Row[]> {
  const original = await aReport(PAGES);
  const before = process.memoryUsage().rss;
  const ours: number[] = [];
  const bare: number[] = [];
  let size = 0;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  await markFor(original, recipient);
  for (let round = 0; round < ROUNDS; round += 1) {
    let begun = performance.now();
    size = (await markFor(original, recipient)).length;
    ours.push(performance.now() - begun);
    begun = performance.now();
    await (await PDFDocument.load(original, { updateMetadata: false })).save();
    bare.push(performance.now() - begun);
  }
  clearInterval(watch);
  const sorted = ours.toSorted((one, other) => one - other);
  const middle = (list: readonly number[]): number =>
    list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? Number.NaN;
  const perSecond = (ms: number): string => (PAGES / (ms / 1000)).toFixed(0);
  return [
    [`marking ${PAGES} pages, pages per second, median of ${ROUNDS}`, perSecond(middle(ours))],
    ['the same, slowest and fastest', `${perSecond(sorted.at(-1) ?? 0)} to ${perSecond(sorted[0] ?? 0)}`],
    ['time against reading and writing without marks', `${(middle(ours) / middle(bare)).toFixed(1)} times`],
    ['size of original and copy', `${(original.length / 1024).toFixed(0)} kB, ${(size / 1024).toFixed(0)} kB`],
    ['most memory of the process while it marks, above before', `${((peak - before) / 1024 / 1024).toFixed(0)} MB`],
  ];
}

/** Which marks are left, by attack. */
async function tryAttacks(): Promise<Row[]> {
  const copy = await markFor(await aReport(3), recipient);
  const rows: Row[] = [];
  const tried = async (attack: string, attacked: Buffer | Uint8Array): Promise<void> => {
    const marks = await readMarks(Buffer.from(attacked)).catch(() => []);
    const ways = [...new Set(marks.filter(one => one.mark.equals(mark)).map(({ way }) => way))].sort();
    const wrong = marks.some(one => !one.mark.equals(mark));
    rows.push([attack, `${ways.join(', ') || 'none'}${wrong ? '; and a WRONG number' : ''}`]);
  };
  await tried('as it was delivered', copy);
  await tried('written anew by another program (pdf-lib)', await (await PDFDocument.load(copy)).save());
  await tried('one page copied into another document', await onePage(copy));
  const stripped = await stripObjects(copy);
  await tried('metadata, identifiers and PieceInfo stripped, written anew', stripped);
  await tried('the same, pages turned by 90° and cropped to a half', await turnAndCrop(stripped));
  await tried('text of the visible mark cut out of the content', await cutText(stripped));
  if (!existsSync(PDF_JS)) {
    rows.push(['attacks on pictures of pages', 'not tried: run `npm install --no-save pdfjs-dist@6.5.438` first']);
    return rows;
  }
  const browser = await openBrowser();
  try {
    const draw = await rasterizer(browser, copy);
    const page = await draw(150);
    await tried('page as a picture, 96 dpi, as a screenshot is', await draw(96));
    await tried('page as a picture, 150 dpi', page);
    await tried('page as a picture, 300 dpi', await draw(300));
    const { width = 0, height = 0 } = await sharp(page).metadata();
    const cut = (share: number) =>
      sharp(page)
        .extract({
          left: Math.floor(width * 0.21),
          top: Math.floor(height * 0.17),
          width: Math.floor(width * share),
          height: Math.floor(height * share),
        })
        .png()
        .toBuffer();
    await tried('picture cropped to a quarter of the page', await cut(0.5));
    await tried('picture cropped to a sixteenth', await cut(0.25));
    await tried(
      'picture scaled to 73 percent',
      await sharp(page)
        .resize(Math.round(width * 0.73))
        .png()
        .toBuffer(),
    );
    await tried('picture turned by 90°', await sharp(page).rotate(90).png().toBuffer());
    await tried('picture turned by 1°', await sharp(page).rotate(1, { background: '#fff' }).png().toBuffer());
    for (const quality of [92, 80, 60, 40])
      await tried(`picture as JPEG of quality ${quality}`, await sharp(page).jpeg({ quality }).toBuffer());
    await tried('picture in shades of gray', await sharp(page).grayscale().png().toBuffer());
    await tried('picture blurred a little (sigma 1)', await sharp(page).blur(1).png().toBuffer());
    await tried('picture in black and white', await sharp(page).threshold(160).png().toBuffer());
    await tried('printed to PDF as pictures (Chromium)', await printed(browser, page));
    await tried('printed to PDF as pictures, metadata stripped', await stripObjects(await printed(browser, page)));
  } finally {
    await browser.close();
  }
  return rows;
}

async function onePage(copy: Uint8Array): Promise<Uint8Array> {
  const other = await PDFDocument.create();
  const [page] = await other.copyPages(await PDFDocument.load(copy), [1]);
  if (page) other.addPage(page);
  return other.save();
}

async function stripObjects(copy: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.load(copy, { updateMetadata: false });
  for (const kept of [document.catalog.get(PDFName.of('Metadata')), document.context.trailerInfo.Info])
    if (kept instanceof PDFRef) document.context.delete(kept);
  document.catalog.delete(PDFName.of('Metadata'));
  delete document.context.trailerInfo.ID;
  delete document.context.trailerInfo.Info;
  for (const page of document.getPages()) page.node.delete(PDFName.of('PieceInfo'));
  return document.save({ useObjectStreams: false });
}

async function turnAndCrop(copy: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.load(copy);
  for (const page of document.getPages()) {
    page.setRotation(degrees(90));
    page.setCropBox(100, 100, 300, 400);
  }
  return document.save();
}

/** What pdfparanoia and its like do: every drawn text that holds the address goes. */
async function cutText(copy: Uint8Array): Promise<Uint8Array> {
  const { contentOf } = await import('../src/documents/marks/open-pdf.ts');
  const document = await PDFDocument.load(copy);
  for (const page of document.getPages()) {
    const content = contentOf(page).replace(/\((?:[^()\\]|\\.)*buyer\.example(?:[^()\\]|\\.)*\) Tj/g, '() Tj');
    const stream = document.context.stream(Buffer.from(content, 'latin1'));
    page.node.set(PDFName.of('Contents'), document.context.register(stream));
  }
  return document.save();
}

type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** Draws the first page of the document with pdf.js in Chromium. */
async function rasterizer(browser: Browser, copy: Uint8Array): Promise<(dpi: number) => Promise<Buffer>> {
  const page = await browser.newPage();
  await page.route('http://pdf.invalid/**', async route => {
    const name = new URL(route.request().url()).pathname.slice(1);
    await (name === ''
      ? route.fulfill({ contentType: 'text/html', body: '<!doctype html><canvas></canvas>' })
      : route.fulfill({ contentType: 'text/javascript', body: readFileSync(`${PDF_JS}/${name}`, 'utf8') }));
  });
  await page.goto('http://pdf.invalid/');
  return async dpi => {
    const drawn = await page.evaluate(
      async ({ base64, dpi }) => {
        const name = 'http://pdf.invalid/pdf.min.mjs';
        const pdfjs = await import(name);
        pdfjs.GlobalWorkerOptions.workerSrc = 'http://pdf.invalid/pdf.worker.min.mjs';
        const data = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
        const first = await (await pdfjs.getDocument({ data }).promise).getPage(1);
        const viewport = first.getViewport({ scale: dpi / 72 });
        const canvas = document.createElement('canvas');
        canvas.width = Math.ceil(viewport.width);
        canvas.height = Math.ceil(viewport.height);
        await first.render({ canvas, viewport }).promise;
        return canvas.toDataURL('image/png').split(',')[1] ?? '';
      },
      { base64: Buffer.from(copy).toString('base64'), dpi },
    );
    return Buffer.from(drawn, 'base64');
  };
}

/** A page printed to PDF as a viewer prints: a picture over the whole sheet. */
async function printed(browser: Browser, picture: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  await page.setContent(
    `<style>@page{size:A4;margin:0}body{margin:0}img{width:210mm;height:297mm;display:block}</style><img src="data:image/png;base64,${picture.toString('base64')}">`,
  );
  await page.waitForFunction(() => document.images[0]?.complete);
  const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  await page.close();
  return bytes;
}
