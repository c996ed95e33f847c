// The advisories that concern what is installed, kept beside the data; and what the operator judged of them.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Advisory, Package } from './osv.ts';

export type AdvisoryFile = {
  readonly format: 'telltale-advisories-1';
  readonly takenAt: string;
  /** SHA-256 in hex of the file that they were taken from, and how many advisories it had. */
  readonly source: { readonly sha256: string; readonly advisories: number };
  /** The latest change that any of them names. */
  readonly newest: string;
  /** `markOf` the packages that they were chosen for. */
  readonly packages: string;
  /** Of packages that are installed, whether in an affected version or not. */
  readonly advisories: readonly Advisory[];
};

const folder = (dataDir: string): string => path.join(dataDir, 'advisories');
const kept = (dataDir: string): string => path.join(folder(dataDir), 'npm.json');

/** Where the operator writes judgements. */
export const judgementsFile = (dataDir: string): string => path.join(folder(dataDir), 'judged.txt');

/** undefined before any were taken. @throws when it cannot be read */
export async function readAdvisoryFile(dataDir: string): Promise<AdvisoryFile | undefined> {
  const text = await readIfThere(kept(dataDir));
  return text === undefined ? undefined : (JSON.parse(text) as AdvisoryFile);
}

export async function writeAdvisoryFile(dataDir: string, file: AdvisoryFile): Promise<void> {
  await mkdir(folder(dataDir), { recursive: true, mode: 0o700 });
  const place = kept(dataDir);
  await writeFile(`${place}.new`, JSON.stringify(file), { mode: 0o600 });
  await rename(`${place}.new`, place);
}

/** What was judged: advisory and package, with the reason. A line without a reason judges nothing. */
export type Judgement = { readonly advisory: string; readonly name: string; readonly reason: string };

export async function readJudgements(dataDir: string): Promise<readonly Judgement[]> {
  return judgementsIn((await readIfThere(judgementsFile(dataDir))) ?? '');
}

/** @param text lines of advisory, package and reason; `#` begins a remark */
export const judgementsIn = (text: string): readonly Judgement[] =>
  text.split('\n').flatMap(line => {
    const [, advisory, name, reason] = /^\s*([^\s#]\S*)\s+(\S+)\s+(\S.*)$/.exec(line) ?? [];
    return advisory && name && reason ? [{ advisory, name, reason: reason.trim() }] : [];
  });

export const isJudged = ({ id, aliases }: Advisory, { name }: Package, judgements: readonly Judgement[]): boolean =>
  judgements.some(one => one.name === name && (one.advisory === id || aliases.includes(one.advisory)));

const readIfThere = (place: string): Promise<string | undefined> =>
  readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
