// Seals and opens what belongs to one subject. Synchronous: its key is at hand already.
import type { DataKey, MessageKey } from './data-key.ts';
import { type MessageKeys, openField, type Place, type Sealed, sealField } from './envelope.ts';
import type { Random } from './random.ts';
import { openStream, sealStream } from './sealed-stream.ts';
import type { UseCounter } from './use-counter.ts';

export type SubjectVault = {
  /**
   * Seals a text for the place where it will be stored.
   * @throws TypeError for a lone surrogate, which UTF-8 cannot carry
   * @throws KeyExhausted
   */
  seal(place: Place, text: string): Sealed;
  /** @throws SealBroken when it was changed, moved, or sealed for another subject */
  open(place: Place, sealed: Buffer): string;
  /** @throws KeyExhausted */
  sealBytes(place: Place, bytes: Buffer): Sealed;
  /** @throws SealBroken */
  openBytes(place: Place, sealed: Buffer): Buffer;
  /** Seals bytes of any length as they come. */
  sealStream(place: Place, source: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
  /** Gives only bytes that are proven; fails with SealBroken at the first that are not, or when the end is missing. */
  openStream(place: Place, source: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
  /** Drops what it kept of single values, and keeps no more: whoever opens one again pays for it again. */
  cool(): void;
};

export function subjectVault(dataKey: DataKey, uses: UseCounter, random: Random): SubjectVault {
  const sealBytes = (place: Place, bytes: Buffer): Sealed => {
    uses.count();
    return sealField(dataKey, place, bytes, random);
  };
  const openBytes = (place: Place, sealed: Buffer): Buffer => openField(dataKey, place, sealed, opened);
  // Lives and is forgotten with the data key, from which each of these could be derived anyway.
  let opened: MessageKeys | undefined = recentKeys();
  return {
    seal: (place, text) => {
      if (!text.isWellFormed()) throw new TypeError(`the text for ${place.table}.${place.column} has a lone surrogate`);
      return sealBytes(place, Buffer.from(text));
    },
    open: (place, sealed) => openBytes(place, sealed).toString(),
    sealBytes,
    openBytes,
    sealStream: (place, source) => {
      uses.count();
      return sealStream(dataKey, place, source, random);
    },
    openStream: (place, source) => openStream(dataKey, place, source),
    cool: () => {
      opened = undefined;
    },
  };
}

/** How many message keys a subject keeps: as many as somebody has cars and open mails. */
const KEPT = 32;

/** The keys derived last, and no more than that many. */
function recentKeys(): MessageKeys {
  const keys = new Map<string, MessageKey>();
  return {
    get: (salt, derive) => {
      const known = keys.get(salt);
      if (known) return known;
      const derived = derive();
      const [oldest] = keys.size < KEPT ? [] : keys.keys();
      if (oldest !== undefined) keys.delete(oldest);
      keys.set(salt, derived);
      return derived;
    },
  };
}
