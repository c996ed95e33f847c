// A picture that is not straight, made so: rows of dots lie along a slant that makes their sums sharpest (projection
// profiles, as scanners find the skew of a page: Baird 1987, Postl 1988). Pure.
import type { DotPicture } from './dot-picture.ts';

/** Degrees to each side, and from one that is tried to the next. */
const FURTHEST = 3;
const STEP = 0.05;
/** Vertical strips whose rows are summed once; within one, a slant of 3° is less than a cell. */
const STRIPS = 32;

/** The slants, as rise per pixel to the right, along which the picture's rows are sharpest, the sharpest first; none for straight. */
export function slantsOf(picture: DotPicture, most: number): number[] {
  const strips = stripsOf(picture);
  const scores: { readonly slant: number; readonly score: number }[] = [];
  for (let step = -FURTHEST / STEP; step <= FURTHEST / STEP; step += 1) {
    const slant = Math.tan((step * STEP * Math.PI) / 180);
    scores.push({ slant, score: sharpness(strips, picture, slant) });
  }
  return scores
    .filter(
      ({ score, slant }, index) =>
        slant !== 0 && score >= (scores[index - 1]?.score ?? 0) && score >= (scores[index + 1]?.score ?? 0),
    )
    .toSorted((one, other) => other.score - one.score)
    .slice(0, most)
    .map(({ slant }) => slant);
}

/** The picture turned so that this slant becomes level; what was outside is empty. */
export function straightened({ width, height, levels }: DotPicture, slant: number): DotPicture {
  const turned = new Float32Array(levels.length);
  const cos = 1 / Math.hypot(1, slant);
  const sin = slant * cos;
  const [middleX, middleY] = [width / 2, height / 2];
  for (let y = 0; y < height; y += 1) {
    const down = y - middleY;
    for (let x = 0; x < width; x += 1) {
      const right = x - middleX;
      const fromX = middleX + right * cos - down * sin;
      const fromY = middleY + right * sin + down * cos;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const [partX, partY] = [fromX - left, fromY - top];
      const at = top * width + left;
      const above = (levels[at] ?? 0) * (1 - partX) + (levels[at + 1] ?? 0) * partX;
      const below = (levels[at + width] ?? 0) * (1 - partX) + (levels[at + width + 1] ?? 0) * partX;
      turned[y * width + x] = above * (1 - partY) + below * partY;
    }
  }
  return { width, height, levels: turned };
}

/** The sums of the rows of each strip. */
function stripsOf({ width, height, levels }: DotPicture): Float64Array[] {
  const strips = Array.from({ length: STRIPS }, () => new Float64Array(height));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const strip = strips[Math.floor((x * STRIPS) / width)];
      if (strip) strip[y] = (strip[y] ?? 0) + (levels[y * width + x] ?? 0);
    }
  return strips;
}

/** How much neighboring rows differ when they are summed along the slant. */
function sharpness(strips: readonly Float64Array[], { width, height }: DotPicture, slant: number): number {
  const sums = new Float64Array(height);
  strips.forEach((strip, index) => {
    const rise = Math.round(slant * (((index + 0.5) * width) / STRIPS - width / 2));
    for (let y = Math.max(0, -rise); y < Math.min(height, height - rise); y += 1)
      sums[y] = (sums[y] ?? 0) + (strip[y + rise] ?? 0);
  });
  let score = 0;
  for (let y = 1; y < height; y += 1) score += ((sums[y] ?? 0) - (sums[y - 1] ?? 0)) ** 2;
  return score;
}
