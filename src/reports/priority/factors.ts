// What a report is weighed by beside its severity: SSVC's decision points, linked CVEs, the safety of vehicles.

import { decisionPoints, type PointName, pointValue } from '../ssvc/decision-points.ts';
import { decisionTables, type Selection, type TableName } from '../ssvc/decision-tables.ts';

/** Impact ratings of ISO/SAE 21434 §15.5, by dimension. */
export const impactDimensions = ['safety', 'financial', 'operational', 'privacy'] as const;
export type ImpactDimension = (typeof impactDimensions)[number];
export const impactRatings = ['negligible', 'moderate', 'major', 'severe'] as const;
export type ImpactRating = (typeof impactRatings)[number];
export type VehicleImpact = Readonly<Partial<Record<ImpactDimension, ImpactRating>>>;

/** What somebody judged; what is left out was not judged. */
export type Factors = {
  readonly selection: Selection;
  /** CVE ids, upper case, each once. */
  readonly cveIds: readonly string[];
  readonly impact: VehicleImpact;
};

export const noFactors: Factors = { selection: {}, cveIds: [], impact: {} };

/** What follows from other points, or from the list of known exploited vulnerabilities, is not asked. */
const derived: ReadonlySet<PointName> = new Set(['utility', 'humanImpact', 'publicSafetyImpact', 'inKev']);

const asked = (tables: readonly TableName[]): PointName[] => [
  ...new Set(
    tables.flatMap((name): readonly PointName[] => decisionTables[name].inputs).filter(input => !derived.has(input)),
  ),
];

/** The questions about the vulnerability and our own systems. */
export const ownPoints: readonly PointName[] = asked(['utility', 'supplier', 'humanImpact', 'deployer', 'bod2604']);
/** The questions for somebody who coordinates with other suppliers. */
export const coordinatorPoints: readonly PointName[] = asked([
  'coordinatorTriage',
  'coordinatorPublish',
  'cisaCoordinator',
]).filter(name => !ownPoints.includes(name));

export type FactorsRead =
  | { readonly ok: true; readonly factors: Factors }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

type Fields = Readonly<Record<string, string | undefined>>;

/** At most so many CVEs are linked to one report. */
const MOST_CVES = 20;

/** Reads the form: one field a point, `cves` with one id a line, `impact-safety` and so on. Empty means not judged. */
export function readFactors(fields: Fields): FactorsRead {
  const text = (name: string): string => (fields[name] ?? '').trim();
  const errors: Record<string, string> = {};
  const selection = Object.fromEntries(
    [...ownPoints, ...coordinatorPoints].flatMap(name => {
      const key = text(name);
      if (key === '') return [];
      if (!pointValue(name, key)) errors[name] = `Choose one of the answers to “${decisionPoints[name].name}”.`;
      return [[name, key] as const];
    }),
  );
  const impact = Object.fromEntries(
    impactDimensions.flatMap(dimension => {
      const field = `impact-${dimension}`;
      const rating = impactRatings.find(each => each === text(field));
      if (rating === undefined && text(field) !== '') errors[field] = 'Choose one of the ratings.';
      return rating === undefined ? [] : [[dimension, rating] as const];
    }),
  );
  const typed = text('cves')
    .split(/[\s,;]+/u)
    .filter(Boolean)
    .map(each => each.toUpperCase());
  const wrong = typed.find(each => !isCveId(each));
  const cveIds = [...new Set(typed)];
  if (wrong !== undefined) errors['cves'] = `“${wrong.slice(0, 40)}” is not a CVE id like CVE-2026-12345.`;
  else if (cveIds.length > MOST_CVES) errors['cves'] = `Link at most ${MOST_CVES} CVEs to one report.`;
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, factors: { selection, cveIds, impact } };
}

/** The fields as they stand. */
export const fieldsOfFactors = ({ selection, cveIds, impact }: Factors): Record<string, string> => ({
  ...selection,
  cves: cveIds.join('\n'),
  ...Object.fromEntries(Object.entries(impact).map(([dimension, rating]) => [`impact-${dimension}`, rating])),
});

/** CVE numbering: at least four digits after the year. */
export const isCveId = (text: string): boolean => /^CVE-(?:1999|2\d{3})-\d{4,19}$/.test(text);
