// Proposes a priority for a report and says why; a person decides.

import { type CvssSeverity, type SecurityRequirements, scoreForAsset, scoreVector } from './cvss.ts';
import { findNode, nameInWords, type Priority, priorityOf, type Taxonomy, typicalVector } from './taxonomy.ts';

/** What a proposal can go by; everything may be missing. `cvssVector` is as typed. */
export type SeverityEvidence = {
  taxonomy: Taxonomy;
  taxonomyId?: string | null;
  cvssVector?: string | null;
  /** Of the target: they count where the vector says none. */
  requirements?: SecurityRequirements;
};

/** One thing that speaks about the priority; `priority` is null when it says nothing for or against any. */
export type PriorityVoice = { source: 'cvss' | 'kind'; priority: Priority | null; reason: string };

/** `priority` is `null` when nothing speaks for any; `reasons` are sentences, the deciding one first. */
export type PriorityProposal = { priority: Priority | null; reasons: string[] };

/** The priority that a CVSS severity suggests. */
const priorityBySeverity: Readonly<Record<CvssSeverity, Priority>> = {
  critical: 1,
  high: 2,
  medium: 3,
  low: 4,
  none: 5,
};

/** What each priority means, for people. */
export const priorityWords: Readonly<Record<Priority, string>> = {
  1: 'Critical',
  2: 'High',
  3: 'Medium',
  4: 'Low',
  5: 'Informational',
};

/**
 * Proposes P1 (worst) to P5 from the kind of vulnerability and the CVSS vector. Where they differ, the worse one is
 * proposed and the difference is said, since playing down costs more than looking twice. A kind whose priority varies
 * counts by its typical vector only when no vector was given.
 */
export function proposePriority(evidence: SeverityEvidence): PriorityProposal {
  const voices = priorityVoices(evidence);
  const worst = voices
    .filter(voice => voice.priority !== null)
    .toSorted((a, b) => (a.priority ?? 9) - (b.priority ?? 9))[0];
  if (worst === undefined || worst.priority === null) {
    const reasons = voices.map(voice => voice.reason);
    return { priority: null, reasons: [...reasons, 'There is nothing yet from which to propose a priority.'] };
  }
  const others = voices.filter(voice => voice !== worst);
  const reasons = [worst.reason, ...others.map(voice => voice.reason)];
  if (others.some(voice => voice.priority !== null && voice.priority !== worst.priority)) {
    reasons.push(`The two differ; the worse one, P${worst.priority}, is proposed.`);
  }
  return { priority: worst.priority, reasons };
}

/** What vector and kind say, each for itself, the vector first; what was not given says nothing. */
export const priorityVoices = (evidence: SeverityEvidence): PriorityVoice[] => [
  ...[voiceOfVector(evidence)].flatMap(voice => (voice ? [{ source: 'cvss' as const, ...voice }] : [])),
  ...[voiceOfKind(evidence)].flatMap(voice => (voice ? [{ source: 'kind' as const, ...voice }] : [])),
];

type Voice = Omit<PriorityVoice, 'source'>;

function voiceOfVector({ cvssVector: typed, requirements = {} }: SeverityEvidence): Voice | null {
  if (typed === null || typed === undefined || typed.trim() === '') return null;
  const scored = scoreForAsset(typed, requirements);
  if (!scored.ok) return { priority: null, reason: `The CVSS vector doesn’t count: ${scored.reason}` };
  const priority = priorityBySeverity[scored.severity];
  const alone = scoreVector(typed);
  const weighed =
    alone.ok && alone.score !== scored.score ? `, ${alone.score.toFixed(1)} without the target’s requirements` : '';
  return {
    priority,
    reason: `CVSS ${scored.version} gives ${scored.score.toFixed(1)} (${scored.severity}${weighed}), which suggests P${priority}.`,
  };
}

function voiceOfKind({ taxonomy, taxonomyId, cvssVector }: SeverityEvidence): Voice | null {
  if (taxonomyId === null || taxonomyId === undefined || taxonomyId === '') return null;
  const found = findNode(taxonomy, taxonomyId);
  if (found === null) return { priority: null, reason: 'The kind of vulnerability is not in this taxonomy.' };
  const name = nameInWords(found);
  const own = priorityOf(found);
  if (own !== null) return { priority: own, reason: `“${name}” is usually P${own}.` };
  const typical = (cvssVector ?? '').trim() === '' ? typicalVector(taxonomy, found) : null;
  const scored = typical === null ? null : scoreVector(typical);
  if (scored?.ok !== true) return { priority: null, reason: `The priority of “${name}” varies from case to case.` };
  const priority = priorityBySeverity[scored.severity];
  return {
    priority,
    reason: `“${name}” varies; its typical case scores ${scored.score.toFixed(1)}, which suggests P${priority}.`,
  };
}
