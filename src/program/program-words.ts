// How rules, promises and figures are said on pages.

import type { ResponseFigure } from './program-store.ts';
import type { ScopeMatch, ScopeRule } from './scope.ts';

/** What a rule's identifier means, for people. */
export const scopeMatchWords: Readonly<Record<ScopeMatch, string>> = {
  'exact-host': 'This host',
  'host-suffix': 'Every host below',
  'url-prefix': 'Everything under this address',
  cidr: 'This network',
  'app-id': 'This app',
  repo: 'This repository',
  product: 'This product',
};

/** What a rule says beyond in and out, as sentences. */
export function ruleRemarks(rule: ScopeRule): string[] {
  return [
    ...(rule.instruction ? [rule.instruction] : []),
    ...(rule.maxSeverity ? [`Counts as ${rule.maxSeverity} at most.`] : []),
    ...(rule.safetyRelevant ? ['Can affect the safety of people: take extra care.'] : []),
    ...(rule.effect === 'allow' && rule.eligibleForSubmission === false
      ? ['For looking at; we take no reports on it.']
      : []),
  ];
}

/** From this many measured reports on, a median says something. */
export const enoughToMeasure = 5;

/** A length of time, rounded to what one would say: `40 minutes`, `9 hours`, `2.5 days`. */
export function durationInWords(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1) return counted(Math.max(1, Math.round(ms / 60_000)), 'minute');
  if (hours < 48) return counted(Math.round(hours), 'hour');
  const days = Math.round(hours / 12) / 2;
  return counted(days >= 10 ? Math.round(days) : days, 'day');
}

/** A figure beside its promise: `9 hours; 18 of 20 in time`. */
export const figureInWords = ({ medianMs, within, sample }: ResponseFigure): string =>
  `${durationInWords(medianMs)}; ${within} of ${sample} in time`;

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
