// A copy of everything held of a person: a ZIP that is written while it is read, a line at a time.
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { href, routes } from '../../catalog/routes.ts';
import { hashedOnTheWay } from '../../core/crypto/sha256-stream.ts';
import { signRecord } from '../../core/crypto/signed-record.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { FORMAT, MANIFEST, type Manifest, type ManifestPart, ManifestShape } from './archive-shape.ts';
import { readmeOf } from './readme.ts';
import { recipientsOf } from './recipients.ts';

export type ArchiveWish = {
  readonly person: string;
  readonly request: string;
  /** Told after each thousand rows, and at the end. */
  readonly onRows: (done: number) => Promise<void>;
};

export type Archive = {
  readonly content: Readable;
  /** Settles when the content has been read to its end: what is in it. */
  readonly manifest: Promise<Manifest>;
};

const TELL_EVERY = 1000;

/**
 * Begins the archive.
 * @param kernel within a snapshot, so that lists and counts are of one moment
 * @param holders what the modules hold of people
 */
export function makeArchive(
  kernel: Kernel,
  holders: readonly PersonalDataHolder[],
  { person, request, onRows }: ArchiveWish,
): Archive {
  const { clock, config, keyring, log } = kernel;
  const madeAt = clock.now();
  const zip = new ZipFile();
  // yazl types its PassThrough as less than it is.
  const output = zip.outputStream as Readable;
  const files: Manifest['files'] = [];
  const parts: ManifestPart[] = [];
  let rows = 0;
  let open: Readable | undefined;

  const add = (name: string, source: () => AsyncIterable<string>): Promise<void> =>
    new Promise((resolve, reject) => {
      // yazl listens for no faults of what it reads: a list that can't be read ends the archive, and nothing else.
      const fail = (error: Error): void => {
        output.destroy(error);
        reject(error);
      };
      zip.addReadStreamLazy(name, { mtime: madeAt, mode: 0o100_644 }, hand => {
        open = Readable.from(measured(name, source(), files));
        open.on('error', fail).once('end', resolve);
        open.once('close', () => reject(new Error('nobody reads the copy any more')));
        hand(null, open);
      });
    });
  async function* linesOf(list: AsyncIterable<unknown> | readonly unknown[], count: (lines: number) => void) {
    let lines = 0;
    for await (const value of list) {
      lines += 1;
      rows += 1;
      yield `${JSON.stringify(value)}\n`;
      if (rows % TELL_EVERY === 0) await onRows(rows);
    }
    count(lines);
  }

  const write = async (): Promise<Manifest> => {
    await add('README.txt', () => once(readmeOf(config, madeAt)));
    await add('recipients.json', async function* () {
      yield pretty(await recipientsOf(kernel, person));
    });
    for (const holder of holders) {
      const [held, counted] = [await holder.export(kernel, person), (await holder.counts?.(kernel, person)) ?? {}];
      const rest: Record<string, unknown> = {};
      const part: ManifestPart = { module: holder.name, file: `${holder.name}.json`, lists: [] };
      for (const [name, value] of Object.entries(held)) {
        if (!isList(value)) {
          rest[name] = value;
          continue;
        }
        const file = `${holder.name}/${name}.ndjson`;
        let lines = 0;
        await add(file, () =>
          linesOf(value, count => {
            lines = count;
          }),
        );
        const rowsInDatabase = counted[name] ?? null;
        part.lists.push({ name, file, lines, rowsInDatabase, reconciles: (rowsInDatabase ?? lines) === lines });
      }
      await add(part.file, () => once(pretty(rest)));
      parts.push(part);
    }
    await add('schema.json', () => once(pretty(ManifestShape)));
    const manifest: Manifest = {
      _meta: {
        format: FORMAT,
        schema: config.publicUrl + href(routes.rights.schema),
        from: config.publicUrl,
        operator: config.operator.name,
        madeAt: madeAt.toISOString(),
        request,
        person,
      },
      parts,
      reconciles: parts.every(({ lists }) => lists.every(({ reconciles }) => reconciles)),
      files: [...files],
    };
    await add(MANIFEST, () => once(pretty(manifest)));
    const signed = signRecord({ format: FORMAT, sha256: files.at(-1)?.sha256 ?? '' }, keyring.signer('receipt'));
    await add('signature.json', () => once(pretty(signed)));
    await onRows(rows);
    zip.end();
    return manifest;
  };
  const manifest = write();
  manifest.catch((err: unknown) => {
    log.error({ err, request }, 'a copy of personal data broke off');
    output.destroy(err instanceof Error ? err : new Error('the copy broke off'));
  });
  // Who stops reading leaves nothing open.
  output.once('close', () => open?.destroy());
  zip.on('error', error => output.destroy(error instanceof Error ? error : new Error('the archive broke')));
  return { content: output, manifest };
}

const isList = (value: unknown): value is AsyncIterable<unknown> | readonly unknown[] =>
  Array.isArray(value) || (typeof value === 'object' && value !== null && Symbol.asyncIterator in value);

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** Lines gathered into chunks, and the file's hash and size noted at its end. */
async function* measured(name: string, source: AsyncIterable<string>, files: Manifest['files']) {
  const { content, digest } = hashedOnTheWay(gathered(source));
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    yield bytes;
  }
  files.push({ name, sha256: digest(), size });
}

const CHUNK = 64 * 1024;

async function* gathered(source: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const line of source) {
    text += line;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
