// How an application shows itself in Connect: a color behind its letter, or a logo. Pure.
import type { Checked } from '../client-auth.ts';

export type Brand = {
  /** `#rrggbb` in lower case; ours when undefined. */
  readonly color: string | undefined;
  /** Lower-case hex SHA-256 of the logo; undefined without one. */
  readonly logo: string | undefined;
};

/** Relative luminance of the pages' surfaces, light and dark, as `tokens.css` has them. */
export const SURFACES = { light: 0.947, dark: 0.0063 } as const;

/** A shape has to stand out this much from what is around it (WCAG 2.2, 1.4.11). */
const LEAST = 3;

/** Reads the color of the form; empty is ours. What can hardly be seen on a light or a dark page is refused, with one near it that can. */
export function readColor(typed: string | undefined): Checked<string | undefined> {
  const text = (typed ?? '').trim().toLowerCase();
  if (text === '') return { ok: true, value: undefined };
  const color = /^#?([0-9a-f]{6})$/.exec(text)?.[1];
  if (color === undefined)
    return { ok: false, errors: { color: 'Write the color as # and six digits, such as #0b7285.' } };
  const fault = faultOfColor(`#${color}`);
  return fault === undefined ? { ok: true, value: `#${color}` } : { ok: false, errors: { color: fault } };
}

function faultOfColor(color: string): string | undefined {
  const own = luminance(color);
  for (const [page, surface] of Object.entries(SURFACES)) {
    const ratio = contrast(own, surface);
    if (ratio < LEAST)
      return `On a ${page} page it can hardly be seen: its contrast is ${ratio.toFixed(1)}, and ${LEAST} is needed. ${nearestVisible(color)} is near it and can.`;
  }
  return undefined;
}

/** The nearest color on the way to black or white that stands out on both pages. */
function nearestVisible(color: string): string {
  const towards = luminance(color) > 0.2 ? 0 : 255;
  for (let step = 1; step < 100; step++) {
    const mixed = channels(color).map(value => Math.round(value + ((towards - value) * step) / 100));
    const text = `#${mixed.map(value => value.toString(16).padStart(2, '0')).join('')}`;
    if (Object.values(SURFACES).every(surface => contrast(luminance(text), surface) >= LEAST)) return text;
  }
  return '#0b7285';
}

/** Black or white, whichever is read better on the color: at least 4.58 to 1. */
export const inkOn = (color: string): '#000000' | '#ffffff' =>
  contrast(luminance(color), 0) >= contrast(luminance(color), 1) ? '#000000' : '#ffffff';

const channels = (color: string): number[] => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));

/** Relative luminance of an sRGB color, 0 to 1 (WCAG 2.2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one: number, other: number): number => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
