// PDFs as reports are: pages of text, made anew for each test.
import PDFKit from 'pdfkit';

/** A document of this many pages of text. */
export function aReport(pages: number, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  return new Promise(resolve => {
    const document = new PDFKit({ size: 'A4', info: { Author: 'Somebody Private' }, ...options });
    const parts: Buffer[] = [];
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    for (let page = 0; page < pages; page += 1) {
      if (page > 0) document.addPage();
      const sentence = 'The auditor looked at the controls, and wrote down what was found. ';
      document.fontSize(11).text(`Section ${page + 1}. ${sentence.repeat(45)}`);
    }
    document.end();
  });
}
