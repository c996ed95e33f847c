// Small squares that a page's content draws, in the page's own coordinates: follows `q Q cm re` and the path of small
// shapes, as programs that print write them (ISO 32000-1 §8.3.4, §8.5.2). Pure.

type Matrix = readonly [number, number, number, number, number, number];
type Point = { readonly x: number; readonly y: number };

/** Points; a dot is one, and printers scale. */
const LARGEST = 2.5;

/** The middles of small squares, whether they are rectangles or paths around one. */
export function squaresIn(content: string): Point[] {
  const found: Point[] = [];
  const saved: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  let path: Point[] = [];
  const at = (x: number, y: number): Point => ({
    x: matrix[0] * x + matrix[2] * y + matrix[4],
    y: matrix[1] * x + matrix[3] * y + matrix[5],
  });
  const keep = (points: readonly Point[]): void => {
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    if (right - left <= LARGEST && high - low <= LARGEST && right > left && high > low)
      found.push({ x: (left + right) / 2, y: (low + high) / 2 });
  };
  const close = (): void => {
    if (path.length >= 3 && path.length <= 6) keep(path);
    path = [];
  };
  for (const [, numbers = '', operator] of content.matchAll(
    /((?:[+-]?(?:\d+\.?\d*|\.\d+)\s+){0,6})(q|Q|cm|re|m|l|h|f\*?|n)(?=\s|$)/g,
  )) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers.trim().split(/\s+/).map(Number);
    switch (operator) {
      case 'q':
        saved.push(matrix);
        break;
      case 'Q':
        matrix = saved.pop() ?? [1, 0, 0, 1, 0, 0];
        break;
      case 'cm':
        matrix = multiplied([a, b, c, d, e, f], matrix);
        break;
      case 're':
        keep([at(a, b), at(a + c, b + d)]);
        break;
      case 'm':
        close();
        path = [at(a, b)];
        break;
      case 'l':
        path.push(at(a, b));
        break;
      default:
        close();
    }
  }
  return found;
}

const multiplied = (one: Matrix, other: Matrix): Matrix => [
  one[0] * other[0] + one[1] * other[2],
  one[0] * other[1] + one[1] * other[3],
  one[2] * other[0] + one[3] * other[2],
  one[2] * other[1] + one[3] * other[3],
  one[4] * other[0] + one[5] * other[2] + other[4],
  one[4] * other[1] + one[5] * other[3] + other[5],
];
