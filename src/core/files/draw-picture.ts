// Draws somebody's picture anew: pixels only, no metadata, a size that a page can show.
import type { Buffer as Bytes } from 'node:buffer';

/** What can be drawn. SVG is none of it: it is a program. */
export const isPicture = (mediaType: string): boolean =>
  ['image/png', 'image/jpeg', 'image/webp', 'image/gif'].includes(mediaType);

/** More pixels than any screen or camera of ours; what claims to have more is a bomb. */
const MOST_PIXELS = 60_000_000;
const LONGEST_SIDE = 2400;

export type DrawOptions = {
  /** In pixels; smaller pictures stay as they are. */
  readonly longestSide?: number;
  /** What has more is not drawn. */
  readonly mostPixels?: number;
  /** Brought to exactly the longest side both ways, with nothing around it. */
  readonly isSquare?: boolean;
};

const SQUARE = { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
const INSIDE = { fit: 'inside', withoutEnlargement: true } as const;

/** The first frame as WebP, turned as its camera said, or undefined when it is broken, too large, or takes too long. */
export async function drawPicture(
  content: Bytes,
  { longestSide = LONGEST_SIDE, mostPixels = MOST_PIXELS, isSquare = false }: DrawOptions = {},
): Promise<Bytes | undefined> {
  // Loaded only where something is drawn.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  try {
    return await sharp(content, { limitInputPixels: mostPixels, failOn: 'error', pages: 1, sequentialRead: true })
      .timeout({ seconds: 20 })
      .rotate()
      .resize({
        width: longestSide,
        height: longestSide,
        ...(isSquare ? SQUARE : INSIDE),
      })
      .webp({ quality: 86, effort: 2 })
      .toBuffer();
  } catch {
    return undefined;
  }
}
