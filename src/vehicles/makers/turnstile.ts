// Lets so many through at once; the others wait in line.

/** Thrown to somebody who finds the line full. */
export class LineFull extends Error {}

/**
 * @param most how many may be inside at once
 * @param longest how many may wait; without it any number
 * @returns runs a piece of work once there is room
 * @throws LineFull
 */
export function turnstile(most: number, longest = Number.POSITIVE_INFINITY) {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= most) {
      if (waiting.length >= longest) throw new LineFull();
      // Whoever leaves hands the place on, so that nobody slips in between.
      await new Promise<void>(go => waiting.push(go));
    } else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
