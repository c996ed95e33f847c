// Proposes a priority from everything that is known of a report, line by line; a person decides.

import { type FixOutcome, type Priority, priorityVoices, type Taxonomy } from '../../program/index.ts';
import { decisionPoints, type PointName } from '../ssvc/decision-points.ts';
import { decide, decisionTables, type Selection, type TableName, withDerived } from '../ssvc/decision-tables.ts';
import type { Factors, ImpactDimension, ImpactRating, VehicleImpact } from './factors.ts';

/** What the lists say of one linked CVE; null where it is not on the list. */
export type CveFacts = {
  readonly cve: string;
  readonly kev: { readonly addedOn: string; readonly ransomware: boolean } | null;
  readonly epss: { readonly score: number; readonly percentile: number } | null;
};

/** The lists of this installation: the day each is of, or null when it was never imported. */
export type ListDays = { readonly kev: string | null; readonly epss: string | null };

export type Weighed = {
  readonly taxonomy: Taxonomy;
  readonly taxonomyId: string | null;
  readonly cvssVector: string | null;
  readonly requirements: NonNullable<Parameters<typeof priorityVoices>[0]['requirements']>;
  readonly exploited: 'yes' | 'no' | 'unknown' | null;
  readonly factors: Factors;
  readonly cves: readonly CveFacts[];
  readonly lists: ListDays;
};

export type LineSource =
  | 'kind'
  | 'cvss'
  | 'exploited'
  | 'kev'
  | 'epss'
  | 'supplier'
  | 'deployer'
  | 'bod2604'
  | 'impact';

/** One line of the proposal. `open`: something is still to be judged; `not-applicable`: it cannot speak here. */
export type ProposalLine = {
  readonly source: LineSource;
  readonly says: string;
  readonly priority: Priority | null;
  readonly standing: 'counts' | 'open' | 'not-applicable';
};

export type Proposal = {
  readonly priority: Priority | null;
  /** All lines, the deciding one first among those that count. */
  readonly lines: readonly ProposalLine[];
  /** Sentences of what counts, the deciding one first, and how they were weighed. */
  readonly reasons: readonly string[];
  /** What was judged, with what follows from it. */
  readonly selection: Selection;
  /** For the clock of the fix, where the program follows a decision table. */
  readonly outcome: FixOutcome;
};

/**
 * Weighs everything. The worst suggestion is proposed, since playing down costs more than looking twice; what doesn't
 * apply or is not judged yet says so and counts for nothing, never as zero.
 */
export function proposeFrom(weighed: Weighed): Proposal {
  const selection = completed(weighed);
  const lines = [
    ...priorityVoices(weighed).map(
      ({ source, priority, reason }): ProposalLine => ({
        source,
        says: reason,
        priority,
        standing: priority === null ? 'open' : 'counts',
      }),
    ),
    ...exploitedLine(weighed),
    kevLine(weighed),
    epssLine(weighed),
    ssvcLine('supplier', selection),
    ssvcLine('deployer', selection),
    bodLine(weighed, selection),
    ...impactLines(weighed.factors.impact),
  ];
  const counting = lines
    .filter(line => line.priority !== null)
    .toSorted((a, b) => (a.priority ?? 9) - (b.priority ?? 9));
  const worst = counting[0]?.priority ?? null;
  const others = lines.filter(line => line.priority === null);
  const unheard = lines.filter(
    ({ source, standing }) => standing === 'open' && (source === 'kind' || source === 'cvss'),
  );
  const reasons = [
    ...counting.map(({ says }) => says),
    ...unheard.map(({ says }) => says),
    ...(worst === null ? ['There is nothing yet from which to propose a priority.'] : []),
    ...(counting.some(({ priority }) => priority !== worst)
      ? [`${counting.length === 2 ? 'The two' : 'They'} differ; the worse one, P${worst}, is proposed.`]
      : []),
  ];
  return { priority: worst, lines: [...counting, ...others], reasons, selection, outcome: outcomeOf(selection) };
}

