// The mark in the picture of a page: pale dots, one in each cell of a grid, left for 0 and right for 1, so that every
// 80 points repeat the whole number. Drawn into the page, and found again in any picture of it. Pure.
import type { DotPicture } from './dot-picture.ts';
import { bitsOf, CODE_BITS, markOfVotes } from './mark-code.ts';
import { slantsOf, straightened } from './straighten.ts';

/** Points; a dot stands in the middle of a cell's height, at one of two places of its width. */
const CELL = 10;
const SIDE = 8;
const DOT = 1;
const PLACES = [0.32, 0.68] as const;

/** How pale the dots are: yellow, which eyes hardly see on white and cameras do. */
export const DOT_COLOR = '1 1 0.62';

/** Path operators for the dots of a page of this size in points, its origin below left. */
export function drawDots(mark: Uint8Array, width: number, height: number): string {
  const bits = bitsOf(mark);
  const out: string[] = [];
  for (let row = 0; (row + 1) * CELL <= height; row += 1)
    for (let column = 0; (column + 1) * CELL <= width; column += 1) {
      const bit = bits[(column % SIDE) + SIDE * (row % SIDE)] ?? 0;
      const x = (column + (PLACES[bit] ?? 0)) * CELL - DOT / 2;
      const y = (row + 0.5) * CELL - DOT / 2;
      out.push(`${round(x)} ${round(y)} ${DOT} ${DOT} re`);
    }
  return out.join('\n');
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Pixels that one cell may take: from a screen at half size to a scan at 600 dpi. */
const SMALLEST = 5;
const LARGEST = 90;
/** How many periods and places are tried until one spells a number. */
const TRIES = 5;

/** Slants that are tried, and periods of each: a number that is none passes its check once in 65,536 tries. */
const SLANTS = 2;
const TRIES_SLANTED = 2;

/** The number that dots in this picture spell; it may be cropped, scaled, turned by 90°, or up to 3° from straight. */
export function readDots(picture: DotPicture): Buffer | undefined {
  const straight = readTurned(picture, TRIES);
  if (straight) return straight;
  for (const slant of slantsOf(picture, SLANTS)) {
    const mark = readTurned(straightened(picture, slant), TRIES_SLANTED);
    if (mark) return mark;
  }
  return undefined;
}

function readTurned(picture: DotPicture, tries: number): Buffer | undefined {
  let turned = picture;
  for (let turn = 0; turn < 4; turn += 1) {
    for (const period of periodsOf(turned, tries)) {
      const mark = readAt(turned, period);
      if (mark) return mark;
    }
    turned = turn90(turned);
  }
  return undefined;
}

function turn90({ width, height, levels }: DotPicture): DotPicture {
  const turned = new Float32Array(levels.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) turned[x * height + (height - 1 - y)] = levels[y * width + x] ?? 0;
  return { width: height, height: width, levels: turned };
}

/** The heights of a cell in pixels that the rows of the picture repeat at, the most likely first. */
function periodsOf({ width, height, levels }: DotPicture, tries: number): number[] {
  if (height < SMALLEST * SIDE || width < SMALLEST * SIDE) return [];
  const rows = new Float64Array(height);
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) sum += levels[y * width + x] ?? 0;
    rows[y] = sum / width;
  }
  const mean = rows.reduce((sum, value) => sum + value, 0) / height;
  rows.forEach((value, y) => {
    rows[y] = value - mean;
  });
  const step = 1 / (4 * height);
  const scores: { readonly frequency: number; readonly score: number }[] = [];
  for (let frequency = 1 / LARGEST; frequency <= 1 / SMALLEST; frequency += step)
    scores.push({ frequency, score: comb(rows, frequency) });
  const peaks = scores
    .filter(({ score }, index) => score >= (scores[index - 1]?.score ?? 0) && score >= (scores[index + 1]?.score ?? 0))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, tries);
  return peaks.map(({ frequency }) => 1 / refine(rows, frequency, step));
}

/** How much of a comb with this frequency is in the rows: dots are narrow, so that its multiples are in it too. */
function comb(rows: Float64Array, frequency: number): number {
  let score = 0;
  for (const multiple of [1, 2, 3]) if (frequency * multiple < 0.5) score += strength(rows, frequency * multiple);
  return score;
}

function strength(rows: Float64Array, frequency: number): number {
  // One rotation per row, by multiplying: a sine for each would take most of the time.
  const turnCos = Math.cos(2 * Math.PI * frequency);
  const turnSin = Math.sin(2 * Math.PI * frequency);
  let cos = 1;
  let sin = 0;
  let real = 0;
  let imaginary = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const value = rows[at] ?? 0;
    real += value * cos;
    imaginary += value * sin;
    const next = cos * turnCos - sin * turnSin;
    sin = cos * turnSin + sin * turnCos;
    cos = next;
  }
  return Math.hypot(real, imaginary);
}

function refine(rows: Float64Array, frequency: number, step: number): number {
  let best = { frequency, score: comb(rows, frequency) };
  for (let finer = -8; finer <= 8; finer += 1) {
    const tried = frequency + (finer * step) / 8;
    const score = comb(rows, tried);
    if (score > best.score) best = { frequency: tried, score };
  }
  return best.frequency;
}

