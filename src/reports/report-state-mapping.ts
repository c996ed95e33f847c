// How our report states are named elsewhere, and how theirs read as ours where the information allows.

import { type CloseReason, closeReasonNames, type ReportState } from './report-snapshot.ts';

/** A state as the outside knows it: `closed` always with its reason. */
export type StateName = Exclude<ReportState, 'draft' | 'closed'> | `closed:${CloseReason}`;

/** The names of one state in other systems. */
export type ForeignNames = {
  bugcrowd: { state: string; duplicate: boolean; note: 'blocker' | 'retest' | null };
  hackerone: string;
  intigriti: { state: string; reason: string | null };
  ghsa: 'triage' | 'draft' | 'published' | 'closed';
  vince: string;
  defectdojo: readonly string[];
  /** The path of the receiver's Vultron RM state: R received, I invalid, V valid, D deferred, A accepted, C closed. */
  vultron: readonly string[];
};

/** Systems that {@link readForeignState} can read. */
export type ForeignSystem = 'bugcrowd' | 'hackerone' | 'intigriti';

/**
 * One row per state. HackerOne files “not consistently reproducible” under informative; a resolved report is
 * `published` on GHSA only once its advisory is, which is not the report's to know.
 */
export const stateMapping: Readonly<Record<StateName, ForeignNames>> = {
  new: row(bc('new'), 'new', it('triage'), 'triage', 'pending', ['active'], ['R']),
  needs_info: row(
    bc('new', 'blocker'),
    'needs-more-info',
    it('triage', 'awaiting feedback'),
    'triage',
    'open',
    ['under_review'],
    ['R'],
  ),
  triaged: row(bc('triaged'), 'triaged', it('pending'), 'triage', 'open', ['active', 'verified'], ['V']),
  accepted: row(bc('unresolved'), 'triaged', it('accepted'), 'draft', 'in-progress', ['active', 'verified'], ['A']),
  fixed: row(
    bc('unresolved', 'retest'),
    'retesting',
    it('accepted', 'retest'),
    'draft',
    'in-progress',
    ['active'],
    ['A'],
  ),
  resolved: row(bc('resolved'), 'resolved', it('closed', 'resolved'), 'closed', 'resolved', ['is_mitigated'], ['C']),
  'closed:duplicate': row(
    { state: 'new', duplicate: true, note: null },
    'duplicate',
    it('closed', 'duplicate'),
    'closed',
    'duplicate',
    ['duplicate'],
    ['C'],
  ),
  'closed:informational': row(
    bc('informational'),
    'informative',
    it('closed', 'informative'),
    'closed',
    'closed',
    ['inactive'],
    ['D', 'C'],
  ),
  'closed:accepted_risk': row(
    bc('wont_fix'),
    'informative',
    it('closed', 'accepted risk'),
    'closed',
    'closed',
    ['risk_accepted'],
    ['D', 'C'],
  ),
  'closed:not_reproducible': row(
    bc('not_reproducible'),
    'informative',
    it('closed', 'not applicable'),
    'closed',
    'closed',
    ['false_p'],
    ['I', 'C'],
  ),
  'closed:not_applicable': row(
    bc('not_applicable'),
    'not-applicable',
    it('closed', 'not applicable'),
    'closed',
    'closed',
    ['false_p'],
    ['I', 'C'],
  ),
  'closed:out_of_scope': row(
    bc('out_of_scope'),
    'not-applicable',
    it('closed', 'out of scope'),
    'closed',
    'closed',
    ['out_of_scope'],
    ['I', 'C'],
  ),
  // The three below have no row of their own elsewhere: the nearest that claims nothing untrue.
  'closed:rules_violation': row(
    bc('not_applicable'),
    'not-applicable',
    it('closed', 'not applicable'),
    'closed',
    'closed',
    ['false_p'],
    ['I', 'C'],
  ),
  'closed:withdrawn': row(
    bc('not_applicable'),
    'not-applicable',
    it('closed', 'not applicable'),
    'closed',
    'closed',
    ['inactive'],
    ['I', 'C'],
  ),
  'closed:abandoned': row(
    bc('not_reproducible'),
    'informative',
    it('closed', 'not applicable'),
    'closed',
    'closed',
    ['inactive'],
    ['I', 'C'],
  ),
  'closed:spam': row(bc('not_applicable'), 'spam', it('closed', 'spam'), 'closed', 'closed', [], ['I', 'C']),
};

/** All state names, open ones first. */
export const stateNames: readonly StateName[] = [
  'new',
  'needs_info',
  'triaged',
  'accepted',
  'fixed',
  'resolved',
  ...closeReasonNames.map(reason => `closed:${reason}` as const),
];

/** The outside name of a state; `null` for a draft, and for `closed` without a reason, which the machine never makes. */
export function nameState(state: ReportState, closeReason: CloseReason | null): StateName | null {
  if (state === 'draft') return null;
  if (state !== 'closed') return state;
  return closeReason === null ? null : `closed:${closeReason}`;
}

/**
 * Reads another system's state as ours. Where several of ours share a foreign name, the one that promises least is
 * taken (`triaged` before `accepted`, `not_applicable` before `rules_violation`). `null` for an unknown name.
 */
export function readForeignState(system: ForeignSystem, state: string, extra: ForeignExtra = {}): StateName | null {
  if (system === 'bugcrowd' && extra.duplicate === true) return 'closed:duplicate';
  if (system === 'hackerone' && state === 'pending-program-review') return 'triaged';
  for (const name of readingOrder) {
    if (matches(stateMapping[name], system, state, extra)) return name;
  }
  return null;
}

/** What a foreign system says beside the state: Bugcrowd's flag and our note of a blocker or retest, Intigriti's reason. */
export type ForeignExtra = { duplicate?: boolean; note?: 'blocker' | 'retest' | null; reason?: string | null };

const readingOrder: readonly StateName[] = [
  'new',
  'needs_info',
  'triaged',
  'accepted',
  'fixed',
  'resolved',
  'closed:duplicate',
  'closed:informational',
  'closed:not_applicable',
  'closed:not_reproducible',
  'closed:accepted_risk',
  'closed:out_of_scope',
  'closed:spam',
];

function matches(names: ForeignNames, system: ForeignSystem, state: string, extra: ForeignExtra): boolean {
  switch (system) {
    case 'bugcrowd':
      return (
        !names.bugcrowd.duplicate && names.bugcrowd.state === state && names.bugcrowd.note === (extra.note ?? null)
      );
    case 'hackerone':
      return names.hackerone === state;
    case 'intigriti':
      return names.intigriti.state === state && names.intigriti.reason === (extra.reason ?? null);
  }
}

function bc(state: string, note: 'blocker' | 'retest' | null = null): ForeignNames['bugcrowd'] {
  return { state, duplicate: false, note };
}

function it(state: string, reason: string | null = null): ForeignNames['intigriti'] {
  return { state, reason };
}

function row(
  bugcrowd: ForeignNames['bugcrowd'],
  hackerone: string,
  intigriti: ForeignNames['intigriti'],
  ghsa: ForeignNames['ghsa'],
  vince: string,
  defectdojo: readonly string[],
  vultron: readonly string[],
): ForeignNames {
  return { bugcrowd, hackerone, intigriti, ghsa, vince, defectdojo, vultron };
}