/** Adds to what was judged what follows: exploitation, safety, the list of known exploited vulnerabilities. */
function completed({ exploited, factors, cves, lists }: Weighed): Selection {
  const { selection, impact } = factors;
  const isListed = cves.some(({ kev }) => kev !== null);
  // Nothing that has no CVE can be on the list; of what has one, only a list at hand can say.
  const inKev = isListed ? 'Y' : cves.length === 0 || lists.kev !== null ? 'N' : undefined;
  const exploitation = exploited === 'yes' || isListed ? 'A' : undefined;
  const safety = impact.safety && safetyBySeverity[impact.safety];
  return withDerived({
    ...(exploitation && { exploitation }),
    ...(safety && { safetyImpact: safety }),
    ...selection,
    // Whoever judged “none” before it was seen in the wild is overruled by the facts.
    ...(exploitation && { exploitation }),
    ...(inKev && { inKev }),
  });
}

/** ISO/SAE 21434's safety ratings follow ISO 26262's severity classes: severe is life-threatening, major severe injury. */
const safetyBySeverity: Readonly<Record<ImpactRating, string>> = {
  negligible: 'N',
  moderate: 'N',
  major: 'M',
  severe: 'R',
};

function exploitedLine({ exploited }: Weighed): ProposalLine[] {
  if (exploited !== 'yes') return [];
  return [{ source: 'exploited', says: 'It is being exploited, which suggests P1.', priority: 1, standing: 'counts' }];
}

function kevLine({ cves, lists }: Weighed): ProposalLine {
  const silent = (says: string, standing: ProposalLine['standing']): ProposalLine => ({
    source: 'kev',
    says,
    priority: null,
    standing,
  });
  if (cves.length === 0) return silent('Known exploited: not applicable, since no CVE is linked.', 'not-applicable');
  const listed = cves.flatMap(({ cve, kev }) => (kev ? [{ cve, ...kev }] : []));
  const first = listed[0];
  if (first) {
    const ransom = listed.some(({ ransomware }) => ransomware) ? ', used in ransomware campaigns' : '';
    return {
      source: 'kev',
      says: `${first.cve} is known to be exploited (listed by CISA on ${first.addedOn}${ransom}), which suggests P1.`,
      priority: 1,
      standing: 'counts',
    };
  }
  if (lists.kev === null) return silent('Known exploited: not known, since no list was imported.', 'open');
  return {
    ...silent(`Known exploited: not listed by CISA as of ${lists.kev}.`, 'counts'),
  };
}

function epssLine({ cves, lists }: Weighed): ProposalLine {
  const silent = (says: string, standing: ProposalLine['standing']): ProposalLine => ({
    source: 'epss',
    says,
    priority: null,
    standing,
  });
  if (cves.length === 0) return silent('EPSS: not applicable, since no CVE is linked.', 'not-applicable');
  if (lists.epss === null) return silent('EPSS: not known, since no list was imported.', 'open');
  const worst = cves
    .flatMap(({ cve, epss }) => (epss ? [{ cve, ...epss }] : []))
    .toSorted((a, b) => b.score - a.score)[0];
  if (!worst) return silent(`EPSS: no score for the linked CVEs as of ${lists.epss}.`, 'open');
  const says = `EPSS expects exploitation of ${worst.cve} within 30 days with ${percent(worst.score)} (above ${percent(worst.percentile)} of all CVEs, ${lists.epss})`;
  const priority = worst.score >= LIKELY ? 2 : worst.score >= POSSIBLE ? 3 : null;
  return {
    source: 'epss',
    says: priority === null ? `${says}.` : `${says}, which suggests P${priority}.`,
    priority,
    standing: 'counts',
  };
}

const LIKELY = 0.5;
const POSSIBLE = 0.1;
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

const priorityByDecision: Readonly<Record<string, 1 | 2 | 3 | 4>> = { I: 1, O: 2, S: 3, D: 4 };

