// What `telltale verify-bundle` prints: every check of an evidence bundle, without a network and without a database.
import { hashFromProof, isAnchored } from '../../core/audit.ts';
import { type Verifier, verifiersFromKeySet } from '../../core/crypto/signing.ts';
import { verifyInclusion } from '../inclusion/inclusion-proof.ts';
import { verifyReceipt } from '../receipt.ts';
import { type BundleManifest, isManifestAuthentic, readManifest } from './bundle-manifest.ts';
import { MANIFEST } from './bundle-paths.ts';
import { readLogProof } from './log-proof.ts';
import { type ReadFile, readBundle } from './read-bundle.ts';

type Finding = { readonly ok: boolean; readonly sentence: string };
type Printed = { readonly ok: boolean; readonly lines: readonly string[] };

/**
 * Checks a bundle.
 * @param trusted the keys of the installation that it should come from; without them the keys in the bundle are taken,
 *   which shows that nothing was changed since somebody signed it, not who that was
 */
export async function verifyBundleFile(path: string, trusted: readonly Verifier[] | undefined): Promise<Printed> {
  const read = await readBundle(path);
  if (!read.ok) return { ok: false, lines: [`FAIL  ${read.reason}`] };
  const { files, texts } = read;
  const manifest = readManifest(texts.get(MANIFEST) ?? '');
  if (!manifest) return { ok: false, lines: ['FAIL  There is no manifest.json of the form telltale-bundle-1.'] };
  const verifiers = trusted ?? verifiersFromKeySet(parse(texts.get('proofs/keys.json') ?? '')) ?? [];
  const findings: Finding[] = [
    ...checkFiles(manifest, files),
    isManifestAuthentic(manifest, verifiers)
      ? { ok: true, sentence: `The manifest is signed by the receipt key ${manifest.keyId}.` }
      : { ok: false, sentence: 'The manifest’s signature does not fit: it was changed, or signed by another key.' },
    ...checkProofs(texts, verifiers),
  ];
  const lines = [
    `report     ${printable(manifest.number)} of ${printable(manifest.from)}`,
    `made       ${printable(manifest.madeAt)}`,
    `files      ${files.length - 1}, and the manifest`,
    ...findings.map(({ ok, sentence }) => `${ok ? 'ok  ' : 'FAIL'}  ${printable(sentence)}`),
    ...(trusted === undefined
      ? ['note  The keys are those in the bundle. Give the server’s own by --keys to know that it made it.']
      : []),
  ];
  return { ok: findings.every(({ ok }) => ok), lines };
}

/** Every file of the manifest is there as it was, and no other. */
function checkFiles(manifest: BundleManifest, files: readonly ReadFile[]): Finding[] {
  const found = new Map(files.filter(({ name }) => name !== MANIFEST).map(file => [file.name, file]));
  const wrong: Finding[] = [];
  for (const { name, sha256, size } of manifest.files) {
    const file = found.get(name);
    found.delete(name);
    if (!file) wrong.push({ ok: false, sentence: `${name} is missing.` });
    else if (file.sha256 !== sha256 || file.size !== size)
      wrong.push({ ok: false, sentence: `${name} was changed: its SHA-256 is ${file.sha256}.` });
  }
  for (const name of found.keys()) wrong.push({ ok: false, sentence: `${name} was added.` });
  return wrong.length > 0
    ? wrong
    : [{ ok: true, sentence: `All ${manifest.files.length} files are as the manifest says.` }];
}

function checkProofs(texts: ReadonlyMap<string, string>, verifiers: readonly Verifier[]): Finding[] {
  const report = texts.get('report.json');
  const receiptText = texts.get('proofs/receipt.json');
  if (report === undefined || receiptText === undefined)
    return [{ ok: false, sentence: 'The report or its receipt is missing.' }];
  const { findings, receipt } = verifyReceipt(receiptText, verifiers, report);
  const duplicate = texts.get('proofs/duplicate.json');
  return [
    ...findings,
    ...(receipt ? checkLog(texts.get('proofs/log.json'), receipt.log, verifiers) : []),
    ...checkEvidence(report, texts.get('story.json')),
    ...(duplicate === undefined ? [] : verifyInclusion(duplicate, verifiers).findings),
  ];
}

/** The receipt's entry leads to a checkpoint that the audit key signed. */
function checkLog(
  text: string | undefined,
  entry: { readonly index: number },
  verifiers: readonly Verifier[],
): Finding[] {
  if (text === undefined) return [{ ok: false, sentence: 'There is no proofs/log.json.' }];
  const log = readLogProof(parse(text));
  if (!log) return [{ ok: false, sentence: 'proofs/log.json is not of the form telltale-log-proof-1.' }];
  const { proof, anchor } = log;
  const auditKeys = verifiers.filter(({ name }) => name === 'audit');
  if (!isAnchored(anchor, auditKeys))
    return [{ ok: false, sentence: 'The checkpoint of the audit log is not signed by an audit key.' }];
  if (hashFromProof(proof) !== anchor.checkpoint.hash || proof.later.index !== anchor.entry.seq)
    return [{ ok: false, sentence: 'The checkpoint does not follow from the report’s entry.' }];
  if (proof.earlier.index !== entry.index || proof.earlier.action !== 'report.submit')
    return [{ ok: false, sentence: 'The proof is about another entry than the receipt.' }];
  return [
    {
      ok: true,
      sentence: `Entry ${entry.index} of the audit log is the report’s, under the checkpoint signed ${anchor.checkpoint.at} at entry ${anchor.entry.seq}.`,
    },
  ];
}

/** Every file that came with the report is in the story, with the same hash. */
function checkEvidence(report: string, story: string | undefined): Finding[] {
  const sent = hashesIn(report, 'files');
  const told = hashesIn(story ?? '', 'evidence');
  if (!sent || !told) return [{ ok: false, sentence: 'report.json or story.json is not readable.' }];
  const lost = [...sent].filter(hash => !told.has(hash));
  if (lost.length > 0) return [{ ok: false, sentence: 'story.json lacks a file that came with the report.' }];
  return [{ ok: true, sentence: `story.json knows all ${sent.size} files that came with the report.` }];
}

function hashesIn(text: string, member: string): Set<string> | undefined {
  const value = parse(text);
  const list = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
  if (!Array.isArray(list)) return undefined;
  return new Set(list.map(one => String((one as { sha256?: unknown } | null)?.sha256)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Terminals obey control characters. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 500);
