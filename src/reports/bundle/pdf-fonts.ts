// Which font draws which character: Inter where it can, Unifont for the rest of the Basic Multilingual Plane.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sfntFromWoff } from './sfnt-from-woff.ts';

export type FontName = 'latin' | 'latin-ext' | 'cyrillic' | 'cyrillic-ext' | 'greek' | 'greek-ext' | 'unifont';
export type Run = { readonly font: FontName; readonly text: string };

const inter = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext'] as const;

const fileOf = (name: string): string => fileURLToPath(import.meta.resolve(name));

/** Inter's static files: pdfkit can't embed parts of variable or WOFF2 fonts whole (decisions/0063-evidence-bundle.md). */
const fileNameOf = (font: FontName, isBold: boolean): string =>
  font === 'unifont'
    ? '@fontsource/unifont/files/unifont-latin-400-normal.woff'
    : `@fontsource/inter/files/inter-${font}-${isBold ? 600 : 400}-normal.woff`;

const loaded = new Map<string, Buffer>();

/** A font as OpenType; read and unpacked when it is first needed. */
export function fontBytes(font: FontName, isBold: boolean): Buffer {
  const name = fileNameOf(font, isBold);
  const bytes = loaded.get(name) ?? sfntFromWoff(readFileSync(fileOf(name)));
  loaded.set(name, bytes);
  return bytes;
}

type Range = readonly [first: number, last: number];
let known: readonly (readonly [FontName, readonly Range[]])[] | undefined;

/** What each part of Inter holds, as its package says: `U+0000-00FF,U+0131`. */
function rangesOfInter(): readonly (readonly [FontName, readonly Range[]])[] {
  const text = readFileSync(fileOf('@fontsource/inter/unicode.json'), 'utf8');
  const parts = JSON.parse(text) as Record<string, string>;
  return inter.map(name => [
    name,
    (parts[name] ?? '').split(',').map((range): Range => {
      const [first = '', last = first] = range.replace('U+', '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    }),
  ]);
}

function fontOf(point: number): FontName {
  known ??= rangesOfInter();
  for (const [name, ranges] of known) if (ranges.some(([first, last]) => point >= first && point <= last)) return name;
  return 'unifont';
}

/**
 * One line of text as runs of one font each. What could disguise other text (control and direction characters) and
 * what no font here can draw stand as their code points.
 */
export function runsOf(line: string): Run[] {
  const runs: { font: FontName; text: string }[] = [];
  for (const character of line.toWellFormed().replaceAll('\t', '    ')) {
    const point = character.codePointAt(0) ?? 0;
    const last = runs.at(-1);
    // A combining mark belongs to the letter before it.
    const isMark = last !== undefined && /\p{M}/u.test(character) && point <= 0xffff;
    const isDrawn = isMark || (point <= 0xffff && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(character));
    const text = isDrawn ? character : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
    const font = isMark ? last.font : isDrawn ? fontOf(point) : 'latin';
    if (last?.font === font) last.text += text;
    else runs.push({ font, text });
  }
  return runs;
}
