// What makes a report easy to repeat, and what of it is missing: advice for who writes it, a badge for who reads it.
import { type Claim, claimText } from './claim.ts';
import type { EndpointVerdict } from './own-endpoint.ts';

/** A report as it is written or as it was sent. */
export type LintedReport = {
  readonly target: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
  readonly claims: readonly Claim[];
  readonly files: number;
  readonly scopeVerdict: 'in' | 'out';
  /** Why it is in or out, in a sentence. */
  readonly scopeReason: string;
  readonly endpoint: EndpointVerdict;
  readonly cvssVector: string | null;
};

export type LintId = 'target' | 'endpoint' | 'version' | 'steps' | 'response' | 'evidence' | 'account';

export type LintCheck = {
  readonly id: LintId;
  /** What is checked, in a few words. */
  readonly title: string;
  /** `unneeded` where the question does not apply to this report. */
  readonly state: 'there' | 'missing' | 'unneeded';
  /** What to add, or why it is fine. */
  readonly sentence: string;
  /** The field of the form in which it would be said. */
  readonly field: string;
};

/**
 * Checks a report by rules alone: the same report always gives the same answer. It judges whether a report can be
 * repeated, never whether it is right, and refuses nothing.
 */
export function lintReport(report: LintedReport): LintCheck[] {
  const said = [report.location, report.description, report.steps, report.impact, ...report.claims.map(claimText)].join(
    '\n',
  );
  const quoted = report.claims.some(({ evidence }) =>
    evidence.some(item => item.kind === 'exchange' && item.response.trim() !== ''),
  );
  const bare = report.claims.flatMap(({ evidence }, index) => (evidence.length === 0 ? [index + 1] : []));
  return [
    checkTarget(report),
    checkEndpoint(report),
    check('version', 'Version or date', VERSION.test(said) ? 'there' : 'missing', 'steps', {
      there: 'It says which version, or when it was seen.',
      missing: 'Say which version, build or commit it was, or on which day you saw it: services change.',
    }),
    check('steps', 'Steps', hasSteps(report) ? 'there' : 'missing', 'steps', {
      there: 'There are steps to follow.',
      missing: 'Write the steps one per line, from a fresh start. Reports that can be repeated are answered soonest.',
    }),
    check('response', 'Response quoted', quoted || RESPONSE.test(said) ? 'there' : 'missing', 'claim-1-response', {
      there: 'What the other side answered is quoted.',
      missing: 'Quote what came back: status line and the part of the answer that shows it.',
    }),
    checkEvidence(report, said, bare),
    checkAccount(report, said),
  ];
}

/** Of the checks that apply: how many are met. */
export function lintScore(checks: readonly LintCheck[]): { readonly met: number; readonly of: number } {
  const counted = checks.filter(({ state }) => state !== 'unneeded');
  return { met: counted.filter(({ state }) => state === 'there').length, of: counted.length };
}

type Sentences = Partial<Record<LintCheck['state'], string>>;

const check = (
  id: LintId,
  title: string,
  state: LintCheck['state'],
  field: string,
  sentences: Sentences,
): LintCheck => ({
  id,
  title,
  state,
  field,
  sentence: sentences[state] ?? '',
});

function checkTarget({ location, description, claims, scopeVerdict, scopeReason }: LintedReport): LintCheck {
  const isNamed =
    location.trim() !== '' || ADDRESS.test(description) || claims.some(({ asset }) => asset.trim() !== '');
  const state = isNamed && scopeVerdict === 'in' ? 'there' : 'missing';
  return check('target', 'Target in scope', state, 'location', {
    there: scopeReason,
    missing: isNamed
      ? `${scopeReason} You can send the report all the same; it will be read.`
      : 'Name where it happens: a URL, an endpoint, a screen, a part of the car.',
  });
}

const checkEndpoint = ({ endpoint }: LintedReport): LintCheck =>
  check(
    'endpoint',
    'Endpoint exists',
    endpoint === 'known' ? 'there' : endpoint === 'unknown' ? 'missing' : 'unneeded',
    'location',
    {
      there: 'The address is one that this server has.',
      missing:
        'This server has no such address. Is there a slip of the pen in it? If it answers, say so; that would be news.',
      unneeded: 'The address is not on this server, so this can’t be told from here.',
    },
  );

function checkEvidence({ claims, files }: LintedReport, said: string, bare: readonly number[]): LintCheck {
  const isProven = claims.length > 0 ? bare.length === 0 : files > 0 || QUOTE.test(said);
  return check('evidence', 'Evidence', isProven ? 'there' : 'missing', 'claim-1-text', {
    there: claims.length > 0 ? 'Each claim has evidence.' : 'There is evidence.',
    missing:
      claims.length > 0
        ? `${bare.length === 1 ? `Claim ${bare[0]} has` : `Claims ${bare.join(', ')} have`} no evidence yet: a request with its answer, a screenshot, a log.`
        : 'There is no evidence yet: a request with its answer, a screenshot, a log, a short program.',
  });
}

function checkAccount({ cvssVector, claims }: LintedReport, said: string): LintCheck {
  const needsNone =
    cvssVector?.includes('/PR:N') === true ||
    (claims.length > 0 && claims.every(({ precondition }) => NO_ACCOUNT.test(precondition)));
  return check(
    'account',
    'Second account',
    SECOND.test(said) ? 'there' : needsNone ? 'unneeded' : 'missing',
    'claim-1-precondition',
    {
      there: 'It was tried across two accounts, or says how.',
      unneeded: 'No account is needed, so anyone can repeat it.',
      missing: 'Say whether it works with a second account of yours, so that somebody else can repeat it.',
    },
  );
}

const hasSteps = ({ steps, description, claims }: LintedReport): boolean =>
  steps.split('\n').filter(line => line.trim() !== '').length >= 2 ||
  /^\s*(?:\d+[.)]|[-*])\s/mu.test(description) ||
  (steps.trim() !== '' && claims.some(({ action }) => action.trim() !== ''));

const VERSION =
  /\b(?:v|version|build|release|firmware|android|ios|safari|chrome|firefox)\s*:?\s*v?\d+(?:\.\d+)*|\b\d+\.\d+\.\d+\b|\bcommit\s+[0-9a-f]{7,40}\b|\b20\d{2}-\d{2}-\d{2}\b|\b\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? 20\d{2}/iu;
const RESPONSE =
  /\bHTTP\/[123](?:\.\d)?\s+\d{3}|`?\b[1-5]\d{2}\b`?\s+(?:OK|Created|Forbidden|Unauthorized|Not Found|Found)|```|<\s*HTTP|\banswer(?:s|ed)?\b[^.\n]{0,60}`/iu;
const QUOTE = /```|HTTP\/[123]|\bcurl\b|^\s*(?:GET|POST|PUT|PATCH|DELETE)\s/mu;
const ADDRESS = /https?:\/\/\S+|\b[\w-]+(?:\.[\w-]+)+\/\S*|\b[\w-]+(?:\.[\w-]+){2,}\b/u;
const NO_ACCOUNT =
  /\b(?:no|without(?: an| any)?) (?:account|login|sign-?in|authentication|session)|unauthenticated|anonymous|anyone/iu;
const SECOND =
  /\b(?:second|other|another|two|both|different|foreign) (?:test )?(?:account|user|owner|person|tenant|session)s?|account (?:b|2|two)\b|\bvictim(?:’s|'s)? account/iu;
