// A new version of a document: marked once as a trial, then sealed. What cannot be marked never gets onto the shelf.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { tryToMark } from '../marks/ask-pdf-thread.ts';
import { MARK_BYTES } from '../marks/mark-code.ts';
import { LARGEST_FILE } from '../marks/open-pdf.ts';
import { sha256 } from '../terms/signature.ts';
import { findDocument, insertVersion, type Version } from './document-store.ts';

/** @returns the version, or a sentence on why the file cannot be given out */
export async function publishVersion(
  kernel: Kernel,
  actor: Actor,
  { document, name, bytes }: { readonly document: string; readonly name: string; readonly bytes: Buffer },
): Promise<Version | { readonly refused: string }> {
  const found = await findDocument(kernel, document);
  if (!found) throw refuse('not_found');
  const trial = {
    mark: kernel.random.bytes(MARK_BYTES),
    words: 'somebody.with.a.long.name@a-long-domain.example, 26 Nov 2026',
    title: found.title,
    at: kernel.clock.now(),
  };
  const tried = await tryToMark(bytes, trial);
  if ('refused' in tried) return tried;
  return kernel.transaction(async kernel => {
    const stored = await kernel.files.store(kernel, {
      subject: document,
      // A move of the program leaves files of this purpose behind.
      purpose: 'document',
      name,
      mediaType: 'application/pdf',
      source: once(bytes),
      limitBytes: LARGEST_FILE,
    });
    const version = await insertVersion(kernel, actor, {
      document,
      file: stored.id,
      sha256: sha256(bytes),
      size: bytes.length,
      pages: tried.pages,
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'documents.publish',
      subject: version.id,
      details: { document, number: version.number, sha256: version.sha256 },
    });
    return version;
  });
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
