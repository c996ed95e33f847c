// Reads CVSS 3.1 and 4.0 vectors by a strict grammar of our own, and scores them with ae-cvss-calculator.

import calculator from 'ae-cvss-calculator';
import { LRUCache } from 'lru-cache';
import { type CvssVersion, cvssBaseMetrics, cvssOptionalMetrics } from './cvss-metrics.ts';

export type CvssSeverity = 'none' | 'low' | 'medium' | 'high' | 'critical';

/** A vector that was understood. `vector` is canonical: specified order, undefined (`X`) metrics left out. */
export type CvssScore = {
  ok: true;
  version: CvssVersion;
  vector: string;
  /** 0.0 to 10.0, one decimal; threat or temporal and environmental metrics included where given. */
  score: number;
  severity: CvssSeverity;
};

/** A vector that was not: `reason` is a sentence for a person, `at` the offset in the text where it went wrong. */
export type CvssFault = { ok: false; reason: string; at: number };

/** The security requirements of an asset (CVSS 3.1 §4.1, 4.0 §4.1): low, medium, high, or not defined. */
export type SecurityRequirements = { CR?: Requirement; IR?: Requirement; AR?: Requirement };
export type Requirement = 'L' | 'M' | 'H' | 'X';

/**
 * Scores a CVSS vector as typed by a person. White space around it is forgiven, nothing else is: the prefix, each
 * metric at most once, all base metrics, legal values in upper case, and for 4.0 the specified order.
 * Sources: CVSS v3.1 §6 (any order), CVSS v4.0 §7 (order of Table 23).
 */
export function scoreVector(typed: string): CvssScore | CvssFault {
  const parsed = parseVector(typed);
  if (!parsed.ok) return parsed;
  const vector = writeVector(parsed.version, parsed.metrics);
  const score = overallScore(parsed.version, vector);
  if (typeof score !== 'number' || !Number.isFinite(score)) {
    return { ok: false, reason: 'This vector is well formed but has no score.', at: 0 };
  }
  return { ok: true, version: parsed.version, vector, score, severity: severityOf(score) };
}

/** Reports share their vectors, and one report's is scored several times on its way. */
const known = new LRUCache<string, number>({ max: 2000 });

function overallScore(version: CvssVersion, vector: string): number | undefined {
  const earlier = known.get(vector);
  if (earlier !== undefined) return earlier;
  const { overall } =
    version === '3.1'
      ? new calculator.Cvss3P1(vector).calculateScores()
      : new calculator.Cvss4P0(vector).calculateScores();
  if (typeof overall === 'number') known.set(vector, overall);
  return overall;
}

/**
 * Scores the answers of a calculator form: metric keys to value keys (`{ AV: 'N', … }`); keys that are no metrics of
 * this version are ignored. Refuses as {@link scoreVector} does; then `at` is 0, because nobody typed a vector.
 */
export function scoreAnswers(version: CvssVersion, answers: Readonly<Record<string, unknown>>): CvssScore | CvssFault {
  const metrics = new Map<string, string>();
  for (const [key, values] of legalMetrics(version)) {
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (answer === undefined || answer === '') continue;
    if (typeof answer !== 'string' || !values.includes(answer)) {
      return { ok: false, reason: `${key} has a value that CVSS ${version} doesn’t know.`, at: 0 };
    }
    metrics.set(key, answer);
  }
  const missing = missingBaseMetrics(version, metrics);
  if (missing.length > 0) {
    const names = cvssBaseMetrics[version].filter(metric => missing.includes(metric.key)).map(metric => metric.name);
    return { ok: false, reason: `Still to choose: ${names.join(', ')}.`, at: 0 };
  }
  return scoreVector(writeVector(version, metrics));
}

/**
 * Scores a vector for one asset: its security requirements fill CR, IR and AR unless the vector already says them.
 * An `X` in the vector counts as not said. Refuses as {@link scoreVector} does.
 */
