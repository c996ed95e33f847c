// Counts and hashes what passes by, for the manifest and for whoever holds a copy against it.
import { createHash } from 'node:crypto';
import type { FileCount } from './backup-shape.ts';

export type Tally = {
  /** Hands the bytes on unchanged. */
  readonly through: (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer, void, undefined>;
  /** Once all of them have passed; nothing may come after it. */
  readonly result: () => { readonly bytes: number; readonly sha256: string };
};

export function newTally(): Tally {
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256: string | undefined;
  return {
    through: async function* (source) {
      for await (const piece of source) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    result: () => {
      sha256 ??= hash.digest('hex');
      return { bytes, sha256 };
    },
  };
}

/** One hash over any number of files, in their order, without remembering them. */
export function newFileTally(): {
  readonly add: (name: string, file: { readonly bytes: number; readonly sha256: string }) => void;
  readonly result: () => FileCount;
} {
  const hash = createHash('sha256');
  let count = 0;
  let bytes = 0;
  return {
    add: (name, file) => {
      hash.update(`${name} ${file.bytes} ${file.sha256}\n`);
      count += 1;
      bytes += file.bytes;
    },
    result: () => ({ count, bytes, sha256: hash.digest('hex') }),
  };
}
