// What a CVSS calculator sends as form fields, and what becomes of it: a score, or the next look of the calculator.
import { answersOf, type CvssFault, type CvssScore, scoreAnswers, scoreVector } from '../cvss.ts';
import { type CvssVersion, cvssBaseMetrics, cvssOptionalMetrics } from '../cvss-metrics.ts';

/** Says whether the calculator stands open, and in which version. */
export const CALCULATOR = 'calculator';

type Fields = Readonly<Record<string, string | undefined>>;

const versions: readonly CvssVersion[] = ['3.1', '4.0'];

/** The name of a metric's field. */
export const metricField = (key: string): string => `metric.${key}`;

const metricKeys = [
  ...new Set(
    versions.flatMap(version => [
      ...cvssBaseMetrics[version].map(({ key }) => key),
      ...cvssOptionalMetrics[version].map(([key]) => key),
    ]),
  ),
];

/** Every field that a calculator of either version can send. */
export const calculatorFields: readonly string[] = [CALCULATOR, ...metricKeys.map(metricField)];

/** The version in which the calculator stands open; undefined when the vector is typed. */
export const openCalculatorOf = (fields: Fields): CvssVersion | undefined =>
  versions.find(version => version === fields[CALCULATOR]);

/**
 * The score of a form that has a field for a typed vector and may have the calculator open in its place.
 * @returns null when nothing was typed or chosen
 */
export function scoreFields(fields: Fields, typed: string): CvssScore | CvssFault | null {
  const version = openCalculatorOf(fields);
  if (version === undefined) return typed.trim() === '' ? null : scoreVector(typed);
  const answers = Object.fromEntries(metricKeys.map(key => [key, fields[metricField(key)] ?? '']));
  const isUntouched = cvssBaseMetrics[version].every(({ key }) => answers[key] === '');
  return isUntouched ? null : scoreAnswers(version, answers);
}

/** What a button of the calculator asks: to open it in a version, or to go back to typing. */
export const calculatorIntents = { '3.1': 'calculate-3.1', '4.0': 'calculate-4.0', typed: 'type-vector' } as const;

/** Whether a form was sent only to open or close the calculator. */
export const isCalculatorIntent = (intent: string): boolean =>
  Object.values(calculatorIntents).some(known => known === intent);

/**
 * The fields after a button of the calculator: opened with the metrics of the vector that was typed, or closed with the
 * vector that was put together. Going from one version to the other keeps what means the same in both.
 * @param vectorField the name of the field in which the vector can be typed
 */
export function turnCalculator(
  fields: Fields,
  vectorField: string,
  intent: string,
): Record<string, string | undefined> {
  const scored = scoreFields(fields, fields[vectorField] ?? '');
  const vector = scored?.ok ? scored.vector : (fields[vectorField] ?? '');
  const version = versions.find(one => calculatorIntents[one] === intent);
  if (version === undefined) return { ...fields, [CALCULATOR]: '', [vectorField]: vector };
  const metrics = Object.entries(answersOf(vector) ?? {}).map(([key, value]) => [metricField(key), value] as const);
  return { ...fields, ...Object.fromEntries(metrics), [CALCULATOR]: version };
}