export function scoreForAsset(typed: string, requirements: SecurityRequirements): CvssScore | CvssFault {
  const parsed = parseVector(typed);
  if (!parsed.ok) return parsed;
  for (const key of ['CR', 'IR', 'AR'] as const) {
    const required = requirements[key];
    if (required !== undefined && (parsed.metrics.get(key) ?? 'X') === 'X') parsed.metrics.set(key, required);
  }
  return scoreVector(writeVector(parsed.version, parsed.metrics));
}

/** The metrics of a vector as answers of a calculator form; null when it is not a whole vector. */
export function answersOf(typed: string): Readonly<Record<string, string>> | null {
  const parsed = parseVector(typed);
  return parsed.ok ? Object.fromEntries(parsed.metrics) : null;
}

/** The qualitative severity of a score from 0 to 10. Source: CVSS v3.1 §5 and v4.0 §6, the same bands. */
function severityOf(score: number): CvssSeverity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

type ParsedVector = { ok: true; version: CvssVersion; metrics: Map<string, string> };

// The longest legal vector (4.0, every metric) has some 200 characters.
const longestVector = 300;

function parseVector(typed: string): ParsedVector | CvssFault {
  const lead = typed.length - typed.trimStart().length;
  const text = typed.trim();
  if (text === '') return fault('Enter a CVSS 3.1 or 4.0 vector.', 0);
  if (text.length > longestVector) return fault('This is longer than any CVSS vector.', lead + longestVector);
  const version = text.startsWith('CVSS:3.1/') ? '3.1' : text.startsWith('CVSS:4.0/') ? '4.0' : null;
  if (version === null) return fault('A vector begins with “CVSS:3.1/” or “CVSS:4.0/”.', lead);

  const legal = legalMetrics(version);
  const order = [...legal.keys()];
  const metrics = new Map<string, string>();
  let at = lead + 'CVSS:3.1/'.length;
  let furthest = -1;
  for (const part of text.slice('CVSS:3.1/'.length).split('/')) {
    const [key = '', value, ...rest] = part.split(':');
    if (part === '') return fault('There is an empty place between two slashes, or a slash at the end.', at);
    if (value === undefined || rest.length > 0) return fault(`“${part}” is not a metric and a value, like “AV:N”.`, at);
    const values = legal.get(key);
    if (values === undefined) return fault(`“${key}” is not a metric of CVSS ${version}.`, at);
    if (!values.includes(value)) {
      return fault(`“${value}” is not a value of ${key}; it can be ${values.join(', ')}.`, at + key.length + 1);
    }
    if (metrics.has(key)) return fault(`${key} is given twice.`, at);
    const place = order.indexOf(key);
    if (version === '4.0' && place < furthest) {
      return fault(`${key} stands too late: CVSS 4.0 has it before ${order[furthest]}.`, at);
    }
    furthest = Math.max(furthest, place);
    metrics.set(key, value);
    at += part.length + 1;
  }
  const missing = missingBaseMetrics(version, metrics);
  if (missing.length > 0) return fault(`Missing: ${missing.join(', ')}.`, lead + text.length);
  return { ok: true, version, metrics };
}

function fault(reason: string, at: number): CvssFault {
  return { ok: false, reason, at };
}

function legalMetrics(version: CvssVersion): ReadonlyMap<string, readonly string[]> {
  return legalByVersion[version];
}

const legalByVersion: Record<CvssVersion, ReadonlyMap<string, readonly string[]>> = {
  '3.1': collectLegal('3.1'),
  '4.0': collectLegal('4.0'),
};

function collectLegal(version: CvssVersion): ReadonlyMap<string, readonly string[]> {
  const base = cvssBaseMetrics[version].map(metric => [metric.key, metric.values.map(value => value.key)] as const);
  return new Map([...base, ...cvssOptionalMetrics[version]]);
}

function missingBaseMetrics(version: CvssVersion, metrics: ReadonlyMap<string, string>): string[] {
  return cvssBaseMetrics[version].map(metric => metric.key).filter(key => !metrics.has(key));
}

function writeVector(version: CvssVersion, metrics: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  for (const key of legalMetrics(version).keys()) {
    const value = metrics.get(key);
    if (value !== undefined && value !== 'X') parts.push(`${key}:${value}`);
  }
  return `CVSS:${version}/${parts.join('/')}`;
}
