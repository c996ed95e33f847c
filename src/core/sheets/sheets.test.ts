import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unzip, zip } from '../../../test/support/zip-files.ts';
import { readCsv } from './read-csv.ts';
import { readSheetFile } from './read-sheet-file.ts';
import { readXml } from './read-xml.ts';
import { SheetFault } from './workbook.ts';
import { csvLines } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';

const at = new Date('2026-11-26T10:00:00Z');

/** What both formats keep: no control characters, no blanks at the end of a cell, no empty cells at the end of a row. */
const cell = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('=', '_x0041_', '<', '&', '"', 'é', '𝄞', ' ', 'a', ';'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .map(text =>
    text
      .toWellFormed()
      .replace(/[\p{Cc}\uFFFE\uFFFF\uFEFF]/gu, '')
      .trimEnd(),
  );
const rows = fc
  .array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 })
  .map(all => all.map(cells => cells.slice(0, cells.findLastIndex(text => text !== '') + 1)))
  .map(all => all.slice(0, all.findLastIndex(cells => cells.length > 0) + 1));

test('what is written as XLSX is read again to the letter', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, async (one, two) => {
      const workbook = {
        sheets: [
          { name: 'One', rows: one },
          { name: 'Two', rows: two },
        ],
      };
      const read = await readSheetFile(await writeXlsx(workbook, at));
      assert.deepEqual(read, { format: 'xlsx', workbook });
    }),
    { numRuns: 40 },
  );
});

test('names of sheets become such as spreadsheets take, and stay apart', async () => {
  const names = ["a/b:c*?[d]'", 'Same', 'same', '', 'x'.repeat(60), `${'x'.repeat(60)}y`];
  const file = await writeXlsx({ sheets: names.map(name => ({ name, rows: [['a']] })) }, at);
  const read = (await readSheetFile(file)).workbook.sheets.map(({ name }) => name);
  assert.equal(new Set(read.map(name => name.toLowerCase())).size, names.length);
  for (const name of read) assert.match(name, /^[^[\]:*?/\\]{1,31}$/);
});

