// What a control is worth now: a pure function of its policy, the newest evidence and the time. Nothing stores or types it.
import { DAY, HOUR } from '../../core/clock.ts';
import type { Control } from '../content/content.ts';

/** The newest evidence on one subject. */
export type Evidence = {
  readonly id: string;
  /** The name of a check, or `control:` and the control's id where a person vouches. */
  readonly subject: string;
  readonly result: 'pass' | 'fail';
  readonly collectedAt: Date;
  /** Until when a person vouches; null for checks. */
  readonly validUntil: Date | null;
  /** The product's version that took it. */
  readonly version: string;
  /** The sentence that the subject stood for when it was taken. */
  readonly claim: string;
  /** Null where it failed: what is wrong is for the security team. */
  readonly detail: string | null;
};

/**
 * passing: all of it is there, good and fresh. failing: the newest of something says no, however old. stale: good, but
 * too old. unknown: something was never taken, so nothing is claimed.
 */
export type ControlStatus = 'passing' | 'failing' | 'stale' | 'unknown';

export type Finding = {
  readonly subject: string;
  readonly status: ControlStatus;
  readonly evidence: Evidence | undefined;
};

export type ControlStanding = {
  readonly status: ControlStatus;
  readonly findings: readonly Finding[];
  /** The age of a claim is that of its oldest evidence; undefined while something is missing. */
  readonly checkedAt: Date | undefined;
  /** When it turns stale by itself; undefined unless it passes. */
  readonly freshUntil: Date | undefined;
};

/** How a person's word on a control is filed. */
export const vouchedSubject = (control: string): string => `control:${control}`;

/** What the control asks evidence on. */
export const subjectsOf = ({ id, policy }: Pick<Control, 'id' | 'policy'>): readonly string[] =>
  policy.kind === 'checks' ? policy.checks : [vouchedSubject(id)];

/** @param newest by subject */
export function standingOfControl(
  control: Pick<Control, 'id' | 'policy'>,
  newest: ReadonlyMap<string, Evidence>,
  now: Date,
): ControlStanding {
  const findings = subjectsOf(control).map((subject): Finding => {
    const evidence = newest.get(subject);
    return { subject, evidence, status: statusOf(evidence, control.policy, now) };
  });
  const all = findings.flatMap(({ evidence }) => evidence ?? []);
  const status = together(findings.map(({ status }) => status));
  const isWhole = findings.length > 0 && all.length === findings.length;
  return {
    status,
    findings,
    checkedAt: isWhole ? earliest(all.map(({ collectedAt }) => collectedAt)) : undefined,
    freshUntil: status === 'passing' ? earliest(all.map(each => endOf(each, control.policy))) : undefined,
  };
}

function statusOf(evidence: Evidence | undefined, policy: Control['policy'], now: Date): ControlStatus {
  if (!evidence) return 'unknown';
  if (evidence.result === 'fail') return 'failing';
  return now <= endOf(evidence, policy) ? 'passing' : 'stale';
}

/** The last moment at which the evidence is fresh. */
function endOf({ collectedAt, validUntil }: Evidence, policy: Control['policy']): Date {
  const age = policy.kind === 'checks' ? policy.maxAgeHours * HOUR : policy.maxAgeDays * DAY;
  const byAge = new Date(collectedAt.getTime() + age);
  return validUntil !== null && validUntil < byAge ? validUntil : byAge;
}

/** The worst counts; a claim on nothing is unknown. */
function together(statuses: readonly ControlStatus[]): ControlStatus {
  for (const status of ['failing', 'unknown', 'stale'] as const) if (statuses.includes(status)) return status;
  return statuses.length > 0 ? 'passing' : 'unknown';
}

const earliest = (moments: readonly Date[]): Date | undefined =>
  moments.toSorted((one, other) => one.getTime() - other.getTime())[0];
