// Reads the XML that programs write into office files: elements, attributes, text. What only attacks need is refused.

/** A piece of a document in its order. Names are without their prefix. */
export type XmlPiece =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** It is not the XML that we read. */
export class XmlFault extends Error {
  override name = 'XmlFault';
}

const DEEPEST = 64;
const MOST_ATTRIBUTES = 64;

/**
 * Walks a document. There are no document types, so no entities but the five of XML 1.0 section 4.6 and character
 * references: nothing grows, and nothing is fetched.
 * @throws XmlFault where it is not well-formed, or has a document type
 */
export function* readXml(source: string): Generator<XmlPiece, void, undefined> {
  const open: string[] = [];
  let at = source.startsWith('\uFEFF') ? 1 : 0;
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    const end = tag < 0 ? source.length : tag;
    if (end > at) {
      const text = decode(source.slice(at, end));
      if (open.length > 0) yield { kind: 'text', text };
      else if (text.trim() !== '') throw new XmlFault('text outside of the document');
    }
    if (tag < 0) break;
    const jump = special(source, tag);
    if (jump) {
      if (jump.text !== undefined && open.length > 0) yield { kind: 'text', text: jump.text };
      at = jump.end;
      continue;
    }
    const read = readTag(source, tag);
    at = read.end;
    if (read.isClosing) {
      if (open.pop() !== read.fullName) throw new XmlFault('a tag closes what is not open');
      yield { kind: 'close', name: read.name };
      continue;
    }
    yield { kind: 'open', name: read.name, attributes: read.attributes };
    if (read.isEmpty) yield { kind: 'close', name: read.name };
    else if (open.push(read.fullName) > DEEPEST) throw new XmlFault('it is nested too deep');
  }
  if (open.length > 0) throw new XmlFault('it breaks off');
}

/** Comments, instructions and CDATA, where one begins here. */
function special(source: string, at: number): { readonly end: number; readonly text?: string } | undefined {
  const until = (closing: string, from: number): number => {
    const end = source.indexOf(closing, from);
    if (end < 0) throw new XmlFault('it breaks off');
    return end;
  };
  if (source.startsWith('<!--', at)) return { end: until('-->', at + 4) + 3 };
  if (source.startsWith('<?', at)) return { end: until('?>', at + 2) + 2 };
  if (source.startsWith('<![CDATA[', at)) {
    const end = until(']]>', at + 9);
    return { end: end + 3, text: source.slice(at + 9, end) };
  }
  if (source.startsWith('<!', at)) throw new XmlFault('it has a document type');
  return undefined;
}

const nameOf = /<(\/?)((?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*))/y;
const attribute = /\s+((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tail = /\s*(\/?)>/y;

type Tag = {
  readonly name: string;
  readonly fullName: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isClosing: boolean;
  readonly isEmpty: boolean;
  readonly end: number;
};

const none: ReadonlyMap<string, string> = new Map();

function readTag(source: string, start: number): Tag {
  const [whole = '', slash, fullName = '', name = ''] = match(nameOf, source, start) ?? [];
  if (whole === '') throw new XmlFault('a tag has no name');
  let at = start + whole.length;
  let attributes: Map<string, string> | undefined;
  for (let one = match(attribute, source, at); one; one = match(attribute, source, at)) {
    attributes ??= new Map();
    const [text, key = '', double, single = ''] = one;
    if (attributes.has(key)) throw new XmlFault('an attribute is there twice');
    if (attributes.size >= MOST_ATTRIBUTES) throw new XmlFault('a tag has too many attributes');
    attributes.set(key, decode(double ?? single));
    at += text.length;
  }
  const end = match(tail, source, at);
  if (!end || (slash === '/' && (attributes !== undefined || end[1] === '/'))) throw new XmlFault('a tag is broken');
  return {
    name,
    fullName,
    attributes: attributes ?? none,
    isClosing: slash === '/',
    isEmpty: end[1] === '/',
    end: at + end[0].length,
  };
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([^;&\s]{0,16}))(;?)/g, (_, decimal, hex, name, stop) => {
    const known = name === undefined ? fromCode(decimal ? Number(decimal) : Number.parseInt(hex, 16)) : entities[name];
    if (known === undefined || stop === '') throw new XmlFault('it has an entity of its own');
    return known;
  });
}

const fromCode = (code: number): string | undefined =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
