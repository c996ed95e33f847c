// The dots found again in pictures: cropped, scaled, turned, over text and noise; and numbers in content.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineContent, readNumbers, writeNumbers } from './content-numbers.ts';
import type { DotPicture } from './dot-picture.ts';
import { drawDots, readDots } from './dots.ts';
import { bitsOf, CODE_BITS, markOf } from './mark-code.ts';
import { straightened } from './straighten.ts';

const mark = Buffer.from('4f2a91c07d3e', 'hex');

/** Paints the path as a renderer would, with every third row hidden under text. */
function paint(path: string, width: number, height: number, scale: number, noise = 0): DotPicture {
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  const levels = new Float32Array(columns * rows);
  for (const line of path.split('\n')) {
    const [x = 0, y = 0, w = 0, h = 0] = line.split(' ').map(Number);
    for (let row = Math.floor((height - y - h) * scale); row < (height - y) * scale; row += 1)
      for (let column = Math.floor(x * scale); column < (x + w) * scale; column += 1) {
        const across = Math.min(column + 1, (x + w) * scale) - Math.max(column, x * scale);
        const down = Math.min(row + 1, (height - y) * scale) - Math.max(row, (height - y - h) * scale);
        if (across > 0 && down > 0 && row >= 0 && row < rows && column < columns) {
          const at = row * columns + column;
          levels[at] = (levels[at] ?? 0) + 90 * across * down;
        }
      }
  }
  let seed = 7;
  for (let at = 0; at < levels.length; at += 1) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    if (Math.floor(at / columns / (14 * scale)) % 3 === 0 && at % columns > columns / 4) levels[at] = 0;
    levels[at] = (levels[at] ?? 0) + noise * (seed / 2147483648 - 0.5);
  }
  return { width: columns, height: rows, levels };
}

function crop({ width, levels }: DotPicture, left: number, top: number, columns: number, rows: number): DotPicture {
  const cut = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) cut[y * columns + x] = levels[(y + top) * width + x + left] ?? 0;
  return { width: columns, height: rows, levels: cut };
}

const hexOf = (found: Buffer | undefined) => found?.toString('hex');

test('a number proves itself, and one changed bit is noticed', () => {
  const bits = [...bitsOf(mark)];
  assert.deepEqual(markOf(bits), mark);
  for (let place = 0; place < CODE_BITS; place += 1)
    assert.equal(markOf(bits.map((bit, index) => (index === place ? 1 - bit : bit))), undefined);
  assert.equal(markOf(bits.map(() => 0)), undefined);
});

test('dots are found at any scale, cropped, turned and under noise; an empty page has none', () => {
  const path = drawDots(mark, 595, 842);
  for (const scale of [1, 96 / 72, 2, 200 / 72])
    assert.deepEqual(hexOf(readDots(paint(path, 595, 842, scale))), '4f2a91c07d3e', `scale ${scale}`);
  const page = paint(path, 595, 842, 2, 30);
  assert.deepEqual(hexOf(readDots(page)), '4f2a91c07d3e', 'noise');
  assert.deepEqual(hexOf(readDots(crop(page, 133, 217, 500, 700))), '4f2a91c07d3e', 'cropped');
  const landscape = paint(drawDots(mark, 842, 595), 842, 595, 2);
  const turned = new Float32Array(landscape.levels.length);
  for (let y = 0; y < landscape.height; y += 1)
    for (let x = 0; x < landscape.width; x += 1)
      turned[x * landscape.height + landscape.height - 1 - y] = landscape.levels[y * landscape.width + x] ?? 0;
  const aside = { width: landscape.height, height: landscape.width, levels: turned };
  assert.deepEqual(hexOf(readDots(aside)), '4f2a91c07d3e', 'turned');
  assert.equal(readDots(paint('', 595, 842, 1.5, 30)), undefined);
});

test('dots are found in pictures that are up to 3° from straight, cropped and under noise too', () => {
  const page = paint(drawDots(mark, 595, 842), 595, 842, 150 / 72, 10);
  for (const angle of [1, -2.9])
    assert.deepEqual(
      hexOf(readDots(straightened(page, Math.tan((angle * Math.PI) / 180)))),
      '4f2a91c07d3e',
      `${angle}°`,
    );
  const aslant = straightened(page, Math.tan((1.3 * Math.PI) / 180));
  assert.deepEqual(hexOf(readDots(crop(aslant, 200, 300, 800, 900))), '4f2a91c07d3e', 'cropped');
});

test('numbers of a page carry it without moving anything by more than a thousandth, and strings stay as they are', () => {
  const lines = Array.from(
    { length: 40 },
    (_, line) => `1 0 0 1 72 ${700 - line * 14.4} Tm (a \\( 1 2 Td) Tj [(b) -12 (c)] TJ`,
  );
  const content = `q BT /F1 12 Tf\n${lines.join('\n')}\nET Q\nBI /W 1 /H 1 /BPC 8 /CS /G ID \x00 1 2 Td\x01 EI\n% 3 4 Td\n`;
  const written = writeNumbers(content, mark);
  const votes = new Float64Array(CODE_BITS);
  assert.deepEqual(readNumbers(written, votes), mark);
  assert.equal(readNumbers(content, new Float64Array(CODE_BITS)), undefined);
  assert.equal(written.match(/\(a \\\( 1 2 Td\) Tj/g)?.length, 40);
  assert.ok(written.endsWith('ID \x00 1 2 Td\x01 EI\n% 3 4 Td\n'));
  const before = [...content.matchAll(/1 0 0 1 (\S+) (\S+) Tm/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  const after = [...written.matchAll(/1 0 0 1 (\S+) (\S+) Tm/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(before.length, 80);
  for (const [index, value] of before.entries()) assert.ok(Math.abs(value - (after[index] ?? 0)) <= 0.00101);
});

test('T27 content that would hide what is put behind it is closed or refused', () => {
  assert.equal(examineContent('q q BT').closing, 'ET\nQ\nQ\n');
  assert.equal(examineContent('/OC /Hidden BDC 1 0 0 rg').closing, 'EMC\n');
  for (const broken of ['Q', 'q Q Q', 'EMC', '(never ends', 'BI ID xx', '1 2'])
    assert.throws(() => examineContent(broken), /it |its |a /, broken);
});
