// The proof that a report's entry stands in the audit log under a signed checkpoint, as a bundle carries it. Pure.
import { type LogAnchor, type LogProof, readAnchor } from '../../core/audit.ts';

/** `proof` leads from the report's entry to the one that `anchor` shows and ties to a signed checkpoint. */
export type BundleLogProof = { readonly proof: LogProof; readonly anchor: LogAnchor };

/** The proof in a JSON value, every member of its type; undefined when it is none. Says nothing of whether it holds. */
export function readLogProof(value: unknown): BundleLogProof | undefined {
  if (!isRecord(value) || value['format'] !== 'telltale-log-proof-1') return undefined;
  const { proof } = value;
  const anchor = readAnchor(value['anchor']);
  return anchor && isProof(proof) ? { proof, anchor } : undefined;
}

/** No log has more than 2 to the power of this many entries. */
const LONGEST_PATH = 64;

function isProof(value: unknown): value is LogProof {
  if (!isRecord(value)) return false;
  const { earlier, path, later } = value;
  return (
    isRecord(earlier) &&
    isRecord(later) &&
    [earlier['index'], later['index']].every(index => Number.isSafeInteger(index) && Number(index) > 0) &&
    [earlier['at'], earlier['action']].every(text => typeof text === 'string') &&
    Array.isArray(path) &&
    path.length <= LONGEST_PATH &&
    [...path, earlier['sha256'], later['previous'], later['sha256']].every(isHash)
  );
}

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
