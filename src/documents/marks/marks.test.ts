// A PDF marked and traced again, and what cannot be marked refused at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { degrees, PDFDocument, PDFName, PDFRef, PDFString } from 'pdf-lib';
import { aReport } from '../../../test/support/a-pdf.ts';
import { markPdf } from './mark-pdf.ts';
import { CannotMark, examinePages, openPdf } from './open-pdf.ts';
import { readMarks } from './read-marks.ts';

const mark = Buffer.from('4f2a91c07d3e', 'hex');

async function marked(bytes: Buffer): Promise<Buffer> {
  const document = await openPdf(bytes);
  examinePages(document);
  return Buffer.from(
    await markPdf(document, { mark, words: 'ada@buyer.example, 26 Nov 2026', title: 'A report', at: new Date(0) }),
  );
}

const waysOf = async (bytes: Buffer, page?: number) =>
  [
    ...new Set((await readMarks(bytes)).filter(one => page === undefined || one.page === page).map(({ way }) => way)),
  ].sort();

test('each page on its own says whose copy it is, in three invisible ways, and who wrote the original is gone', async () => {
  const copy = await marked(await aReport(3));
  for (const { mark: found } of await readMarks(copy)) assert.deepEqual(found, mark);
  for (const page of [1, 2, 3])
    assert.deepEqual(await waysOf(copy, page), ['dots', 'numbers', 'objects'], `page ${page}`);
  assert.doesNotMatch(copy.toString('latin1'), /Somebody Private/);
  const single = await PDFDocument.create();
  const [second] = await single.copyPages(await PDFDocument.load(copy), [1]);
  assert.ok(second);
  single.addPage(second);
  assert.deepEqual(await waysOf(Buffer.from(await single.save())), ['dots', 'numbers', 'objects']);
});

test('marks are found after the objects are stripped and the file is written anew', async () => {
  const document = await PDFDocument.load(await marked(await aReport(2)), { updateMetadata: false });
  for (const kept of [document.catalog.get(PDFName.of('Metadata')), document.context.trailerInfo.Info])
    if (kept instanceof PDFRef) document.context.delete(kept);
  document.catalog.delete(PDFName.of('Metadata'));
  delete document.context.trailerInfo.ID;
  delete document.context.trailerInfo.Info;
  for (const page of document.getPages()) page.node.delete(PDFName.of('PieceInfo'));
  const stripped = Buffer.from(await document.save({ useObjectStreams: false }));
  assert.deepEqual(await waysOf(stripped), ['dots', 'numbers']);
});

test('T27 rotated and cropped pages are marked where they are shown', async () => {
  for (const turn of [90, 180, 270]) {
    const document = await PDFDocument.load(await aReport(1));
    document.getPages().forEach(page => {
      page.setRotation(degrees(turn));
      page.setCropBox(50, 60, 400, 500);
    });
    assert.deepEqual(await waysOf(await marked(Buffer.from(await document.save())), 1), ['dots', 'numbers', 'objects']);
  }
});

test('T27 what cannot be marked is refused, with what to do', async () => {
  const refused = async (bytes: Buffer, why: RegExp) =>
    assert.rejects(
      async () => examinePages(await openPdf(bytes)),
      (error: unknown) => error instanceof CannotMark && why.test(error.message),
    );
  const changed = async (change: (document: PDFDocument) => void) => {
    const document = await PDFDocument.load(await aReport(1));
    change(document);
    return Buffer.from(await document.save());
  };
  await refused(await aReport(1, { userPassword: 'secret', ownerPassword: 'secret' }), /encrypted/);
  await refused(Buffer.from('<html>no document</html>'), /no PDF/);
  await refused((await aReport(1)).subarray(0, 900), /damaged|no page|cannot/);
  await refused(await changed(document => document.getPage(0).setSize(60, 60)), /Page 1 .*too small/);
  await refused(await changed(document => document.getPage(0).setSize(9000, 60_000)), /larger than A0/);
  await refused(await changed(document => document.addJavaScript('a', 'app.alert(1)')), /JavaScript/);
  await refused(
    await changed(document => document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ XFA: [] }))),
    /XFA/,
  );
  const signed = (document: PDFDocument) =>
    document.context.register(document.context.obj({ Type: 'Sig', ByteRange: [0, 1, 2, 3] }));
  await refused(await changed(document => void signed(document)), /signed/);
  const launch = (document: PDFDocument) =>
    document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: 'Launch', F: PDFString.of('x') }));
  await refused(await changed(launch), /starts programs/);
  const content = (text: string) => (document: PDFDocument) =>
    document.getPage(0).node.set(PDFName.of('Contents'), document.context.register(document.context.stream(text)));
  await refused(await changed(content('Q Q Q')), /Page 1 cannot be marked: it restores/);
  await refused(await changed(content('(never ends')), /no end/);
  const none = await PDFDocument.create();
  await refused(Buffer.from(await none.save({ addDefaultPage: false })), /no page/);
  const { deflateSync } = await import('node:zlib');
  const bomb = (document: PDFDocument) => {
    const stream = document.context.stream(deflateSync(Buffer.alloc(40_000_000, 0x20)), { Filter: 'FlateDecode' });
    document.getPage(0).node.set(PDFName.of('Contents'), document.context.register(stream));
  };
  await refused(await changed(bomb), /too large/);
  const packed = deflateSync(Buffer.alloc(200_000_000, 0x20));
  const hidden = Buffer.concat([
    Buffer.from(
      `%PDF-1.7\n1 0 obj\n<< /Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`,
    ),
    packed,
    Buffer.from('\nendstream\nendobj\n'),
  ]);
  await refused(hidden, /unfolds to more/);
});
