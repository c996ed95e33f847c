// What exactly the signed receipt of a report vouches for.

import type { Claim, ClaimEvidence } from './claims/claim.ts';

/** Why a report cannot wait, as its reporter says: it is used by attackers, or people can be hurt. */
export const urgencies = ['exploited', 'safety'] as const;
export type Urgency = (typeof urgencies)[number];

/** What was submitted, as the intake holds it. Times are instants; hashes are lower-case hex SHA-256. */
export type SubmittedReport = {
  programHandle: string;
  publicId: string;
  submittedAt: Date;
  /** 128 random bits or more in hex, told to the reporter with the receipt. */
  nonce: string;
  targetId: string | null;
  target: string;
  title: string;
  location: string;
  description: string;
  steps: string;
  impact: string;
  claims: readonly Claim[];
  urgency: readonly Urgency[];
  taxonomyId: string | null;
  taxonomyVersion: string | null;
  cvssVectors: readonly string[];
  files: ReadonlyArray<{ name: string; size: number; sha256: string }>;
  policyVersionId: string;
  policySha256: string;
  scopeVersionId: string;
};

/** The shape that is hashed. Every member is always present; `claims` since format 2, `urgency` since format 3. */
export type CanonicalReport = {
  format: 'telltale-report-1' | 'telltale-report-2' | 'telltale-report-3';
  program: string;
  number: string;
  submittedAt: string;
  nonce: string;
  target: { id: string | null; typed: string };
  title: string;
  location: string;
  description: string;
  steps: string;
  impact: string;
  claims?: Claim[];
  urgency?: Urgency[];
  severity: { taxonomyId: string | null; taxonomyVersion: string | null; cvss: string[] };
  files: Array<{ name: string; sha256: string; size: number }>;
  policy: { sha256: string; version: string };
  scope: { version: string };
};

/**
 * Builds the value whose RFC 8785 (JCS) serialization, in UTF-8, is hashed with SHA-256 for the receipt.
 *
 * It holds what the reporter sent and under which rules: their words, the severity they chose, each file by name,
 * size and hash in the order sent, the versions of policy and scope in force, the program, the number and the time
 * (RFC 3339, UTC, milliseconds). So that the same words always give the same hash, texts are put in Unicode NFC with
 * line feeds as line ends (forms send CR LF), and nothing else is touched, not even white space at the ends.
 *
 * It does not hold who sent it (contact, credit): that can be erased later and the receipt still be checked. The nonce
 * keeps the published hash of a short report from being guessed. A new shape gets a new `format`: reports that came in
 * before claims (format 1) or urgency (format 2) were asked for stay as they were hashed, so their receipts still fit.
 */
export function toCanonicalReport(report: SubmittedReport): CanonicalReport {
  return {
    format: 'telltale-report-3',
    program: report.programHandle,
    number: report.publicId,
    submittedAt: report.submittedAt.toISOString(),
    nonce: report.nonce,
    target: { id: report.targetId, typed: plain(report.target) },
    title: plain(report.title),
    location: plain(report.location),
    description: plain(report.description),
    steps: plain(report.steps),
    impact: plain(report.impact),
    claims: report.claims.map(claim => ({
      precondition: plain(claim.precondition),
      action: plain(claim.action),
      effect: plain(claim.effect),
      asset: plain(claim.asset),
      evidence: claim.evidence.map(plainEvidence),
    })),
    urgency: [...report.urgency],
    severity: {
      taxonomyId: report.taxonomyId,
      taxonomyVersion: report.taxonomyVersion,
      cvss: [...report.cvssVectors],
    },
    files: report.files.map(({ name, size, sha256 }) => ({ name: plain(name), sha256: sha256.toLowerCase(), size })),
    policy: { sha256: report.policySha256.toLowerCase(), version: report.policyVersionId },
    scope: { version: report.scopeVersionId },
  };
}

function plainEvidence(item: ClaimEvidence): ClaimEvidence {
  switch (item.kind) {
    case 'text':
      return { kind: 'text', text: plain(item.text) };
    case 'exchange':
      return { kind: 'exchange', request: plain(item.request), response: plain(item.response) };
    case 'file':
      return { kind: 'file', sha256: item.sha256.toLowerCase(), name: plain(item.name) };
  }
}

// A lone surrogate has no UTF-8 and RFC 8785 forbids it.
function plain(text: string): string {
  return text.toWellFormed().replace(/\r\n?/gu, '\n').normalize('NFC');
}
