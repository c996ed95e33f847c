// Who gets a new report: rules in order as data, and the pure functions that apply them, now or to history.
import type { ReportPriority, ReportSource } from '../report-record.ts';

/** What must be so for a rule to fit; what is left out (null) does not matter. */
export type RuleConditions = {
  readonly target: string | null;
  /** Id of a node of the taxonomy; everything below fits too. */
  readonly kind: string | null;
  readonly priority: ReportPriority | null;
  /** A language tag. */
  readonly language: string | null;
  readonly source: ReportSource | null;
  /** A label that is on the report by then; earlier rules may have put it there. */
  readonly label: string | null;
};

/** To one person, in turn among several, or to whoever of several has the fewest open reports. */
export const assignWays = ['nobody', 'person', 'turn', 'least'] as const;
export type AssignWay = (typeof assignWays)[number];

export type AssignmentRule = {
  readonly id: string;
  /** In the team's words. */
  readonly name: string;
  readonly when: RuleConditions;
  readonly way: AssignWay;
  /** Ids of people, in their order of turns; one with `person`, none with `nobody`. */
  readonly people: readonly string[];
  /** Label to put on. */
  readonly label: string | null;
};

/** What rules look at. */
export type RuledReport = {
  readonly targetId: string | null;
  readonly taxonomyId: string | null;
  readonly priority: ReportPriority | null;
  readonly language: string | null;
  readonly source: ReportSource;
  readonly labels: readonly string[];
  /** Never gets their own report. */
  readonly reporter: string | null;
};

/** What the choice of a person depends on. */
export type TeamState = {
  /** May triage, and is not away. */
  readonly present: ReadonlySet<string>;
  /** Open reports by person. */
  readonly load: ReadonlyMap<string, number>;
  /** Who got the last report by a rule, by the rule's id. */
  readonly lastBy: ReadonlyMap<string, string>;
};

export type Decision = {
  /** Undefined when no rule found anybody. */
  readonly given: { readonly person: string; readonly rule: AssignmentRule } | undefined;
  /** Labels that rules put on, in their order. */
  readonly labels: readonly string[];
  /** Rules that fit. */
  readonly fitting: readonly string[];
};

/**
 * Goes through the rules in order: each that fits puts its label on; the first that fits and finds somebody present
 * gives the report away and ends it. A rule whose people are all away is passed over, so that nothing gets stuck.
 */
export function decide(rules: readonly AssignmentRule[], report: RuledReport, team: TeamState): Decision {
  const labels: string[] = [];
  const fitting: string[] = [];
  for (const rule of rules) {
    if (!fits(rule.when, { ...report, labels: [...report.labels, ...labels] })) continue;
    fitting.push(rule.id);
    if (rule.label !== null && !report.labels.includes(rule.label) && !labels.includes(rule.label))
      labels.push(rule.label);
    const person = choose(rule, report, team);
    if (person !== undefined) return { given: { person, rule }, labels, fitting };
  }
  return { given: undefined, labels, fitting };
}

/** Whether all that a rule asks is so. */
export const fits = (when: RuleConditions, report: RuledReport): boolean =>
  (when.target === null || when.target === report.targetId) &&
  (when.kind === null || report.taxonomyId === when.kind || (report.taxonomyId ?? '').startsWith(`${when.kind}.`)) &&
  (when.priority === null || when.priority === report.priority) &&
  (when.language === null || when.language === report.language) &&
  (when.source === null || when.source === report.source) &&
  (when.label === null || report.labels.includes(when.label));

function choose({ id, way, people }: AssignmentRule, report: RuledReport, team: TeamState): string | undefined {
  const can = people.filter(person => team.present.has(person) && person !== report.reporter);
  if (way === 'nobody' || can.length === 0) return undefined;
  const last = team.lastBy.get(id);
  // In turn after whoever was last, also when that one is away now.
  const after = last === undefined ? -1 : people.indexOf(last);
  const turns = [...people.slice(after + 1), ...people.slice(0, after + 1)].filter(person => can.includes(person));
  if (way !== 'least') return turns[0];
  const loadOf = (person: string): number => team.load.get(person) ?? 0;
  return turns.reduce<string | undefined>(
    (best, person) => (best === undefined || loadOf(person) < loadOf(best) ? person : best),
    undefined,
  );
}

/** A report of the past: when it came and when it ended. */
export type PastReport = RuledReport & {
  readonly id: string;
  readonly submittedAt: Date;
  readonly endedAt: Date | null;
};

export type Rehearsed = { readonly report: PastReport; readonly decision: Decision };

/**
 * What the rules would have done with reports of the past, oldest first, as if nobody had had any report before. Who is
 * away today counts as away.
 */
export function rehearse(
  rules: readonly AssignmentRule[],
  reports: readonly PastReport[],
  present: ReadonlySet<string>,
): Rehearsed[] {
  const lastBy = new Map<string, string>();
  const had: { person: string; endedAt: Date | null }[] = [];
  const inOrder = reports.toSorted((one, other) => one.submittedAt.getTime() - other.submittedAt.getTime());
  return inOrder.map(report => {
    const load = new Map<string, number>();
    for (const { person, endedAt } of had)
      if (endedAt === null || endedAt > report.submittedAt) load.set(person, (load.get(person) ?? 0) + 1);
    const decision = decide(rules, report, { present, load, lastBy });
    if (decision.given) {
      lastBy.set(decision.given.rule.id, decision.given.person);
      had.push({ person: decision.given.person, endedAt: report.endedAt });
    }
    return { report, decision };
  });
}

/** How many reports each would have got, most first. */
export function balanceOf(rehearsed: readonly Rehearsed[]): { readonly person: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { decision } of rehearsed)
    if (decision.given) counts.set(decision.given.person, (counts.get(decision.given.person) ?? 0) + 1);
  return [...counts]
    .map(([person, count]) => ({ person, count }))
    .sort((one, other) => other.count - one.count || (one.person < other.person ? -1 : 1));
}

/** The rules with one moved up or down by one place; the same when there is no such place. */
export function moved(rules: readonly AssignmentRule[], id: string, by: -1 | 1): readonly AssignmentRule[] {
  const from = rules.findIndex(rule => rule.id === id);
  const to = from + by;
  const [one, other] = [rules[from], rules[to]];
  if (!one || !other) return rules;
  return rules.with(from, other).with(to, one);
}

export const mostRules = 50;
export const longestRuleName = 80;
