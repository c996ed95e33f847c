// Marks a PDF for one recipient: visibly on each page, and invisibly in its objects, its picture and its numbers.
import { deflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFPage,
  PDFRawStream,
  PDFRef,
  PDFStream,
  StandardFonts,
} from 'pdf-lib';
import { examineContent, writeNumbers } from './content-numbers.ts';
import { DOT_COLOR, drawDots } from './dots.ts';
import { markText } from './mark-code.ts';
import { boxOf, CannotMark, contentOf, turnOf } from './open-pdf.ts';

const MARK_KEY = 'TelltaleMark';

export type Recipient = {
  readonly mark: Uint8Array;
  /** Who it is for, as the pages say. */
  readonly words: string;
  readonly title: string;
  readonly at: Date;
};

/** The marked copy. @throws CannotMark when a page cannot be marked: none is left out */
export async function markPdf(document: PDFDocument, recipient: Recipient): Promise<Uint8Array> {
  const { context } = document;
  const font = (await document.embedFont(StandardFonts.Helvetica)).ref;
  const pale = context.register(context.obj({ Type: 'ExtGState', ca: 0.09, CA: 0.09 }));
  const multiply = context.register(context.obj({ Type: 'ExtGState', BM: 'Multiply', ca: 1 }));
  // Pages are mostly of one size, and the dots of a size are the same on each.
  const dots = new Map<string, string>();
  for (const page of document.getPages()) markPage(page, recipient, { font, pale, multiply, dots });
  writeObjects(document, recipient);
  dropUnreachable(document);
  return document.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false });
}

type Resources = {
  readonly font: PDFRef;
  readonly pale: PDFRef;
  readonly multiply: PDFRef;
  /** What was drawn so far, by size. */
  readonly dots: Map<string, string>;
};

function markPage(page: PDFPage, recipient: Recipient, refs: Resources): void {
  const { context } = page.doc;
  const names = giveResources(page, refs);
  const content = contentOf(page);
  const { closing } = examineContent(content);
  const drawn = ['q', writeNumbers(content, recipient.mark), `${closing}Q`, overlay(page, recipient, names)].join('\n');
  const packed = deflateSync(Buffer.from(drawn, 'latin1'));
  const stream = PDFRawStream.of(PDFDict.withContext(context), packed);
  stream.dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
  page.node.set(PDFName.of('Contents'), context.register(stream));
  page.node.set(PDFName.of('Resources'), names.resources);
  page.node.delete(PDFName.of('Thumb'));
  page.node.delete(PDFName.of('Metadata'));
  page.node.set(
    PDFName.of('PieceInfo'),
    context.obj({
      Telltale: { LastModified: PDFHexString.fromText(recipient.at.toISOString()), Private: hex(recipient.mark) },
    }),
  );
}

/** The page's resources with ours among them: a copy, since pages share them. */
function giveResources(page: PDFPage, refs: Resources) {
  const { context } = page.doc;
  const resources = page.node.Resources()?.clone() ?? PDFDict.withContext(context);
  const own = (kind: string): PDFDict => {
    const dict = resources.lookupMaybe(PDFName.of(kind), PDFDict)?.clone() ?? PDFDict.withContext(context);
    resources.set(PDFName.of(kind), dict);
    return dict;
  };
  const add = (dict: PDFDict, tag: string, ref: PDFRef): string => {
    const key = dict.uniqueKey(tag);
    dict.set(key, ref);
    return key.toString();
  };
  const states = own('ExtGState');
  return {
    resources,
    font: add(own('Font'), 'TtF', refs.font),
    pale: add(states, 'TtP', refs.pale),
    multiply: add(states, 'TtM', refs.multiply),
    dots: refs.dots,
  };
}

type Names = ReturnType<typeof giveResources>;

