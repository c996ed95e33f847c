// Colors that can be seen on every page, and letters that can be read on them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { inkOn, readColor, SURFACES } from './brand.ts';

const share = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
function contrastWith(color: string, other: number): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => share(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const own = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05);
}

const anyColor = fc.integer({ min: 0, max: 0xffffff }).map(value => `#${value.toString(16).padStart(6, '0')}`);

test('what is taken stands out on both pages; what is refused comes with one that is taken; its letter is readable', () => {
  fc.assert(
    fc.property(anyColor, color => {
      assert.ok(contrastWith(color, inkOn(color) === '#ffffff' ? 1 : 0) >= 4.5);
      const read = readColor(color.toUpperCase());
      if (read.ok) {
        assert.equal(read.value, color);
        for (const surface of Object.values(SURFACES)) assert.ok(contrastWith(color, surface) >= 3);
        return;
      }
      const near = /(#[0-9a-f]{6}) is near it/.exec(read.errors['color'] ?? '')?.[1] ?? assert.fail('no other color');
      assert.equal(readColor(near).ok, true, `${near} for ${color}`);
    }),
  );
});

test('nothing is our color, and anything else is no color', () => {
  assert.deepEqual(readColor('  '), { ok: true, value: undefined });
  for (const wrong of ['red', '#12345', '#12345g', 'url(x)', '#1a2b3c4d']) assert.equal(readColor(wrong).ok, false);
});

test('the surfaces are those of the pages', () => {
  const css = readFileSync(new URL('../../web/styles/tokens.css', import.meta.url), 'utf8');
  const [, light, dark] = /--surface: light-dark\(oklch\(([\d.]+) [^)]+\), oklch\(([\d.]+) /.exec(css) ?? [];
  // Nearly grey: their luminance is the cube of their lightness.
  assert.ok(Math.abs(Number(light) ** 3 - SURFACES.light) < 0.002);
  assert.ok(Math.abs(Number(dark) ** 3 - SURFACES.dark) < 0.002);
});
