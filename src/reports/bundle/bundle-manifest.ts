// The manifest of an evidence bundle: every file with its hash, signed. Pure.
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { isBundlePath, MANIFEST } from './bundle-paths.ts';

export type ManifestFile = { readonly name: string; readonly sha256: string; readonly size: number };

/** Everything but `signature` is signed: Ed25519 (RFC 8032) over the canonical JSON (RFC 8785). */
export type BundleManifest = {
  readonly format: 'telltale-bundle-1';
  /** Origin of the installation that made it. */
  readonly from: string;
  readonly number: string;
  readonly madeAt: string;
  readonly files: readonly ManifestFile[];
  readonly keyId: string;
  readonly signature: string;
};

export function signManifest(
  unsigned: Omit<BundleManifest, 'format' | 'keyId' | 'signature'>,
  signer: Signer,
): BundleManifest {
  const named = { format: 'telltale-bundle-1', ...unsigned, keyId: signer.keyId } as const;
  return { ...named, signature: signer.sign(signedBytes(named)).toString('base64url') };
}

/** Whether one of the keys signed exactly this. */
export function isManifestAuthentic(manifest: BundleManifest, verifiers: readonly Verifier[]): boolean {
  const { signature, ...signed } = manifest;
  const bytes = Buffer.from(signature, 'base64url');
  return (
    bytes.toString('base64url') === signature &&
    verifiers.some(
      ({ name, keyId, verify }) => name === 'receipt' && keyId === manifest.keyId && verify(signedBytes(signed), bytes),
    )
  );
}

/** The manifest, if the text is one: every member there, of its type, and no other; each file once. */
export function readManifest(text: string): BundleManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !hasMembers(value, ['format', 'from', 'number', 'madeAt', 'files', 'keyId', 'signature']))
    return undefined;
  const { format, files } = value;
  const texts = ['from', 'number', 'madeAt', 'keyId', 'signature'];
  if (format !== 'telltale-bundle-1' || !texts.every(name => typeof value[name] === 'string')) return undefined;
  if (!Array.isArray(files) || !files.every(isFile)) return undefined;
  const names = new Set(files.map(({ name }) => name));
  // Checked member by member above.
  return names.size === files.length && !names.has(MANIFEST) ? (value as BundleManifest) : undefined;
}

const isFile = (value: unknown): value is ManifestFile =>
  isRecord(value) &&
  hasMembers(value, ['name', 'sha256', 'size']) &&
  typeof value['name'] === 'string' &&
  isBundlePath(value['name']) &&
  typeof value['sha256'] === 'string' &&
  /^[0-9a-f]{64}$/.test(value['sha256']) &&
  Number.isSafeInteger(value['size']) &&
  Number(value['size']) >= 0;

const hasMembers = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  Object.keys(value).sort().join() === [...names].sort().join();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const signedBytes = (manifest: Omit<BundleManifest, 'signature'>): Buffer =>
  Buffer.from(canonicalJson({ ...manifest, files: manifest.files.map(file => ({ ...file })) }));
