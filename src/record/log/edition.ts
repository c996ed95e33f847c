// An edition of the public log: lines that were added together, under one signature and one entry of the audit log.
import { isAnchored, type LogAnchor } from '../../core/audit.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Figures } from '../figures/figures.ts';
import type { LogLine } from './event.ts';

/** What is signed of it. Hashes are SHA-256 in hex. */
export type Statement = {
  readonly format: 'telltale-log-edition-1';
  /** Names the log; the pseudonyms of another log are others. */
  readonly log: string;
  readonly program: string;
  /** From 1, without a gap. */
  readonly number: number;
  /** Of the statement before; null for the first. */
  readonly previous: string | null;
  /** The last day that is told of, in this zone. */
  readonly through: string;
  readonly timeZone: string;
  /** How many reports an edition tells of at least, and how many share what it tells of their kind. */
  readonly crowd: number;
  /** Numbers of its first and last line. */
  readonly first: number;
  readonly last: number;
  /** Of its lines' text. */
  readonly sha256: string;
  /** Of the canonical figures that follow from the log up to here. */
  readonly figuresSha256: string;
  readonly madeAt: string;
};

/** A statement, the entry of the audit log that holds its hash, and our signature over both. */
export type Edition = {
  readonly edition: Statement;
  readonly anchor: LogAnchor;
  readonly keyId: string;
  readonly signature: string;
};

/** How the log names what it did in the audit log. */
export const PUBLISH = 'record.publish';

/** The text of some lines as it stands in the file and is hashed. */
export const textOf = (lines: readonly LogLine[]): string =>
  lines.map(line => `${canonicalJson(line as unknown as JsonValue)}\n`).join('');

export const sha256 = (text: string): string => hashToken(text).toString('hex');

export const hashOfFigures = (figures: Figures): string => sha256(canonicalJson(figures as unknown as JsonValue));

export const hashOfStatement = (statement: Statement): string => sha256(canonicalJson(statement));

/** What the audit log is told: enough that the statement cannot be another one later. */
export const auditDetails = (statement: Statement) => ({
  edition: statement.number,
  statement: hashOfStatement(statement),
});

export function signEdition(edition: Statement, anchor: LogAnchor, signer: Signer): Edition {
  const unsigned = { edition, anchor, keyId: signer.keyId };
  return { ...unsigned, signature: signer.sign(signedBytes(unsigned)).toString('base64url') };
}

/** Whether one of our keys signed exactly this. */
export function isSigned({ signature, ...unsigned }: Edition, verifiers: readonly Verifier[]): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // One way to write a signature: stray bits at its end would be a change that nothing else notices.
  if (bytes.toString('base64url') !== signature) return false;
  return verifiers.some(
    ({ name, keyId, verify }) => name === 'audit' && keyId === unsigned.keyId && verify(signedBytes(unsigned), bytes),
  );
}

/** Whether the audit log holds the statement's hash, under a signed checkpoint. */
export const isInAuditLog = ({ edition, anchor }: Edition, verifiers: readonly Verifier[]): boolean =>
  isAnchored(anchor, verifiers) &&
  anchor.entry.action === PUBLISH &&
  anchor.entry.subject === edition.log &&
  canonicalJson(anchor.entry.details) === canonicalJson(auditDetails(edition));

const signedBytes = (unsigned: Omit<Edition, 'signature'>): Buffer =>
  Buffer.from(canonicalJson({ type: 'telltale/log-edition/v1', ...unsigned }));
