// SHA-256 of content on its way through, for hashes that other people must be able to compute too.
import { createHash } from 'node:crypto';

/** Hands `source` on unchanged; `digest` gives the lower-case hex SHA-256 (FIPS 180-4) once all of it has passed. */
export function hashedOnTheWay(source: AsyncIterable<Buffer>): {
  readonly content: AsyncIterable<Buffer>;
  digest(): string;
} {
  const hash = createHash('sha256');
  async function* content(): AsyncGenerator<Buffer, void, undefined> {
    for await (const bytes of source) {
      hash.update(bytes);
      yield bytes;
    }
  }
  return { content: content(), digest: () => hash.digest('hex') };
}
