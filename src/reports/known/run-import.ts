// An import from the file that somebody sent to its end: kept sealed, looked at, then read in by a job.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { FileId } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { gatherHashed } from '../../core/search/source.ts';
import type { Job } from '../../core/work/jobs.ts';
import { compareWaiting } from './compare-waiting.ts';
import { BATCH, type ReadyBatch, readyBatch, writeBatch } from './import-known.ts';
import { findRun, insertRun, lockRun, saveRun } from './import-run-store.ts';
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
 * What stands in the file of an import that has not run to its end yet.
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

/** Starts an import that waits, or one that stands still; twice is once, because it goes on where it is. */
export async function startImport(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const run = await lockRun(kernel, id);
    if (!run) throw refuse('not_found');
    if (run.state === 'done') return;
    await saveRun(kernel, id, { state: 'running' });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'known-issues.import',
      subject: id,
      details: { rows: run.total, from: run.done },
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
    if (run.done < run.total && !(await readIn(kernel, id))) return;
    await compareWaiting(kernel, id);
    await kernel.transaction(async kernel => {
      const ended = await lockRun(kernel, id);
      if (ended?.state !== 'running') return;
      await saveRun(kernel, id, { state: 'done' });
      // What was imported is in the issues now; the file was only the way.
      await kernel.files.remove(kernel, { id: ended.file as FileId });
      const { created, updated, unchanged, repeated, faulty } = ended;
      await kernel.audit.record(kernel.db, {
        actor: actorId(system('import')),
        action: 'known-issues.imported',
        subject: id,
        details: { created, updated, unchanged, repeated, faulty },
      });
    });
  },
};

/** Reads the rows that are left; false when another worker is at the same import, which then ends it. */
async function readIn(kernel: Kernel, id: string): Promise<boolean> {
  const { rows, format } = await readImport(kernel, id);
  const actor = system('import');
  const ready = (from: number): Ahead => {
    const batch = rows.slice(from, from + BATCH);
    const findings = batch.flatMap(row => (row.ok ? [row.finding] : []));
    const made = readyBatch(kernel, actor, { format, findings });
    // Whoever waits for it hears of it; when nobody does, the job has failed already.
    made.catch(() => undefined);
    return { from, length: batch.length, faulty: batch.length - findings.length, made };
  };
  let next = ready((await findRun(kernel, id))?.done ?? 0);
  let gathering: Promise<unknown> = Promise.resolve();
  for (;;) {
    const { from, length, faulty, made } = next;
    const batch = await made;
    // Sealing and hashing the rows after these takes this process as long as writing these takes the database.
    next = ready(from + length);
    const left = await kernel.transaction(async kernel => {
      // What is written and how far it has come commit together, so that no row is read in twice.
      const run = await lockRun(kernel, id);
      if (run?.state !== 'running') return 'stopped';
      if (run.done >= rows.length) return 'none';
      if (run.done !== from) return 'moved';
      const counts = await writeBatch(kernel, actor, { format, run: id }, batch);
      await saveRun(kernel, id, {
        done: from + length,
        created: run.created + counts.created,
        updated: run.updated + counts.updated,
        unchanged: run.unchanged + counts.unchanged,
        repeated: run.repeated + counts.repeated,
        faulty: run.faulty + faulty,
      });
      return 'some';
    });
    if (left === 'some' && (from / BATCH) % GATHER_EVERY === GATHER_EVERY - 1) {
      await gathering;
      gathering = gatherHashed(kernel);
      gathering.catch(() => undefined);
    }
    // Another worker is further on.
    if (left === 'moved') next = ready((await findRun(kernel, id))?.done ?? 0);
    if (left === 'some' || left === 'moved') continue;
    await gathering;
    await gatherHashed(kernel);
    return left === 'none';
  }
}

/** So many batches are found together: rows can be found some seconds after they were written. */
const GATHER_EVERY = 8;

/** Rows that are made ready while those before them are written. */
type Ahead = {
  readonly from: number;
  readonly length: number;
  readonly faulty: number;
  readonly made: Promise<ReadyBatch>;
};

async function* oneBuffer(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
