// Draws a picture of evidence anew: pixels only, no metadata, a size that a page can show.
import type { Buffer as Bytes } from 'node:buffer';

/** What can be drawn. SVG is none of it: it is a program. */
export const isPicture = (mediaType: string): boolean =>
  ['image/png', 'image/jpeg', 'image/webp', 'image/gif'].includes(mediaType);

/** More pixels than any screen or camera of ours; what claims to have more is a bomb. */
const MOST_PIXELS = 60_000_000;
const LONGEST_SIDE = 2400;

/** The first frame as WebP, turned as its camera said, or undefined when it is broken, too large, or takes too long. */
export async function drawPicture(content: Bytes): Promise<Bytes | undefined> {
  // Loaded only by the job that draws.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  try {
    return await sharp(content, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1, sequentialRead: true })
      .timeout({ seconds: 20 })
      .rotate()
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 86, effort: 2 })
      .toBuffer();
  } catch {
    return undefined;
  }
}
