// How a CVSS score comes about: the base score, and what threat and environment make of it.
import { type CvssScore, scoreVector } from '../cvss.ts';
import { groupOf, type MetricGroupId } from './metric-groups.ts';

export type ScorePart = { readonly name: string; readonly score: number };

/**
 * The score by the groups that count, named as the standard does: base, temporal and environmental score for 3.1 (§1.3),
 * CVSS-B, -BT, -BE, -BTE for 4.0 (§1.3). The last one is the overall score.
 */
export function scoreParts({ version, vector }: Pick<CvssScore, 'version' | 'vector'>): ScorePart[] {
  const metrics = vector.split('/').slice(1);
  const groups = new Set(metrics.map(metric => groupOf(version, metric.split(':')[0] ?? '')));
  const scoreOf = (kept: readonly MetricGroupId[]): number => {
    const some = metrics.filter(metric => kept.includes(groupOf(version, metric.split(':')[0] ?? '')));
    const scored = scoreVector([`CVSS:${version}`, ...some].join('/'));
    return scored.ok ? scored.score : 0;
  };
  const parts: ScorePart[] = [{ name: version === '4.0' ? 'CVSS-B' : 'Base score', score: scoreOf(['base']) }];
  const hasThreat = groups.has('threat');
  if (hasThreat)
    parts.push({ name: version === '4.0' ? 'CVSS-BT' : 'Temporal score', score: scoreOf(['base', 'threat']) });
  if (groups.has('environmental'))
    parts.push({
      name: version === '4.0' ? (hasThreat ? 'CVSS-BTE' : 'CVSS-BE') : 'Environmental score',
      score: scoreOf(['base', 'threat', 'environmental']),
    });
  return parts;
}
