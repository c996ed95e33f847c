// The file of erasures: a line of JSON each, chained and signed, outside the database and outside its backups.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '../canonical-json.ts';
import { checkSignature, type Signed, signRecord } from '../crypto/signed-record.ts';
import type { Signer, Verifier } from '../crypto/signing.ts';

/** What one erasure destroys. Opaque ids only: with the person gone they lead nowhere. */
export type Erasure = {
  /** The request that asked for it. */
  readonly request: string;
  readonly person: string;
  /** Whose data keys are destroyed: the person, and what is theirs alone. */
  readonly subjects: readonly string[];
  /** What stays for now under a legal hold: names of modules whose part does, or `MODULE/ID` for one thing in it. */
  readonly kept: readonly string[];
};

type Content = Erasure & {
  readonly format: 'telltale/erasure/v1';
  /** From 1, without gaps. */
  readonly seq: number;
  /** SHA-256 of the line before in hex; 64 zeros in the first. */
  readonly previous: string;
  /** ISO 8601, UTC. */
  readonly at: string;
};

export type LedgerEntry = Signed<Content>;

export type LedgerFault = { readonly line: number; readonly what: string };

/** Where the chain stands. */
export type LedgerHead = { readonly seq: number; readonly hash: string };

export const emptyLedger: LedgerHead = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 of an entry's line, in hex: what the next entry names. */
export const hashOfEntry = (entry: LedgerEntry): string =>
  createHash('sha256').update(canonicalJson(entry)).digest('hex');

/**
 * Reads the whole ledger and checks it: form, order, chain, signatures. A last line that a crash left unfinished was never
 * acknowledged and does not count.
 * @returns the entries up to the first fault, and what is wrong from there on
 */
export async function readLedger(
  file: string,
  verifiers: readonly Verifier[],
): Promise<{ readonly entries: readonly LedgerEntry[]; readonly faults: readonly LedgerFault[] }> {
  const entries: LedgerEntry[] = [];
  let head = emptyLedger;
  for (const [index, line] of (await linesOf(file)).entries()) {
    const entry = readLine(line);
    const what = entry === undefined ? 'is no entry of the ledger' : faultOf(entry, line, head, verifiers);
    if (entry === undefined || what !== undefined)
      return { entries, faults: [{ line: index + 1, what: what ?? 'is no entry of the ledger' }] };
    entries.push(entry);
    head = { seq: entry.seq, hash: hashOfEntry(entry) };
  }
  return { entries, faults: [] };
}

/**
 * Adds an entry behind `head`. The caller holds the lock of the ledger.
 * @returns the entry, once it is on the disk
 */
export async function appendToLedger(
  file: string,
  head: LedgerHead,
  erasure: Erasure,
  { at, signer }: { readonly at: Date; readonly signer: Signer },
): Promise<LedgerEntry> {
  const entry = signRecord<Content>(
    {
      format: 'telltale/erasure/v1',
      seq: head.seq + 1,
      previous: head.hash,
      at: at.toISOString(),
      request: erasure.request,
      person: erasure.person,
      subjects: [...erasure.subjects],
      kept: [...erasure.kept],
    },
    signer,
  );
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const whole = Buffer.byteLength((await linesOf(file)).map(line => `${line}\n`).join(''));
    await handle.truncate(whole);
    await handle.appendFile(`${canonicalJson(entry)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(path.dirname(file));
  return entry;
}

/** A new file is there after a power cut only when its folder is on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The finished lines. No file, no lines. */
async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').slice(0, -1);
}

function readLine(line: string): LedgerEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = value as Partial<Record<keyof LedgerEntry, unknown>>;
  const isShaped =
    entry.format === 'telltale/erasure/v1' &&
    Number.isSafeInteger(entry.seq) &&
    [entry.previous, entry.at, entry.request, entry.person, entry.keyId, entry.signature].every(
      text => typeof text === 'string',
    ) &&
    isTexts(entry.subjects) &&
    isTexts(entry.kept);
  return isShaped ? (value as LedgerEntry) : undefined;
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(text => typeof text === 'string');

function faultOf(
  entry: LedgerEntry,
  line: string,
  head: LedgerHead,
  verifiers: readonly Verifier[],
): string | undefined {
  if (canonicalJson(entry) !== line) return 'is not written in canonical JSON';
  if (entry.seq !== head.seq + 1) return `has the number ${entry.seq} where ${head.seq + 1} belongs`;
  if (entry.previous !== head.hash) return 'does not follow the entry before it';
  const { ok, sentence } = checkSignature(entry, 'audit', verifiers);
  return ok ? undefined : sentence;
}