test('no cell of a written file can run: texts only in XLSX, and no beginning of a formula in CSV', async () => {
  const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|"/c calc"!A0', '\r=1', '=HYPERLINK("http://x","y")'];
  const parts = await unzip(await writeXlsx({ sheets: [{ name: 'S', rows: [hostile] }] }, at));
  const sheet = parts.get('xl/worksheets/sheet1.xml')?.toString() ?? '';
  assert.doesNotMatch(sheet, /<f[ >/]|t="str"|<hyperlink/);
  assert.equal(sheet.match(/<c /g)?.length, sheet.match(/t="inlineStr"/g)?.length);
  for (const { fields } of readCsv(csvLines([hostile])))
    for (const field of fields) assert.match(field, /^'/, JSON.stringify(field));
});

test('CSV comes with any usual separator and encoding', async () => {
  const told = async (bytes: Buffer | string) =>
    (await readSheetFile(Buffer.from(bytes as string))).workbook.sheets[0]?.rows;
  assert.deepEqual(await told('Nr;Frage\r\n1;"a;b"\r\n'), [
    ['Nr', 'Frage'],
    ['1', 'a;b'],
  ]);
  assert.deepEqual(await told('Nr\tQuestion, really\n1\tb, c\n'), [
    ['Nr', 'Question, really'],
    ['1', 'b, c'],
  ]);
  assert.deepEqual(await told(Buffer.from('Frage,Größe\n', 'latin1')), [['Frage', 'Größe']]);
  assert.deepEqual(await told(Buffer.from('\uFEFFa,ü\n', 'utf16le')), [['a', 'ü']]);
  await assert.rejects(told(Buffer.from([1, 0, 2, 0])), /neither a CSV nor an XLSX/);
});

type Parts = Readonly<Record<string, string>>;
const relation = (id: string, type: string, target: string) =>
  `<Relationships><Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/></Relationships>`;
const sheetOf = (cells: string) => `<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`;
const parts: Parts = {
  '_rels/.rels': relation('a', 'officeDocument', 'xl/workbook.xml'),
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="b"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="b" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="c" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
  'xl/sharedStrings.xml': '<sst><si><t>one</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si></sst>',
  'xl/worksheets/sheet1.xml': sheetOf('<c r="A1" t="s"><v>0</v></c>'),
};
const fileOf = (changed: Parts) =>
  zip(Object.entries({ ...parts, ...changed }).map(([name, text]) => [name, Buffer.from(text)]));
const read = async (changed: Parts) => (await readSheetFile(await fileOf(changed))).workbook.sheets[0]?.rows;

test('cells of every kind are read by their result, wherever they stand', async () => {
  const cells =
    '<c r="B1" t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="str"><f>HYPERLINK("http://x")</f><v>kept</v></c><c><v>4.5</v></c><c r="H1" t="inlineStr"><is><t>a&#10;b &amp; _x0041_</t></is></c><c r="I1" t="e"><v>#REF!</v></c>';
  assert.deepEqual(await read({ 'xl/worksheets/sheet1.xml': sheetOf(cells) }), [
    ['', 'rich', 'TRUE', 'kept', '4.5', '', '', 'a\nb & A', '#REF!'],
  ]);
  const prefixed =
    '<x:worksheet xmlns:x="y"><x:sheetData><x:row r="3"><x:c r="A3"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>';
  assert.deepEqual(await read({ 'xl/worksheets/sheet1.xml': prefixed }), [[], [], ['1']]);
});

test('whatever no spreadsheet program writes is refused with a sentence, and nothing grows', async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>`;
  const external = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>';
  const cases: readonly (readonly [string, Parts, RegExp])[] = [
    ['entities that grow', { 'xl/worksheets/sheet1.xml': bomb }, /document type/],
    ['an external entity', { 'xl/sharedStrings.xml': external }, /document type/],
    ['an unknown entity', { 'xl/worksheets/sheet1.xml': sheetOf('<c><v>&x;</v></c>') }, /entity/],
    ['depth', { 'xl/worksheets/sheet1.xml': '<a>'.repeat(5000) }, /nested too deep/],
    ['a broken tag', { 'xl/worksheets/sheet1.xml': '<worksheet><row r=1></worksheet>' }, /broken/],
    ['a part that breaks off', { 'xl/worksheets/sheet1.xml': '<worksheet><row>' }, /breaks off/],
    [
      'a far row',
      { 'xl/worksheets/sheet1.xml': sheetOf('').replace('r="1">', 'r="999999"><c><v>1</v></c>') },
      /20000 rows/,
    ],
    ['a far column', { 'xl/worksheets/sheet1.xml': sheetOf('<c r="XFD1"><v>1</v></c>') }, /256 columns/],
    [
      'too many cells',
      { 'xl/worksheets/sheet1.xml': `<w>${`<row>${'<c><v>1</v></c>'.repeat(250)}</row>`.repeat(801)}</w>` },
      /filled cells/,
    ],
    ['a large cell', { 'xl/worksheets/sheet1.xml': sheetOf(`<c><v>${'1'.repeat(40_000)}</v></c>`) }, /characters/],
    ['no sheet', { 'xl/workbook.xml': '<workbook/>' }, /no sheets/],
    ['no workbook', { '_rels/.rels': '<Relationships/>' }, /no XLSX/],
    [
      'a sheet elsewhere',
      { 'xl/_rels/workbook.xml.rels': relation('b', 'worksheet', '../../../etc/passwd') },
      /no sheets/,
    ],
    [
      'a sheet on the web',
      {
        'xl/_rels/workbook.xml.rels': relation('b', 'worksheet', 'http://x/').replace(
          '/></',
          ' TargetMode="External"/></',
        ),
      },
      /no sheets/,
    ],
  ];
  for (const [what, changed, message] of cases)
    await assert.rejects(
      read(changed),
      (error: Error) => error instanceof SheetFault && message.test(error.message),
      what,
    );
  await assert.rejects(readSheetFile(Buffer.from('PK not a zip at all')), SheetFault);
  await assert.rejects(readSheetFile(Buffer.from('d0cf11e0a1b11ae1', 'hex')), /old XLS file/);
  const twice = await zip(
    [...Object.entries(parts), ...Object.entries(parts)].map(([name, text]) => [name, Buffer.from(text)]),
  );
  await assert.rejects(readSheetFile(twice), /twice/);
  const many = await zip(Array.from({ length: 501 }, (_, n) => [`f${n}`, Buffer.from('')]));
  await assert.rejects(readSheetFile(many), /too many parts/);
});

test('a bomb is refused by what it announces, and by what comes out of one that lies', async () => {
  const zeros = ' '.repeat(17_000_000);
  const bomb = await fileOf({ 'xl/worksheets/sheet1.xml': zeros });
  assert.ok(bomb.length < 100_000);
  await assert.rejects(readSheetFile(bomb), /too large once it is unpacked/);
  // The same, but every size that it announces is 1,000 bytes.
  const liar = Buffer.from(bomb);
  for (let at = liar.indexOf(sizeOf(17_000_000)); at >= 0; at = liar.indexOf(sizeOf(17_000_000), at + 1))
    sizeOf(1000).copy(liar, at);
  const before = process.memoryUsage().arrayBuffers;
  await assert.rejects(readSheetFile(liar), SheetFault);
  assert.ok(process.memoryUsage().arrayBuffers - before < 8_000_000);
});

function sizeOf(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  return bytes;
}

test('XML of any kind ends in pieces or in a fault, and never hangs', () => {
  const soup = fc.array(
    fc.constantFrom(
      '<',
      '>',
      '/',
      '=',
      '"',
      "'",
      'a',
      ' ',
      '&',
      ';',
      '#',
      '<!--',
      '-->',
      '<?',
      '?>',
      '<![CDATA[',
      ']]>',
      '<a>',
      '</a>',
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(soup, parts => {
      try {
        for (const piece of readXml(parts.join(''))) assert.ok(piece.kind);
      } catch (error) {
        assert.equal((error as Error).name, 'XmlFault');
      }
    }),
  );
  const begun = performance.now();
  for (const long of ['<a', '<a ', '<a b', '<a b="', '&', '&#', '<a>'.padEnd(9, ' '), '<!--', '<?'])
    assert.throws(() => [...readXml(`<r>${long}${' '.repeat(200_000)}${'&'.repeat(50_000)}`)], /./);
  assert.ok(performance.now() - begun < 3000);
});
