// An import from the file that somebody sent to its end: kept sealed, looked at, then read in by a job.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { FileId } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { BATCH, importBatch } from './import-known.ts';
import { findRun, insertRun, saveRun } from './known-store.ts';
import { type KnownFile, readKnownFile } from './read-known-file.ts';

export const LARGEST_IMPORT = 32 * 1024 * 1024;

/** Keeps a file that can be read; what is wrong with another comes back as a sentence. */
export async function keepImport(
  kernel: Kernel,
  actor: Actor,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<{ readonly ok: true; readonly id: string } | { readonly ok: false; readonly fault: string }> {
  const read = readKnownFile(bytes.toString('utf8'));
  if (!read.ok) return read;
  const id = newId('imp', kernel.clock, kernel.random);
  await kernel.transaction(async kernel => {
    const { id: file } = await kernel.files.store(kernel, {
      subject: id,
      purpose: 'known-issues',
      name,
      mediaType: read.format.endsWith('csv') ? 'text/csv' : 'application/json',
      source: oneBuffer(bytes),
      limitBytes: LARGEST_IMPORT,
    });
    await insertRun(kernel, { id, file, format: read.format, total: read.rows.length, by: actorId(actor) });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'known-issues.upload',
      subject: id,
      details: { format: read.format, rows: read.rows.length },
    });
  });
  return { ok: true, id };
}

/**
 * What stands in the file of an import that has not run yet.
 * @throws Refusal not_found when there is no such import or its file is gone
 */
export async function readImport(kernel: Kernel, id: string): Promise<Extract<KnownFile, { ok: true }>> {
  const run = await findRun(kernel, id);
  if (!run) throw refuse('not_found');
  const parts: Buffer[] = [];
  // Its own store wrote this id.
  for await (const bytes of kernel.files.read(kernel.db, { id: run.file as FileId, subject: id })) parts.push(bytes);
  const file = readKnownFile(Buffer.concat(parts).toString('utf8'));
  if (!file.ok) throw refuse('not_found');
  return file;
}

/** Starts an import that waits; twice is once. */
export async function startImport(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const run = await findRun(kernel, id);
    if (!run) throw refuse('not_found');
    if (run.state !== 'waiting') return;
    await saveRun(kernel, id, { state: 'running' });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'known-issues.import',
      subject: id,
      details: { rows: run.total },
    });
    await kernel.enqueue(
      kernel,
      importKnownIssuesJob.name,
      { import: id, by: actorId(actor) },
      { key: `import:${id}` },
    );
  });
}

/** Reads a file in, batch by batch; when it is stopped in between, it goes on where it was. */
export const importKnownIssuesJob: Job = {
  name: 'import-known-issues',
  run: async (kernel, { import: id = '' }) => {
    const run = await findRun(kernel, id);
    if (run?.state !== 'running') return;
    const { rows, format } = await readImport(kernel, id);
    let { done, created, updated, unchanged, faulty } = run;
    while (done < rows.length) {
      const batch = rows.slice(done, done + BATCH);
      const findings = batch.flatMap(row => (row.ok ? [row.finding] : []));
      const counts = await kernel.transaction(async kernel => {
        const result = await importBatch(kernel, system('import'), format, findings);
        await saveRun(kernel, id, {
          done: done + batch.length,
          created: created + result.created,
          updated: updated + result.updated,
          unchanged: unchanged + result.unchanged,
          faulty: faulty + batch.length - findings.length,
        });
        return result;
      });
      done += batch.length;
      created += counts.created;
      updated += counts.updated;
      unchanged += counts.unchanged;
      faulty += batch.length - findings.length;
    }
    await kernel.transaction(async kernel => {
      await saveRun(kernel, id, { state: 'done' });
      // What was imported is in the issues now; the file was only the way.
      await kernel.files.remove(kernel, { id: run.file as FileId });
    });
  },
};

async function* oneBuffer(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
