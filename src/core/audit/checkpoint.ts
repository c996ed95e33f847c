// Signed statements of where the chain stood; kept beside the database too, so that its end cannot be cut off unseen.
import { createReadStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { canonicalJson } from '../canonical-json.ts';
import type { Signer, Verifier } from '../crypto/signing.ts';
import type { Link } from './audit-entry.ts';
import type { CheckpointRow } from './audit-store.ts';

/** Signs that the chain had this hash at this entry. */
export function signCheckpoint({ seq, hash }: Link, at: Date, signer: Signer): CheckpointRow {
  const unsigned = { seq, hash, at, key_id: signer.keyId };
  return { ...unsigned, signature: signer.sign(signedBytes(unsigned)) };
}

/** Whether one of our keys signed exactly this. */
export const isAuthentic = (checkpoint: CheckpointRow, verifiers: readonly Verifier[]): boolean =>
  verifiers.some(
    ({ keyId, verify }) => keyId === checkpoint.key_id && verify(signedBytes(checkpoint), checkpoint.signature),
  );

/** Adds a checkpoint to the file, a line of JSON; returns when it is on the disk. */
export async function appendCheckpoint(file: string, checkpoint: CheckpointRow): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const line = canonicalJson({ ...fieldsOf(checkpoint), signature: checkpoint.signature.toString('base64url') });
  await appendFile(file, `${line}\n`, { mode: 0o600, flush: true });
}

/** The checkpoints of the file; undefined stands for a line that is none. No file, no checkpoints. */
export async function* readCheckpoints(file: string): AsyncGenerator<CheckpointRow | undefined, void, undefined> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) yield parseLine(line);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

const fieldsOf = ({ seq, hash, at, key_id }: Omit<CheckpointRow, 'signature'>) => ({
  seq,
  hash: hash.toString('hex'),
  at: at.toISOString(),
  keyId: key_id,
});

const signedBytes = (checkpoint: Omit<CheckpointRow, 'signature'>): Buffer =>
  Buffer.from(canonicalJson({ type: 'telltale/audit-checkpoint/v1', ...fieldsOf(checkpoint) }));

function parseLine(line: string): CheckpointRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { seq, hash, at, keyId, signature } = { seq: 0, hash: '', at: '', keyId: '', signature: '', ...value };
  const isShaped =
    Number.isSafeInteger(seq) &&
    [hash, at, keyId, signature].every(text => typeof text === 'string') &&
    !Number.isNaN(Date.parse(at));
  if (!isShaped) return undefined;
  const bytes = { hash: Buffer.from(hash, 'hex'), signature: Buffer.from(signature, 'base64url') };
  return { seq, at: new Date(at), key_id: keyId, ...bytes };
}
