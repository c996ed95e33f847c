// An anchor: one entry of the log as anybody may see it, tied to a signed checkpoint, so that what it names cannot be changed unseen.
import type { Signer, Verifier } from '../crypto/signing.ts';
import { entryDigest, linkHash, type StoredEntry } from './audit-entry.ts';
import type { CheckpointRow, LinkedEntry } from './audit-store.ts';
import { isAuthentic, signCheckpoint } from './checkpoint.ts';

/** Hashes in hex, times as RFC 3339, the signature in base64url. */
export type LogAnchor = {
  readonly entry: StoredEntry & { readonly seq: number };
  /** The log's hash before the entry, and the root of the tree over all entries before. */
  readonly previous: string;
  readonly tree: string;
  readonly checkpoint: {
    readonly hash: string;
    readonly at: string;
    readonly keyId: string;
    readonly signature: string;
  };
};

/** Signs where the log stood at this entry; undefined for an entry that an early version linked. */
export function signAnchor(
  { seq, prev_hash, hash, tree, ...entry }: LinkedEntry,
  at: Date,
  signer: Signer,
): { readonly anchor: LogAnchor; readonly checkpoint: CheckpointRow } | undefined {
  if (tree === null) return undefined;
  const checkpoint = signCheckpoint({ seq, hash }, at, signer);
  const anchor: LogAnchor = {
    entry: { seq, ...entry },
    previous: prev_hash.toString('hex'),
    tree: tree.toString('hex'),
    checkpoint: {
      hash: hash.toString('hex'),
      at: at.toISOString(),
      keyId: checkpoint.key_id,
      signature: checkpoint.signature.toString('base64url'),
    },
  };
  return { anchor, checkpoint };
}

/** Whether the entry leads to the hash that one of our keys has signed. Pure. */
export function isAnchored({ entry, previous, tree, checkpoint }: LogAnchor, verifiers: readonly Verifier[]): boolean {
  const { seq, ...rest } = entry;
  const hash = linkHash(Buffer.from(previous, 'hex'), Buffer.from(tree, 'hex'), entryDigest(seq, rest));
  const signature = Buffer.from(checkpoint.signature, 'base64url');
  return (
    hash.toString('hex') === checkpoint.hash &&
    signature.toString('base64url') === checkpoint.signature &&
    isAuthentic({ seq, hash, at: new Date(checkpoint.at), key_id: checkpoint.keyId, signature }, verifiers)
  );
}

/** The anchor in a JSON value, every member there and of its type; undefined when it is none. */
export function readAnchor(value: unknown): LogAnchor | undefined {
  if (!isRecord(value) || !has(value, ['entry', 'previous', 'tree', 'checkpoint'])) return undefined;
  const { entry, checkpoint } = value;
  if (!isRecord(entry) || !has(entry, ['seq', 'id', 'at', 'actor', 'action', 'subject', 'details'])) return undefined;
  if (!isRecord(checkpoint) || !has(checkpoint, ['hash', 'at', 'keyId', 'signature'])) return undefined;
  const texts = [entry['id'], entry['at'], entry['actor'], entry['action'], entry['subject']];
  const isShaped =
    Number.isSafeInteger(entry['seq']) &&
    isRecord(entry['details']) &&
    [value['previous'], value['tree'], checkpoint['hash']].every(isHash) &&
    [...texts, checkpoint['keyId'], checkpoint['signature']].every(text => typeof text === 'string') &&
    typeof checkpoint['at'] === 'string' &&
    isTime(checkpoint['at']);
  // Checked member by member above.
  return isShaped ? (value as unknown as LogAnchor) : undefined;
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const has = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  Object.keys(value).sort().join() === [...names].sort().join();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