function ssvcLine(source: 'supplier' | 'deployer', selection: Selection): ProposalLine {
  const decision = decide(source, selection);
  const who = `SSVC for ${source}s`;
  if (!decision)
    return { source, says: `${who}: ${missingWords(source, selection)}`, priority: null, standing: 'open' };
  const priority = priorityByDecision[decision.key] ?? null;
  return { source, says: `${who} says ${decision.name}, which suggests P${priority}.`, priority, standing: 'counts' };
}

/** BOD 26-04's outcomes: days until the fix (null: with the next upgrade), and the priority that fits them. */
const bodOutcomes: Readonly<Record<string, { readonly days: number | null; readonly priority: Priority }>> = {
  '3DF': { days: 3, priority: 1 },
  '3D': { days: 3, priority: 1 },
  '14D': { days: 14, priority: 2 },
  '60D': { days: 60, priority: 3 },
  FSU: { days: null, priority: 4 },
};

function bodLine({ cves }: Weighed, selection: Selection): ProposalLine {
  const decision = decide('bod2604', selection);
  const source = 'bod2604';
  if (!decision)
    return { source, says: `BOD 26-04: ${missingWords(source, selection)}`, priority: null, standing: 'open' };
  const priority = bodOutcomes[decision.key]?.priority ?? null;
  const unlisted = cves.length === 0 ? ' (without a CVE it counts as not listed)' : '';
  return {
    source,
    says: `BOD 26-04 says ${decision.name.replace(/^Fix/, 'fix')}${unlisted}, which suggests P${priority}.`,
    priority,
    standing: 'counts',
  };
}

/** Which answers are still missing, as a sentence's end; what is derived is named by what it follows from. */
function missingWords(table: TableName, selection: Selection): string {
  const lacks = (name: PointName): PointName[] => {
    if (selection[name] !== undefined) return [];
    const from = name === 'utility' || name === 'humanImpact' || name === 'publicSafetyImpact' ? name : undefined;
    return from ? decisionTables[from].inputs.flatMap(lacks) : [name];
  };
  const names = [...new Set(decisionTables[table].inputs.flatMap(lacks))].map(name => decisionPoints[name].name);
  return `not decided yet; still to judge: ${names.join(', ')}.`;
}

/** Harm to people's safety counts one level more than to money, operation and privacy. */
const priorityByImpact: Readonly<Record<'safety' | 'other', Readonly<Record<ImpactRating, Priority | null>>>> = {
  safety: { severe: 1, major: 2, moderate: 3, negligible: null },
  other: { severe: 2, major: 3, moderate: 4, negligible: null },
};
const dimensionWords: Readonly<Record<ImpactDimension, string>> = {
  safety: 'Safety',
  financial: 'Financial',
  operational: 'Operational',
  privacy: 'Privacy',
};

function impactLines(impact: VehicleImpact): ProposalLine[] {
  return (Object.entries(impact) as [ImpactDimension, ImpactRating][]).map(([dimension, rating]) => {
    const priority = priorityByImpact[dimension === 'safety' ? 'safety' : 'other'][rating];
    const says = `${dimensionWords[dimension]} impact on road users is ${rating} (ISO/SAE 21434)`;
    return {
      source: 'impact',
      says: priority === null ? `${says}; it raises nothing.` : `${says}, which suggests P${priority}.`,
      priority,
      standing: 'counts',
    };
  });
}

function outcomeOf(selection: Selection): FixOutcome {
  const level = (table: 'supplier' | 'deployer') => priorityByDecision[decide(table, selection)?.key ?? ''];
  const [supplier, deployer] = [level('supplier'), level('deployer')];
  const bod = bodOutcomes[decide('bod2604', selection)?.key ?? ''];
  return {
    ...(supplier && { supplier }),
    ...(deployer && { deployer }),
    ...(bod && { bodDays: bod.days }),
  };
}
