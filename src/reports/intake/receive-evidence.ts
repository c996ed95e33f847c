// Takes in uploaded files one by one: type by content, limits, a harmless name, sealed on the way to the disk.
import { hashedOnTheWay } from '../../core/crypto/sha256-stream.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import type { UploadedPart } from '../../core/http/read-multipart.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Attachment, addAttachment } from '../attachment-store.ts';
import { detectType, evidenceLimits, HEAD_BYTES, harmlessName } from './evidence-file.ts';

/** Why a file was not taken; `name` is harmless. */
export type EvidenceFault = { readonly name: string; readonly sentence: string };

export type Evidence = {
  /** Takes one uploaded file, or notes why not. Reads its stream to the end either way. */
  take(part: UploadedPart, owner: EvidenceOwner): Promise<'kept' | 'refused'>;
  readonly kept: readonly Attachment['file'][];
  readonly faults: readonly EvidenceFault[];
};

export type EvidenceOwner = {
  /** The report or draft, and what it has already. */
  readonly report: string;
  readonly already: readonly Pick<Attachment, 'size'>[];
  readonly addedBy: 'reporter' | 'staff';
  readonly message: string | null;
};

/** What may come in over one request before we stop listening: whoever sends more is not using the form. */
const PATIENCE = evidenceLimits.bytesTogether + 4 * evidenceLimits.bytesEach;

/** Collects the files of one request. */
export function receiveEvidence(kernel: Kernel): Evidence {
  const kept: Attachment['file'][] = [];
  const faults: EvidenceFault[] = [];
  let count = 0;
  let together = 0;
  let received = 0;

  const drain = async (part: UploadedPart): Promise<void> => {
    for await (const bytes of part.stream) {
      received += (bytes as Buffer).length;
      if (received > PATIENCE) throw refuse('too_large');
    }
  };

  return {
    kept,
    faults,
    take: async (part, { report, already, addedBy, message }) => {
      const name = harmlessName(part.filename);
      const reject = async (sentence: string): Promise<'refused'> => {
        faults.push({ name, sentence });
        await drain(part);
        return 'refused';
      };
      if (already.length + count >= evidenceLimits.files)
        return reject(
          `${name} was not taken: a report can have ${evidenceLimits.files} files. Put several into one archive.`,
        );
      const source = part.stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const head = await readHead(source);
      const verdict = await detectType(head);
      if (!verdict.ok) {
        return reject(
          verdict.reason === 'empty'
            ? `${name} was not taken: it is empty.`
            : `${name} was not taken: files of this type are not accepted. Put it into an archive.`,
        );
      }
      const used = together + already.reduce((sum, { size }) => sum + size, 0);
      const room = Math.min(evidenceLimits.bytesEach, evidenceLimits.bytesTogether - used);
      const hashed = hashedOnTheWay(rest(head, source));
      try {
        const stored = await kernel.files.store(kernel, {
          subject: report,
          purpose: 'evidence',
          name,
          mediaType: verdict.mediaType,
          source: hashed.content,
          limitBytes: room,
        });
        const { id: file, size } = stored;
        await addAttachment(kernel, {
          file,
          report,
          name,
          mediaType: verdict.mediaType,
          size,
          sha256: hashed.digest(),
          addedBy,
          message,
        });
        kept.push(file);
        count += 1;
        together += size;
        received += size;
        return 'kept';
      } catch (error) {
        if (!isRefusal(error, 'file_too_large')) throw error;
        return reject(
          room < evidenceLimits.bytesEach
            ? `${name} was not taken: all files together can have ${megabytes(evidenceLimits.bytesTogether)}.`
            : `${name} was not taken: a file can have ${megabytes(evidenceLimits.bytesEach)}.`,
        );
      }
    },
  };
}

const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;

async function readHead(source: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await source.next();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  return Buffer.concat(parts);
}

async function* rest(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield head;
  for (;;) {
    const { done, value } = await source.next();
    if (done) return;
    yield value;
  }
}
