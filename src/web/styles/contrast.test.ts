// Computes WCAG contrast from the tokens themselves, in both schemes, for every pair the kit paints.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const colors = readTokens(css);

const surfaces = ['surface', 'surface-raised', 'surface-sunken'];
const pairs: [text: string, backgrounds: string[], least: number][] = [
  ['ink', [...surfaces, 'accent-soft', 'telltale-soft', 'good-soft', 'bad-soft', 'info-soft'], 7],
  ['ink-soft', surfaces, 7],
  ['ink-faint', surfaces, 4.5],
  ['accent', [...surfaces, 'accent-soft'], 4.5],
  ['accent-hover', [...surfaces, 'accent-soft'], 4.5],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
  ['on-bad', ['bad', 'bad-hover'], 4.5],
  ['telltale-ink', [...surfaces, 'telltale-soft'], 4.5],
  ['good-ink', [...surfaces, 'good-soft'], 4.5],
  ['bad-ink', [...surfaces, 'bad-soft'], 4.5],
  ['info-ink', [...surfaces, 'info-soft'], 4.5],
  // Shapes and edges need 3 (WCAG 2.2, 1.4.11).
  ...['p1', 'p2', 'p3', 'p4', 'p5', 'good', 'bad', 'info', 'telltale-edge', 'focus', 'line-strong'].map(
    (name): [string, string[], number] => [name, surfaces, 3],
  ),
];

for (const scheme of ['light', 'dark'] as const) {
  test(`${scheme}: every pair of ink and surface is readable`, () => {
    const low: string[] = [];
    for (const [text, backgrounds, least] of pairs) {
      for (const background of backgrounds) {
        const ratio = contrast(luminance(color(text)[scheme]), luminance(color(background)[scheme]));
        if (ratio < least) low.push(`${text} on ${background}: ${ratio.toFixed(2)} < ${least}`);
      }
    }
    assert.deepEqual(low, []);
  });
}

test('the arithmetic is right: black on white is 21, and a known grey', () => {
  assert.equal(Math.round(contrast(luminance([0, 0, 0]), luminance([1, 0, 0]))), 21);
  // oklch(0.5999 0 0) is #808080, whose contrast with white is 3.95.
  assert.ok(Math.abs(contrast(luminance([0.5999, 0, 0]), 1) - 3.95) < 0.02);
});

type Oklch = [lightness: number, chroma: number, hue: number];

function readTokens(text: string): Map<string, { light: Oklch; dark: Oklch }> {
  const found = new Map<string, { light: Oklch; dark: Oklch }>();
  const number = '([\\d.]+)';
  const oklch = `oklch\\(${number} ${number} ${number}\\)`;
  for (const match of text.matchAll(new RegExp(`--([\\w-]+): light-dark\\(${oklch}, ${oklch}\\)`, 'g'))) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = match.slice(2).map(Number);
    found.set(match[1] ?? '', { light: [a, b, c], dark: [d, e, f] });
  }
  return found;
}

function color(name: string): { light: Oklch; dark: Oklch } {
  const token = colors.get(name);
  if (!token) throw new Error(`tokens.css has no color --${name}`);
  return token;
}

/** Relative luminance (WCAG 2.2) of an OKLCH color; OKLab to linear sRGB as in CSS Color 4, section 18. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
