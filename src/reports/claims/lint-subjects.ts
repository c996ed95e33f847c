// The same checks for a report that is being written and for one that was sent.
import type { CvssScore } from '../../program/index.ts';
import type { CanonicalReport } from '../canonical-report.ts';
import type { Claim } from './claim.ts';
import { findOwnEndpoint } from './own-endpoint.ts';
import { type LintCheck, lintReport } from './report-lint.ts';

type Written = {
  readonly target: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
  readonly claims?: readonly Claim[] | undefined;
  readonly cvss: Pick<CvssScore, 'vector'> | null;
  readonly scope: { readonly verdict: 'in' | 'out'; readonly reason: string };
};

/** Checks a form. @param publicUrl the origin of this server, whose endpoints are known */
export function lintWritten(publicUrl: string, written: Written, files: number): LintCheck[] {
  const { claims = [], cvss, scope, location, description } = written;
  return lintReport({
    ...written,
    claims,
    files,
    scopeVerdict: scope.verdict,
    scopeReason: scope.reason,
    endpoint: endpointOf([location, ...claims.map(({ asset }) => asset), description], publicUrl),
    cvssVector: cvss?.vector ?? null,
  });
}

type Sent = {
  readonly content: CanonicalReport;
  readonly scopeVerdict: 'in' | 'out';
  readonly scopeRuleId: string;
};

/** Checks a report as it was sent. */
export function lintSent(publicUrl: string, { content, scopeVerdict, scopeRuleId }: Sent): LintCheck[] {
  const reason = `It is ${scopeVerdict === 'in' ? 'in' : 'out of'} scope by the rule ${scopeRuleId}.`;
  const [vector] = content.severity.cvss;
  return lintWritten(
    publicUrl,
    {
      ...content,
      target: content.target.typed,
      cvss: vector === undefined ? null : { vector },
      scope: { verdict: scopeVerdict, reason },
    },
    content.files.length,
  );
}

/** The verdict on the first address of this server that is named; `foreign` when there is none. */
function endpointOf(texts: readonly string[], publicUrl: string): 'known' | 'unknown' | 'foreign' {
  for (const text of texts)
    for (const word of text.split(/\s+/u)) {
      const verdict = findOwnEndpoint(word.replace(/[.,;)>"'`]+$/u, ''), publicUrl);
      if (verdict !== 'foreign') return verdict;
    }
  return 'foreign';
}
