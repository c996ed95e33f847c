// A logo comes in as anything and is kept as pixels that we drew: small, without metadata, of one format.
import { fileTypeFromBuffer } from 'file-type';
import { drawPicture, isPicture } from '../../core/files/draw-picture.ts';

/** Bytes of an upload; a logo has far fewer. */
export const LARGEST_LOGO = 1_048_576;
/** Pixels of each side: enough for a sharp screen. */
const SIDE = 192;
/** More pixels than any logo; what claims to have more is a bomb. */
const MOST_PIXELS = 16_000_000;

/** WebP, or undefined for what is no PNG, JPEG, WebP or GIF, or cannot be drawn. */
export async function drawLogo(content: Buffer): Promise<Buffer | undefined> {
  const type = await fileTypeFromBuffer(content);
  if (type === undefined || !isPicture(type.mime)) return undefined;
  return drawPicture(content, { longestSide: SIDE, mostPixels: MOST_PIXELS, isSquare: true });
}