const FOLDS = 48;

/** Reads the number on a grid of this period, whichever part of the page the picture shows. */
function readAt(picture: DotPicture, period: number): Buffer | undefined {
  const { width, height, levels } = picture;
  const rows = new Float64Array(height);
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) sum += levels[y * width + x] ?? 0;
    rows[y] = sum;
  }
  const top = phaseOf(rows, period, [0]);
  const half = period / 20;
  const lines: Float64Array[] = [];
  for (let line = 0; top + line * period < height; line += 1) lines.push(lineAt(picture, top + line * period, half));
  if (lines.length < SIDE) return undefined;
  const columns = new Float64Array(width);
  for (const line of lines) for (let x = 0; x < width; x += 1) columns[x] = (columns[x] ?? 0) + (line[x] ?? 0);
  const left = phaseOf(columns, period, PLACES);
  const votes: Float64Array[] = Array.from({ length: SIDE }, () => new Float64Array(SIDE));
  lines.forEach((line, row) => {
    // Rows of the page count from below.
    const up = lines.length - 1 - row;
    for (let column = 0; left + (column + 1) * period <= width; column += 1) {
      const [zero, one] = PLACES.map(place => meanOf(line, left + (column + place) * period, half));
      const tile = votes[up % SIDE];
      if (tile) tile[column % SIDE] = (tile[column % SIDE] ?? 0) + clamp((one ?? 0) - (zero ?? 0));
    }
  });
  return spelled(votes);
}

/** A single colored picture on the page must not outvote the dots. */
const clamp = (difference: number): number => Math.max(-40, Math.min(40, difference));

/** Where a cell begins, so that most of the light falls onto the places: pixels from the start, less than a period. */
function phaseOf(values: Float64Array, period: number, places: readonly number[]): number {
  const folded = new Float64Array(FOLDS);
  const counts = new Float64Array(FOLDS);
  values.forEach((value, at) => {
    const fold = Math.floor((((at + 0.5) % period) / period) * FOLDS) % FOLDS;
    folded[fold] = (folded[fold] ?? 0) + value;
    counts[fold] = (counts[fold] ?? 0) + 1;
  });
  const at = (fold: number): number => {
    const place = ((fold % FOLDS) + FOLDS) % FOLDS;
    return (folded[place] ?? 0) / Math.max(1, counts[place] ?? 0);
  };
  let best = { phase: 0, sum: Number.NEGATIVE_INFINITY };
  for (let phase = 0; phase < FOLDS; phase += 1) {
    let sum = 0;
    for (const place of places)
      for (const near of [-1, 0, 1]) sum += at(phase + Math.round(place * FOLDS) + near) * (near === 0 ? 1 : 0.7);
    if (sum > best.sum) best = { phase, sum };
  }
  return ((best.phase + 0.5) / FOLDS) * period;
}

/** The mean of the rows around a height, by column. */
function lineAt({ width, height, levels }: DotPicture, center: number, half: number): Float64Array {
  const line = new Float64Array(width);
  const from = Math.max(0, Math.round(center - half - 0.5));
  const to = Math.min(height - 1, Math.max(from, Math.round(center + half - 0.5)));
  for (let y = from; y <= to; y += 1)
    for (let x = 0; x < width; x += 1) line[x] = (line[x] ?? 0) + (levels[y * width + x] ?? 0);
  const rows = to - from + 1;
  return rows > 1 ? line.map(value => value / rows) : line;
}

function meanOf(line: Float64Array, center: number, half: number): number {
  const from = Math.max(0, Math.round(center - half - 0.5));
  const to = Math.min(line.length - 1, Math.max(from, Math.round(center + half - 0.5)));
  let sum = 0;
  for (let x = from; x <= to; x += 1) sum += line[x] ?? 0;
  return sum / Math.max(1, to - from + 1);
}

/** The number that the votes spell, wherever in the tile the picture begins. */
function spelled(votes: readonly Float64Array[]): Buffer | undefined {
  for (let down = 0; down < SIDE; down += 1)
    for (let right = 0; right < SIDE; right += 1) {
      const ordered = new Float64Array(CODE_BITS);
      for (let place = 0; place < CODE_BITS; place += 1)
        ordered[place] = votes[(Math.floor(place / SIDE) + down) % SIDE]?.[((place % SIDE) + right) % SIDE] ?? 0;
      const mark = markOfVotes(ordered);
      if (mark) return mark;
    }
  return undefined;
}

/** Draws small squares of a page as a picture with four pixels to the point, for a page whose dots are still shapes. */
export function pictureOf(
  squares: readonly { readonly x: number; readonly y: number }[],
  width: number,
  height: number,
): DotPicture {
  const [columns, rows] = [Math.ceil(width * 2), Math.ceil(height * 2)];
  const levels = new Float32Array(columns * rows);
  for (const { x, y } of squares) {
    const [column, row] = [Math.floor(x * 2), rows - 1 - Math.floor(y * 2)];
    if (column >= 0 && column < columns && row >= 0 && row < rows) levels[row * columns + column] = 100;
  }
  return { width: columns, height: rows, levels };
}
