// Goes through an archive from its beginning to its end and holds it to its shape; what becomes of each part is up to a sink.
import type { PortableKey } from '../crypto/portable-keys.ts';
import type { FileId } from '../files.ts';
import { isId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import { ArchiveEnd, ArchiveHead, ArchiveRefused, FileFrame, KeysFrame, shaped, TableFrame } from './archive-shape.ts';
import { carriedSecrets } from './carried-secrets.ts';
import type { MoveProgress } from './export-program.ts';
import type { Frame } from './frames.ts';
import { type MovingTable, schemaMark } from './move-plan.ts';

export type ImportSummary = { readonly head: ArchiveHead; readonly end: ArchiveEnd; readonly keys: number };

/** Where the parts of an archive go. */
export type ArchiveSink = {
  /** After the head was found good, before all else. */
  begin(tables: readonly MovingTable[]): Promise<void>;
  /** @param rows a JSON array @returns how many there were */
  rows(table: MovingTable, rows: string): Promise<number>;
  /** @param content sealed; to be read to its end */
  file(id: FileId, content: AsyncIterable<Buffer>): Promise<void>;
  keys(keys: readonly PortableKey[]): Promise<void>;
};

/**
 * Hands on part by part; nothing counts before the last one has come and everything fits.
 * @throws ArchiveRefused with one sentence for the operator
 */
export async function walkArchive(
  { config }: Pick<Kernel, 'config'>,
  frames: AsyncGenerator<Frame, void, undefined>,
  plan: readonly MovingTable[],
  sink: ArchiveSink,
  onProgress?: (progress: MoveProgress) => void,
): Promise<ImportSummary> {
  const first = await frames.next();
  if (first.done || first.value.kind !== 'head') throw new ArchiveRefused('The archive has no beginning.');
  const head = shaped(ArchiveHead, first.value);
  await refuseOtherSchema(head);
  if (head.isDemo && config.environment === 'production')
    throw new ArchiveRefused('The archive holds the people and secrets of a demo. Production takes none.');
  const tables = new Map(plan.filter(({ fate }) => fate === 'carried').map(table => [table.table, table]));
  const total = head.tables.reduce((sum, { rows }) => sum + rows, head.files);
  const rows: Record<string, number> = {};
  let table: MovingTable | undefined;
  let end: ArchiveEnd | undefined;
  let [done, files, keys] = [0, 0, 0];
  const step = (by: number): void => {
    done += by;
    onProgress?.({ done, total });
  };
  await sink.begin([...tables.values()]);

  let next = await frames.next();
  while (!next.done) {
    const frame = next.value;
    if (end) throw new ArchiveRefused('The archive goes on after its end.');
    if (frame.kind === 'file') {
      const { file } = shaped(FileFrame, frame);
      if (!isId('fil', file)) throw new ArchiveRefused('The archive holds a file without a proper id.');
      next = await takeFile(file, frames, sink);
      files += 1;
      step(1);
      continue;
    }
    if (frame.kind === 'table') {
      const { table: name } = shaped(TableFrame, frame);
      table = tables.get(name);
      if (!table || rows[name] !== undefined)
        throw new ArchiveRefused(`The archive holds a table that does not move: ${name}.`);
      rows[name] = 0;
    } else if (frame.kind === 'rows' && table) {
      const count = await sink.rows(table, frame.body.toString());
      rows[table.table] = (rows[table.table] ?? 0) + count;
      step(count);
    } else if (frame.kind === 'keys') {
      const { keys: some } = shaped(KeysFrame, frame);
      await sink.keys(some);
      keys += some.length;
    } else if (frame.kind === 'end') end = shaped(ArchiveEnd, frame);
    else throw new ArchiveRefused(`The archive holds a part "${frame.kind}" where none belongs.`);
    next = await frames.next();
  }

  if (!end) throw new ArchiveRefused('The archive has no end.');
  for (const name of tables.keys())
    if (rows[name] !== end.rows[name])
      throw new ArchiveRefused(
        `The archive holds ${rows[name] ?? 0} rows of ${name}, and should hold ${end.rows[name] ?? 0}.`,
      );
  if (files !== end.files) throw new ArchiveRefused(`The archive holds ${files} files, and should hold ${end.files}.`);
  const known = new Set(carriedSecrets);
  if (end.secrets.length !== known.size || !end.secrets.every(({ name }) => known.has(name)))
    throw new ArchiveRefused('The archive holds other keys than this version expects.');
  return { head, end, keys };
}

/** Hands on a file's sealed bytes as they come. @returns the frame behind them */
async function takeFile(
  id: FileId,
  frames: AsyncGenerator<Frame, void, undefined>,
  sink: ArchiveSink,
): Promise<IteratorResult<Frame, void>> {
  let next = await frames.next();
  async function* content(): AsyncGenerator<Buffer, void, undefined> {
    for (; !next.done && next.value.kind === 'bytes'; next = await frames.next()) yield next.value.body;
  }
  await sink.file(id, content());
  return next;
}

async function refuseOtherSchema({ schema, from }: ArchiveHead): Promise<void> {
  const own = await schemaMark();
  if (schema.sha256 === own.sha256) return;
  throw new ArchiveRefused(
    schema.version === own.version
      ? `The archive from ${from} is of another build of schema ${schema.version}. Run the very version here that runs there.`
      : `The archive from ${from} has schema ${schema.version}; this version has ${own.version}. Bring both to the same version, then export again.`,
  );
}