/** What is drawn over the page, upright as it is shown, within what is shown of it. */
function overlay(page: PDFPage, { mark, words }: Recipient, { font, pale, multiply, dots }: Names): string {
  const { x, y, width: w, height: h } = boxOf(page);
  const turn = turnOf(page);
  const [width, height] = turn % 180 === 0 ? [w, h] : [h, w];
  const upright = {
    0: `1 0 0 1 ${x} ${y}`,
    90: `0 1 -1 0 ${x + w} ${y}`,
    180: `-1 0 0 -1 ${x + w} ${y + h}`,
    270: `0 -1 1 0 ${x} ${y + h}`,
  }[turn];
  const line = `${words} \u00b7 ${markText(mark)}`;
  const small = Math.min(7, (width - 20) / (line.length * 0.5));
  const large = Math.min(40, (Math.hypot(width, height) * 0.8) / (line.length * 0.5));
  const [cos, sin] = [width / Math.hypot(width, height), height / Math.hypot(width, height)];
  const half = (line.length * large * 0.5) / 2;
  const [fromX, fromY] = [width / 2 - cos * half, height / 2 - sin * half];
  return [
    `q ${upright} cm`,
    `q ${pale} gs 0 g BT ${font} ${number(large)} Tf ${number(cos)} ${number(sin)} ${number(-sin)} ${number(cos)} ${number(fromX)} ${number(fromY)} Tm ${literal(line)} Tj ET Q`,
    `q ${multiply} gs ${DOT_COLOR} rg`,
    dotsOf(dots, mark, width, height),
    'f Q',
    `q 0.35 g BT ${font} ${number(small)} Tf 1 0 0 1 10 6 Tm ${literal(line)} Tj ET Q`,
    'Q',
  ].join('\n');
}

function dotsOf(drawn: Map<string, string>, mark: Uint8Array, width: number, height: number): string {
  const size = `${width} ${height}`;
  const dots = drawn.get(size) ?? drawDots(mark, width, height);
  drawn.set(size, dots);
  return dots;
}

const number = (value: number): string => String(Math.round(value * 1000) / 1000);

/** A text for Helvetica as PDF writes it (Latin-1 of WinAnsi); letters that it lacks become question marks. */
function literal(text: string): string {
  const plain = text.normalize('NFC').replace(/[^\x20-\x7e\u00a0-\u00ff]/gu, '?');
  return `(${plain.replace(/[\\()]/g, '\\$&')})`;
}

const hex = (mark: Uint8Array): PDFHexString => PDFHexString.of(Buffer.from(mark).toString('hex'));

/** The number in the document's information, its XMP packet and its identifier (ISO 32000-1 §14.3, §14.4). */
function writeObjects(document: PDFDocument, { mark, title, at }: Recipient): void {
  const { context } = document;
  const text = Buffer.from(mark).toString('hex');
  const information = context.obj({ [MARK_KEY]: hex(mark) });
  information.set(PDFName.of('Title'), PDFHexString.fromText(title));
  // Who wrote the original, and with what, is nobody's business.
  context.trailerInfo.Info = context.register(information);
  const packet = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<xmp:ModifyDate>${at.toISOString()}</xmp:ModifyDate><xmpMM:InstanceID>telltale:${text}</xmpMM:InstanceID>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
  const metadata = context.stream(packet, { Type: 'Metadata', Subtype: 'XML' });
  document.catalog.set(PDFName.of('Metadata'), context.register(metadata));
  const id = PDFHexString.of(`${text}${'54454c4c54414c450000'}`);
  context.trailerInfo.ID = context.obj([id, id]);
}

/** What no page leads to, such as what an earlier revision held, does not go along. */
function dropUnreachable(document: PDFDocument): void {
  const { context } = document;
  const reached = new Set<string>();
  const waiting: unknown[] = [context.trailerInfo.Root, context.trailerInfo.Info];
  while (waiting.length > 0) {
    const object = waiting.pop();
    if (object instanceof PDFRef) {
      if (reached.has(object.tag)) continue;
      reached.add(object.tag);
      waiting.push(context.lookup(object));
    } else if (object instanceof PDFStream) waiting.push(object.dict);
    else if (object instanceof PDFDict) waiting.push(...object.values());
    else if (object instanceof PDFArray) waiting.push(...object.asArray());
  }
  // What was embedded just now is written at the end.
  for (const [ref, object] of context.enumerateIndirectObjects())
    if (!reached.has(ref.tag) && object !== undefined) context.delete(ref);
  if (document.getPageCount() === 0) throw new CannotMark('The PDF has no page.');
}
