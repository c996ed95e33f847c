// Which moves bring a report to the state that a connector asks for: Bugcrowd's states are stations, ours are guarded steps. Pure.
import type { ReportState } from '../../report-snapshot.ts';
import { nameState, stateMapping } from '../../report-state-mapping.ts';
import { dayOf } from '../../triage/date-field.ts';
import type { MoveStep } from '../change-report.ts';
import type { Fault } from '../json-api.ts';
import type { ApiReport } from '../report-list-store.ts';

/** The states that a submission has; `wont_fix` is older than the version that we answer as. */
export const submissionStates = [
  'new',
  'triaged',
  'unresolved',
  'resolved',
  'informational',
  'wont_fix',
  'not_applicable',
  'not_reproducible',
  'out_of_scope',
] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** What a connector asks for, and what goes into the forms of the moves. */
export type Wanted = {
  readonly state: SubmissionState | 'duplicate';
  /** What the reporter reads; empty when the connector gave no words. */
  readonly words: string;
  /** `VDP-…` or `ISS-…`, of a duplicate. */
  readonly original: string;
  /** Who answers for a fix that nobody has been given: a person's id. */
  readonly owner: string;
  /** `YYYY-MM-DD`: when it will be fixed, or when the risk is looked at again. Empty: as the program promises. */
  readonly due: string;
  /** Where the fix is; the words say it when this is empty. */
  readonly fix: string;
  /** Why it is out of scope; empty: the rule by which the report came in. */
  readonly scopeRule: string;
  readonly timeZone: string;
};

/** Our states on the way of a valid report, in order, with the state of a submission that each is. */
const way = ['new', 'triaged', 'accepted', 'fixed', 'resolved'] as const satisfies readonly ReportState[];
const placeOf = { new: 0, triaged: 1, unresolved: 2, resolved: 4 } as const;

const closings = {
  informational: 'informational',
  wont_fix: 'accepted_risk',
  not_applicable: 'not_applicable',
  not_reproducible: 'not_reproducible',
  out_of_scope: 'out_of_scope',
  duplicate: 'duplicate',
} as const;

/**
 * The moves from where the report is to the state that is wanted; none when it is there. The state machine judges each
 * of them afterwards, so a guard that holds for a person holds for a connector.
 */
export function movesTo(report: ApiReport, wanted: Wanted): readonly MoveStep[] | Fault {
  const name = nameState(report.state, report.closeReason) ?? 'new';
  const { state: now, duplicate } = stateMapping[name].bugcrowd;
  if (wanted.state === 'duplicate' ? duplicate : now === wanted.state && !duplicate) return [];
  const hasEnded = report.state === 'closed' || report.state === 'resolved';
  const again: MoveStep[] = hasEnded ? [() => ({ kind: 'reopen', text: wanted.words })] : [];
  const from: ReportState = hasEnded ? 'new' : report.state;
  if (isClosing(wanted.state)) {
    const closeReason = closings[wanted.state];
    return [...again, now => ({ kind: 'close', closeReason, ...closingFields(now, wanted) })];
  }
  const waits = from === 'needs_info';
  const resumed = waits ? (report.snapshot.resumeState ?? 'new') : from;
  const begin = way.indexOf(resumed as (typeof way)[number]);
  const end = placeOf[wanted.state];
  if (begin > end) return { pointer: STATE, detail: `A report that is ${now} does not go back to ${wanted.state}.` };
  return [
    ...again,
    ...(waits ? [() => ({ kind: 'resume', text: wanted.words })] : []),
    ...way.slice(begin, end).map(
      (station): MoveStep =>
        now =>
          onward(station, now, wanted),
    ),
  ];
}

export const STATE = '/data/attributes/state';

const isClosing = (state: Wanted['state']): state is keyof typeof closings => Object.hasOwn(closings, state);

/** The form of the move that leads on from a state. */
function onward(from: (typeof way)[number], now: ApiReport, wanted: Wanted): Readonly<Record<string, string>> {
  const { words: text, timeZone } = wanted;
  switch (from) {
    case 'new':
      // `triaged` means valid and unique to whoever sets it; whether it is exploited, the form of a connector cannot say.
      return { kind: 'triage', unique: 'yes', exploited: now.exploited ?? 'unknown', text };
    case 'triaged': {
      const promised = now.clocks.remediateDue === null ? '' : dayOf(now.clocks.remediateDue, timeZone);
      return { kind: 'accept', fixOwner: now.assignee ?? wanted.owner, dueAt: wanted.due || promised, text };
    }
    case 'accepted':
      return { kind: 'mark_fixed', fixReference: wanted.fix || text, text };
    default:
      return { kind: 'retest', outcome: 'fixed', text };
  }
}

function closingFields(now: ApiReport, wanted: Wanted): Readonly<Record<string, string>> {
  const { state, words: text, original, owner, due } = wanted;
  if (state === 'duplicate') return { text, original };
  if (state === 'wont_fix') return { text, riskOwner: owner, expiresAt: due };
  const rule = wanted.scopeRule || (now.scopeVerdict === 'out' ? now.scopeRuleId : '');
  return state === 'out_of_scope' ? { text, scopeRule: rule } : { text };
}
