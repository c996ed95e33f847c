// Takes advisories from a file of OSV's: those of packages that are installed here, whatever their version.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { hashedOnTheWay } from '../../core/crypto/sha256-stream.ts';
import type { Kernel } from '../../core/kernel.ts';
import { OperatorFault } from '../../core/operator-fault.ts';
import { writeAdvisoryFile } from './advisory-file.ts';
import { listInstalled, markOf } from './installed.ts';
import { type Advisory, isAffected, type Package, readAdvisory } from './osv.ts';

export type Taken = {
  readonly packages: number;
  /** In the file, of npm. */
  readonly advisories: number;
  /** Advisories that concern a version that is installed. */
  readonly hits: readonly { readonly advisory: Advisory; readonly of: Package }[];
};

/** One advisory is some kilobytes; a few have lists of thousands of versions. */
const LARGEST_ENTRY = 16_000_000;

/**
 * @param file `all.zip` of OSV's npm folder, or JSON: one advisory, a list, or `{"vulns": […]}`
 * @throws OperatorFault when it cannot be read, or has no advisories of npm
 */
export async function takeAdvisories(kernel: Kernel, file: string): Promise<Taken> {
  const packages = await listInstalled();
  const names = new Set(packages.map(({ name }) => name));
  const kept: Advisory[] = [];
  let count = 0;
  let newest = '';
  for await (const value of entriesOf(file)) {
    const advisory = readAdvisory(value);
    if (!advisory) continue;
    count += 1;
    if (advisory.modified > newest) newest = advisory.modified;
    const its = advisory.affected.filter(({ name }) => names.has(name));
    if (its.length > 0) kept.push({ ...advisory, affected: its });
  }
  if (count === 0) throw new OperatorFault(`${file} has no advisories of npm in the OSV format`);
  await writeAdvisoryFile(kernel.config.dataDir, {
    format: 'telltale-advisories-1',
    takenAt: kernel.clock.now().toISOString(),
    source: { sha256: await hashOf(file), advisories: count },
    newest,
    packages: markOf(packages),
    advisories: kept,
  });
  const hits = packages.flatMap(of => kept.filter(one => isAffected(one, of)).map(advisory => ({ advisory, of })));
  return { packages: packages.length, advisories: count, hits };
}

async function* entriesOf(file: string): AsyncGenerator<unknown> {
  if (!file.endsWith('.zip')) {
    const value: unknown = await readFile(file, 'utf8').then(JSON.parse).catch(unreadable(file));
    const vulns = (value as { vulns?: unknown } | null)?.vulns;
    yield* Array.isArray(value) ? value : Array.isArray(vulns) ? vulns : [value];
    return;
  }
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch(unreadable(file));
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json') || entry.uncompressedSize > LARGEST_ENTRY) continue;
      yield JSON.parse((await buffer(await zip.openReadStreamPromise(entry))).toString());
    }
  } finally {
    zip.close();
  }
}

const unreadable =
  (file: string) =>
  (cause: Error): never => {
    throw new OperatorFault(`cannot read ${file}: ${cause.message}`, { cause });
  };

async function hashOf(file: string): Promise<string> {
  const { content, digest } = hashedOnTheWay(createReadStream(file));
  for await (const _ of content);
  return digest();
}
