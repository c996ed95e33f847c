// Looks at a file of evidence after it came in: scans it when there is a scanner, and draws pictures anew.
import type { VirusVerdict } from '../../core/clamd.ts';
import { scanWithClamd } from '../../core/clamd.ts';
import { drawPicture, isPicture } from '../../core/files/draw-picture.ts';
import type { StoredFile } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { CHECK_FILE } from '../attachment-store.ts';
import { findUnchecked, type PlacedFinding, saveCheck } from './file-check-store.ts';
import { findSecrets } from './find-secrets.ts';
import { readBeginning, SHOWN_BYTES } from './read-beginning.ts';

/** Adding an attachment asks for it, by whatever door it came. */
export const checkFileJob: Job = {
  name: CHECK_FILE,
  run: async (kernel, { file: id = '' }) => {
    const found = await findUnchecked(kernel, id);
    const file = found && (await kernel.files.find(kernel.db, found.file));
    if (!found || !file) return;
    const virus = await scan(kernel, file);
    const drawn = virus.state !== 'infected' && isPicture(file.mediaType) ? await draw(kernel, file) : undefined;
    const findings = file.mediaType === 'text/plain' ? await search(kernel, file) : [];
    await kernel.transaction(async kernel => {
      const picture = drawn && (await storePicture(kernel, file, drawn));
      const isKept = await saveCheck(kernel, {
        file: file.id,
        report: found.report,
        checkedAt: kernel.clock.now(),
        virus: virus.state,
        virusName: virus.state === 'infected' ? virus.name : null,
        picture: picture?.id ?? null,
        findings,
      });
      if (!isKept && picture) await kernel.files.remove(kernel, picture);
      if (isKept && virus.state !== 'skipped')
        await kernel.emit(kernel, 'evidence.scanned', { report: found.report, file: file.id });
      if (isKept && virus.state === 'infected')
        await kernel.audit.record(kernel.db, {
          actor: 'system:virus-scan',
          action: 'report.file-quarantined',
          subject: found.report,
          details: { file: file.id },
        });
    });
  },
};

async function scan(kernel: Kernel, file: StoredFile): Promise<VirusVerdict | { readonly state: 'skipped' }> {
  const { clamd } = kernel.config;
  if (clamd === undefined) return { state: 'skipped' };
  const verdict = await scanWithClamd(clamd, kernel.files.read(kernel.db, file));
  if (verdict.state === 'failed') kernel.log.warn({ file: file.id, why: verdict.why }, 'a file could not be scanned');
  return verdict;
}

const draw = async (kernel: Kernel, file: StoredFile): Promise<Buffer | undefined> =>
  drawPicture((await readBeginning(kernel, file, Number.POSITIVE_INFINITY)).content);

async function search(kernel: Kernel, file: StoredFile): Promise<PlacedFinding[]> {
  const { content } = await readBeginning(kernel, file, SHOWN_BYTES);
  return findSecrets(new TextDecoder().decode(content)).map(({ kind, line }) => ({ kind, line }));
}

const storePicture = (kernel: Kernel, file: StoredFile, drawn: Buffer): Promise<StoredFile> =>
  kernel.files.store(kernel, {
    subject: file.subject,
    purpose: 'picture',
    name: file.name,
    mediaType: 'image/webp',
    source: once(drawn),
    limitBytes: 32 * 1024 * 1024,
  });

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
