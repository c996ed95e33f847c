// What is inside an archive: frames, each a kind, a length and its bytes. It is read as it comes, and never lies on a disk.

/**
 * `head` and `end` are JSON, as are `table`, `file` and `keys`. `rows` is the JSON array of rows of the table named
 * last; `bytes` is a piece of the file named last.
 */
export type FrameKind = 'head' | 'table' | 'rows' | 'file' | 'bytes' | 'keys' | 'end';
export type Frame = { readonly kind: FrameKind; readonly body: Buffer };

const KINDS: readonly FrameKind[] = ['head', 'table', 'rows', 'file', 'bytes', 'keys', 'end'];
/** A kind and a length of four bytes, big-endian. */
const HEAD_LENGTH = 5;
/** One row may hold a long text sealed; nothing comes near this. */
const LONGEST = 256 * 1024 * 1024;

/** The bytes inside an archive are none that we would write. */
export class FrameBroken extends Error {
  override name = 'FrameBroken';
}

/** A frame of JSON. */
export const jsonFrame = (kind: FrameKind, value: unknown): Frame => ({
  kind,
  body: Buffer.from(JSON.stringify(value)),
});

/** The JSON of a frame; its shape is for the caller to check. @throws FrameBroken */
export function jsonOf({ kind, body }: Frame): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new FrameBroken(`a frame "${kind}" is no JSON`);
  }
}

/** Frames as bytes. */
export async function* writeFrames(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer, void, undefined> {
  for await (const { kind, body } of frames) {
    const head = Buffer.alloc(HEAD_LENGTH);
    head.writeUInt8(KINDS.indexOf(kind), 0);
    head.writeUInt32BE(body.length, 1);
    yield Buffer.concat([head, body]);
  }
}

/** Frames from bytes that come in pieces of any length. @throws FrameBroken for an unknown kind, a length beyond reason, half a frame */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame, void, undefined> {
  let pieces: Buffer[] = [];
  let size = 0;
  let wanted = HEAD_LENGTH;
  for await (const piece of source) {
    pieces.push(piece);
    size += piece.length;
    if (size < wanted) continue;
    let all = Buffer.concat(pieces);
    for (;;) {
      wanted = all.length < HEAD_LENGTH ? HEAD_LENGTH : HEAD_LENGTH + lengthIn(all);
      if (all.length < wanted) break;
      const kind = KINDS[all.readUInt8(0)];
      if (kind === undefined) throw new FrameBroken('a frame of an unknown kind');
      yield { kind, body: all.subarray(HEAD_LENGTH, wanted) };
      all = all.subarray(wanted);
    }
    pieces = [all];
    size = all.length;
  }
  if (size > 0) throw new FrameBroken('it ends in the middle of a frame');
}

function lengthIn(bytes: Buffer): number {
  const length = bytes.readUInt32BE(1);
  if (length > LONGEST) throw new FrameBroken('a frame of impossible length');
  return length;
}
