// Reads CSV (RFC 4180) record by record: quoted fields with line breaks and doubled quotes, any line end, a leading BOM.

/** A record with the line on which it begins. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] };

/** What stands between fields; spreadsheets of some countries write semicolons. */
export type Separator = ',' | ';' | '\t';

const plainFields: Readonly<Record<Separator, RegExp>> = {
  ',': /[^,\r\n]*/y,
  ';': /[^;\r\n]*/y,
  '\t': /[^\t\r\n]*/y,
};

/** The records of a text; empty lines are left out. A quote that never closes ends with the text. */
export function* readCsv(text: string, separator: Separator = ','): Generator<CsvRecord, void, undefined> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let line = 1;
  let begin = 1;
  let fields: string[] = [];
  let at = 0;
  while (at < source.length) {
    let field = '';
    if (source[at] === '"') {
      at += 1;
      for (;;) {
        const quote = source.indexOf('"', at);
        const end = quote === -1 ? source.length : quote;
        field += source.slice(at, end);
        at = end + 1;
        if (source[at] !== '"') break;
        field += '"';
        at += 1;
      }
      line += field.split('\n').length - 1;
    }
    // What stands behind a closing quote, or a field without quotes.
    const rest = plainFields[separator];
    rest.lastIndex = at;
    const more = rest.exec(source)?.[0] ?? '';
    fields.push(field + more);
    at += more.length;
    if (source[at] === separator) {
      at += 1;
      if (at >= source.length) fields.push('');
      if (at < source.length) continue;
    }
    if (fields.some(each => each !== '')) yield { line: begin, fields };
    fields = [];
    if (source[at] === '\r') at += source[at + 1] === '\n' ? 2 : 1;
    else if (source[at] === '\n') at += 1;
    line += 1;
    begin = line;
  }
}
