import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Closing } from './report-closing.ts';
import { closeReasons } from './report-closing.ts';
import { type Move, type MoveKind, moveKinds } from './report-moves.ts';
import {
  type Actor,
  type CloseReason,
  closeReasonNames,
  draftSnapshot,
  type MoveRole,
  moveRoles,
  type ReportSnapshot,
  type ReportState,
  refusalCodes,
  reportStates,
} from './report-snapshot.ts';
import { allowedMoves, moveReport } from './report-state.ts';
import { describeState } from './report-state-words.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 9));
const now = day(100);
const why = 'The endpoint answers with the caller’s own data only.';
const person = (id: string, ...roles: MoveRole[]): Actor => ({ id, roles });
const tom = person('tom', 'triager', 'owner');
const una = person('una', 'triager', 'owner');
const rae = person('rae', 'reporter');
const clock = person('system', 'system');

// A report in each state with everything in place that its guards ask of the report itself.
const ready: Record<ReportState, ReportSnapshot> = {
  draft: draftSnapshot('r1'),
  new: at('new', {}),
  needs_info: at('needs_info', { resumeState: 'new', blockers: [{ on: 'reporter', kind: 'reproduction' }] }),
  triaged: at('triaged', { issueId: 'i1' }),
  accepted: at('accepted', { issueId: 'i1', fixOwnerId: 'una', remediationDueAt: day(120) }),
  fixed: at('fixed', { issueId: 'i1', fixReference: 'abc', fixedAt: day(60), retestOfferedAt: day(60) }),
  resolved: at('resolved', { ending: { state: 'resolved', reason: null, by: 'zed', at: day(90) } }),
  closed: at('closed', {
    closeReason: 'duplicate',
    original: { kind: 'report', id: 'r9', receivedAt: day(-2) },
    ending: { state: 'closed', reason: 'duplicate', by: 'zed', at: day(90) },
  }),
};

function at(state: ReportState, change: Partial<ReportSnapshot>): ReportSnapshot {
  return {
    ...draftSnapshot('r1'),
    state,
    submittedAt: day(0),
    attempts: 1,
    question: { askedAt: day(10), dueAt: day(20), answeredAt: null, noticeAt: day(33) },
    approvals: [
      { reason: 'accepted_risk', by: 'una' },
      { reason: 'rules_violation', by: 'una' },
    ],
    ...change,
  };
}

const closings: Record<CloseReason, Closing> = {
  duplicate: { reason: 'duplicate', text: why, original: { kind: 'report', id: 'r0', receivedAt: day(-1) } },
  informational: { reason: 'informational', text: why },
  accepted_risk: { reason: 'accepted_risk', text: why, riskOwnerId: 'una', expiresAt: day(200) },
  not_reproducible: { reason: 'not_reproducible', text: why },
  not_applicable: { reason: 'not_applicable', text: why },
  out_of_scope: { reason: 'out_of_scope', text: why, scopeRuleId: 's1', scopeVersionId: 'v1' },
  rules_violation: { reason: 'rules_violation', text: why, policyClauseId: 'c3' },
  spam: { reason: 'spam' },
  withdrawn: { reason: 'withdrawn' },
  abandoned: { reason: 'abandoned' },
};

const triage = {
  kind: 'triage',
  severity: 2,
  taxonomyId: 'a.b',
  targetId: 't1',
  unique: true,
  exploited: 'no',
  issueId: 'i1',
} as const;
const ask: Move = { kind: 'ask', blockers: [{ on: 'reporter', kind: 'impact' }], dueAt: day(110) };

const complete: Move[] = [
  { kind: 'submit' },
  ask,
  { kind: 'answer', text: 'Here it is.' },
  { kind: 'resume' },
  { kind: 'record_attempt' },
  { kind: 'approve_closing', reason: 'accepted_risk' },
  { kind: 'approve_closing', reason: 'rules_violation' },
  triage,
  { kind: 'accept', fixOwnerId: 'una', dueAt: day(120) },
  { kind: 'mark_fixed', fixReference: 'commit abc' },
  { kind: 'retest', outcome: 'fixed', observation: '' },
  { kind: 'retest', outcome: 'not_fixed', observation: why },
  { kind: 'resolve_after_silence' },
  ...closeReasonNames.map((reason): Move => ({ kind: 'close', closing: closings[reason] })),
  { kind: 'appeal', text: why },
  { kind: 'reopen', text: why },
  { kind: 'promote' },
  { kind: 'relink', original: { kind: 'report', id: 'r0', receivedAt: day(-1) } },
];

// The workflow table, written down a second time as “from name role to”: the oracle for the whole product.
const open: ReportState[] = ['new', 'needs_info', 'triaged', 'accepted', 'fixed'];
const triagerCloses = closeReasonNames.filter(reason => reason !== 'withdrawn' && reason !== 'abandoned');
const expected = new Map<string, ReportState>([
  ['draft submit reporter', 'new'],
  ['draft submit system', 'new'],
  ['new ask triager', 'needs_info'],
  ['triaged ask triager', 'needs_info'],
  ['needs_info answer reporter', 'new'],
  ['needs_info resume triager', 'new'],
  ['new triage triager', 'triaged'],
  ['triaged accept owner', 'accepted'],
  ['accepted mark_fixed owner', 'fixed'],
  ['accepted mark_fixed integration', 'fixed'],
  ['fixed retest:fixed reporter', 'resolved'],
  ['fixed retest:fixed triager', 'resolved'],
  ['fixed retest:fixed system', 'resolved'],
  ['fixed retest:not_fixed reporter', 'accepted'],
  ['fixed retest:not_fixed triager', 'accepted'],
  ['fixed retest:not_fixed system', 'accepted'],
  ['fixed resolve_after_silence owner', 'resolved'],
  ['needs_info close:abandoned system', 'closed'],
  ['closed promote system', 'new'],
  ['closed relink system', 'closed'],
  ...['resolved', 'closed'].flatMap(
    (from): Array<[string, ReportState]> => [
      [`${from} appeal reporter`, 'new'],
      [`${from} reopen triager`, 'new'],
    ],
  ),
  ...open.flatMap(
    (from): Array<[string, ReportState]> => [
      [`${from} close:withdrawn reporter`, 'closed'],
      ...triagerCloses.map((reason): [string, ReportState] => [`${from} close:${reason} triager`, 'closed']),
      [`${from} approve_closing:accepted_risk triager`, from],
      [`${from} approve_closing:rules_violation triager`, from],
    ],
  ),
  ...(['new', 'needs_info', 'triaged'] as const).map((from): [string, ReportState] => [
    `${from} record_attempt triager`,
    from,
  ]),
]);

function nameOf(move: Move): string {
  if (move.kind === 'close') return `close:${move.closing.reason}`;
  if (move.kind === 'approve_closing') return `approve_closing:${move.reason}`;
  return move.kind === 'retest' ? `retest:${move.outcome}` : move.kind;
}

test('over all states, moves and roles, exactly the table’s transitions exist', () => {
  let tried = 0;
  const seen = new Set<string>();
  for (const state of reportStates) {
    for (const move of complete) {
      for (const role of moveRoles) {
        const key = `${state} ${nameOf(move)} ${role}`;
        const result = moveReport(ready[state], person('tom', role), move, now);
        assert.equal(result.ok ? result.report.state : 'refused', expected.get(key) ?? 'refused', key);
        if (result.ok) seen.add(key);
        else assert.match(result.refused.sentence, /^[“A-Z].{15,}\.$/u, key);
        tried += 1;
      }
    }
  }
  assert.equal(tried, reportStates.length * complete.length * moveRoles.length);
  assert.equal(seen.size, expected.size);
});

test('somebody without a role towards the report can do nothing', () => {
  for (const state of reportStates) assert.deepEqual(allowedMoves(ready[state], person('x'), now), []);
});

test('buttons and server agree: offered exactly when a complete move succeeds', () => {
  for (const state of reportStates) {
    for (const role of moveRoles) {
      const actor = person('tom', role);
      const offered = new Set(
        allowedMoves(ready[state], actor, now).map(offer => [offer.kind, offer.reason].filter(Boolean).join(':')),
      );
      const succeeding = new Set<string>();
      for (const move of complete) {
        const name = move.kind === 'retest' ? 'retest' : nameOf(move);
        if (moveReport(ready[state], actor, move, now).ok) succeeding.add(name);
      }
      assert.deepEqual([...offered].sort(), [...succeeding].sort(), `${state} ${role}`);
    }
  }
});

test('an incomplete move is refused with the code that says what is missing', () => {
  const refused: Array<[ReportState, Move, string]> = [
    ['new', { kind: 'ask', blockers: [], dueAt: day(110) }, 'blocker_missing'],
    ['new', { ...ask, dueAt: day(99) }, 'due_missing'],
    ['new', { ...ask, dueAt: new Date(Number.NaN) }, 'due_missing'],
    ['new', { ...triage, severity: 0 }, 'severity_missing'],
    ['new', { ...triage, severity: 2.5 }, 'severity_missing'],
    ['new', { ...triage, taxonomyId: '' }, 'taxonomy_missing'],
    ['new', { ...triage, targetId: '' }, 'target_missing'],
    ['new', { ...triage, unique: false }, 'uniqueness_unconfirmed'],
    ['new', { ...triage, issueId: '' }, 'issue_missing'],
    ['triaged', { kind: 'accept', fixOwnerId: '', dueAt: day(120) }, 'fix_owner_missing'],
    ['triaged', { kind: 'accept', fixOwnerId: 'una', dueAt: now }, 'due_missing'],
    ['accepted', { kind: 'mark_fixed', fixReference: '  ' }, 'fix_reference_missing'],
    ['fixed', { kind: 'retest', outcome: 'not_fixed', observation: 'still works' }, 'observation_missing'],
    ['closed', { kind: 'reopen', text: 'please' }, 'reason_too_short'],
    [
      'new',
      { kind: 'close', closing: { reason: 'informational', text: `short${' '.repeat(30)}` } },
      'reason_too_short',
    ],
    [
      'new',
      { kind: 'close', closing: { reason: 'not_applicable', text: '🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗' } },
      'reason_too_short',
    ],
    ['new', closeAs('duplicate', { original: { kind: 'issue', id: '', receivedAt: day(-1) } }), 'original_missing'],
    [
      'new',
      closeAs('duplicate', { original: { kind: 'report', id: 'r1', receivedAt: day(-1) } }),
      'original_is_itself',
    ],
    [
      'new',
      closeAs('duplicate', { original: { kind: 'report', id: 'r2', receivedAt: day(0) } }),
      'original_not_earlier',
    ],
    ['new', closeAs('accepted_risk', { riskOwnerId: '' }), 'risk_owner_missing'],
    ['new', closeAs('accepted_risk', { expiresAt: now }), 'expiry_missing'],
    ['new', closeAs('accepted_risk', { expiresAt: new Date(Number.NaN) }), 'expiry_missing'],
    ['new', closeAs('out_of_scope', { scopeRuleId: '' }), 'scope_rule_missing'],
    ['new', closeAs('out_of_scope', { scopeVersionId: '' }), 'scope_rule_missing'],
    ['new', closeAs('rules_violation', { policyClauseId: '' }), 'policy_clause_missing'],
  ];
  for (const [state, move, code] of refused) {
    const result = moveReport(ready[state], tom, move, now);
    assert.equal(result.ok ? 'moved' : result.refused.code, code, JSON.stringify(move));
  }
});

// The parts of a closing are mixed freely on purpose: what a form sends, not what the type promises.
function closeAs(reason: CloseReason, change: object): Move {
  return { kind: 'close', closing: { ...closings[reason], ...change } as Closing };
}

test('accepting a risk and finding a violation each take a second person', () => {
  for (const reason of ['accepted_risk', 'rules_violation'] as const) {
    const alone = { ...ready.new, approvals: [{ reason, by: 'tom' }] };
    assert.equal(
      codeOf(moveReport(alone, tom, { kind: 'close', closing: closings[reason] }, now)),
      'second_person_needed',
    );
    assert.equal(codeOf(moveReport(alone, tom, { kind: 'approve_closing', reason }, now)), 'already_approved');
    const approved = moveReport(alone, una, { kind: 'approve_closing', reason }, now);
    assert.ok(approved.ok);
    assert.ok(moveReport(approved.report, tom, { kind: 'close', closing: closings[reason] }, now).ok);
  }
  assert.equal(
    codeOf(moveReport(ready.new, tom, { kind: 'approve_closing', reason: 'spam' }, now)),
    'approval_not_needed',
  );
});

test('not reproducible takes an attempt and a question that was answered or has run out', () => {
  const close: Move = { kind: 'close', closing: closings.not_reproducible };
  const question = { askedAt: day(90), dueAt: day(105), answeredAt: null, noticeAt: null };
  const tried = (change: Partial<ReportSnapshot>) => codeOf(moveReport({ ...ready.new, ...change }, tom, close, now));
  assert.equal(tried({ attempts: 0 }), 'attempt_missing');
  assert.equal(tried({ question: null }), 'question_missing');
  assert.equal(tried({ question }), 'question_open');
  assert.equal(tried({ question: { ...question, answeredAt: day(95) } }), 'moved');
  assert.equal(tried({ question: { ...question, dueAt: now } }), 'moved');
});

test('a report is abandoned after 30 days without an answer and 7 days after the notice, not before', () => {
  const close: Move = { kind: 'close', closing: { reason: 'abandoned' } };
  const asked = (askedAt: Date, noticeAt: Date | null, answeredAt: Date | null = null) =>
    codeOf(
      moveReport(
        { ...ready.needs_info, question: { askedAt, dueAt: day(80), answeredAt, noticeAt } },
        clock,
        close,
        now,
      ),
    );
  assert.equal(asked(day(71), day(80)), 'too_early');
  assert.equal(asked(day(70), null), 'notice_missing');
  assert.equal(asked(day(70), day(94)), 'notice_missing');
  assert.equal(asked(day(70), day(93), day(90)), 'question_missing');
  assert.equal(asked(day(70), day(93)), 'moved');
});

test('a fix is resolved without retest only after 14 silent days since it was offered', () => {
  const move: Move = { kind: 'resolve_after_silence' };
  const quiet = (change: Partial<ReportSnapshot>) => codeOf(moveReport({ ...ready.fixed, ...change }, tom, move, now));
  assert.equal(quiet({ retestOfferedAt: null }), 'retest_not_offered');
  assert.equal(quiet({ retestOfferedAt: day(87) }), 'silence_too_short');
  assert.equal(quiet({ lastReporterWordAt: day(99) }), 'silence_too_short');
  assert.equal(quiet({ retestOfferedAt: day(86), lastReporterWordAt: day(86) }), 'moved');
});

test('an appeal is heard once, by another triager, and the first ending is kept', () => {
  const closed = mustMove(ready.new, tom, { kind: 'close', closing: closings.not_applicable });
  const again = mustMove(closed, rae, { kind: 'appeal', text: why });
  assert.deepEqual(
    [again.state, again.reopened, again.closeReason, again.firstEnding?.reason],
    ['new', 1, null, 'not_applicable'],
  );
  assert.deepEqual([again.attempts, again.question, again.approvals], [0, null, []], 'what was tried is tried anew');
  assert.equal(codeOf(moveReport(again, tom, { kind: 'close', closing: closings.spam }, now)), 'same_triager');
  assert.equal(codeOf(moveReport(again, tom, triage, now)), 'same_triager');
  assert.ok(!allowedMoves(again, tom, now).some(offer => offer.kind === 'close' || offer.kind === 'triage'));
  const final = mustMove(again, una, { kind: 'close', closing: closings.informational });
  assert.equal(final.firstEnding?.by, 'tom');
  assert.equal(codeOf(moveReport(final, rae, { kind: 'appeal', text: why }, now)), 'already_appealed');
  assert.equal(codeOf(moveReport(final, una, { kind: 'reopen', text: why }, now)), 'same_triager');
});

test('a question goes back to where it was asked, and answering it is a word from the reporter', () => {
  for (const from of ['new', 'triaged'] as const) {
    const waiting = mustMove(ready[from], tom, ask);
    const back = mustMove(waiting, rae, { kind: 'answer', text: 'It needs a second account.' });
    assert.equal(back.state, from);
    assert.deepEqual([back.question?.answeredAt, back.lastReporterWordAt], [now, now]);
    assert.equal(mustMove(waiting, tom, { kind: 'resume' }).lastReporterWordAt, null);
  }
});

test('the happy path sets off receipt and clocks in order', () => {
  const effects: string[] = [];
  let report = draftSnapshot('r9');
  const steps: Array<[Actor, Move]> = [
    [rae, { kind: 'submit' }],
    [tom, triage],
    [una, { kind: 'accept', fixOwnerId: 'una', dueAt: day(120) }],
    [una, { kind: 'mark_fixed', fixReference: ' abc ' }],
    [rae, { kind: 'retest', outcome: 'fixed', observation: '' }],
  ];
  for (const [actor, move] of steps) {
    const result = moveReport(report, actor, move, now);
    assert.ok(result.ok);
    report = result.report;
    effects.push(...result.effects);
  }
  assert.equal(report.state, 'resolved');
  assert.equal(report.fixReference, 'abc');
  assert.deepEqual(effects, [
    'issue_receipt',
    'start_acknowledge_clock',
    'start_decide_clock',
    'stop_decide_clock',
    'start_remediate_clock',
    'stop_remediate_clock',
    'offer_retest',
    'stop_all_clocks',
  ]);
});

test('no sequence of moves leaves the declared states or breaks what a snapshot promises', () => {
  const someone = fc.constantFrom(tom, una, rae, clock, person('bot', 'integration'), person('eve'));
  // Half of the steps try anything, the other half only what this actor can do now: aimless walks seldom get far.
  const step = fc.record({
    actor: someone,
    aimed: fc.boolean(),
    pick: fc.noBias(fc.nat()),
    after: fc.integer({ min: 0, max: 20 }),
  });
  const reached = new Map<ReportState, number>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 120 }), steps => {
      let report = draftSnapshot('r1');
      let time = 0;
      for (const { actor, aimed, pick, after } of steps) {
        time += after;
        const moves = complete.map(move => ('dueAt' in move ? { ...move, dueAt: day(time + 10) } : move));
        const choice = aimed ? moves.filter(move => moveReport(report, actor, move, day(time)).ok) : moves;
        // First the kind, then the variant: else the ten ways to close would swallow every walk.
        const kinds = [...new Set(choice.map(move => move.kind))];
        const variants = choice.filter(move => move.kind === kinds[pick % kinds.length]);
        const move = variants[(pick >> 8) % variants.length];
        if (move === undefined) continue;
        const before = structuredClone(report);
        const result = moveReport(report, actor, move, day(time));
        assert.deepEqual(report, before, 'the snapshot given is never changed');
        if (!result.ok) {
          assert.ok(refusalCodes.includes(result.refused.code));
          continue;
        }
        const reason =
          move.kind === 'close' ? move.closing.reason : move.kind === 'approve_closing' ? move.reason : undefined;
        const offers = allowedMoves(report, actor, day(time));
        assert.ok(
          offers.some(offer => offer.kind === move.kind && offer.reason === reason),
          'made but never offered',
        );
        report = result.report;
        assertPromises(before, report);
        reached.set(report.state, (reached.get(report.state) ?? 0) + 1);
      }
    }),
    { numRuns: 400 },
  );
  for (const state of reportStates.slice(1)) assert.ok((reached.get(state) ?? 0) > 0, `the walks reach ${state}`);
});

function assertPromises(before: ReportSnapshot, after: ReportSnapshot): void {
  assert.ok(reportStates.includes(after.state));
  assert.equal(after.state === 'closed', after.closeReason !== null);
  assert.equal(after.state === 'needs_info', after.resumeState !== null);
  assert.equal(after.state === 'needs_info', after.blockers.length > 0);
  assert.equal(after.state === 'closed' || after.state === 'resolved', after.ending !== null);
  assert.equal(after.closeReason === 'duplicate', after.original !== null);
  assert.notEqual(after.state, 'draft');
  assert.ok(after.submittedAt !== null);
  assert.ok(after.reopened >= before.reopened && after.attempts >= 0);
  if (before.firstEnding !== null) assert.deepEqual(after.firstEnding, before.firstEnding);
  if (before.appealed) assert.ok(after.appealed);
  if (['triaged', 'accepted', 'fixed'].includes(after.state)) assert.ok(after.issueId);
  if (['accepted', 'fixed'].includes(after.state)) assert.ok(after.fixOwnerId && after.remediationDueAt);
  if (after.state === 'fixed') assert.ok(after.fixReference && after.fixedAt);
}

test('every state and every close reason has words, and says who owes what', () => {
  for (const state of reportStates) {
    for (const reason of state === 'closed' ? closeReasonNames : [null]) {
      const words = describeState({ ...ready[state], closeReason: reason });
      assert.match(words.sentence, /\.$/);
      assert.match(words.next, /\.$/);
      assert.equal(words.owes === 'nobody', state === 'resolved' || state === 'closed');
      if (reason !== null) assert.equal(words.sentence, closeReasons[reason].meaning);
    }
  }
  const blocked = { ...ready.needs_info, blockers: [{ on: 'thirdparty', kind: 'access' } as const] };
  assert.equal(describeState(blocked).owes, 'thirdparty');
  assert.match(describeState({ ...ready.closed, appealed: true }).next, /final/);
  assert.equal(describeState({ ...ready.new, reopened: 1 }).label, 'New, second look');
});

test('each kind of move stands once among the buttons', () => {
  const kinds: MoveKind[] = complete.map(move => move.kind);
  assert.deepEqual([...moveKinds].sort(), [...new Set(kinds)].sort());
});

function mustMove(report: ReportSnapshot, actor: Actor, move: Move): ReportSnapshot {
  const result = moveReport(report, actor, move, now);
  assert.ok(result.ok, JSON.stringify(result));
  return result.report;
}

function codeOf(result: ReturnType<typeof moveReport>): string {
  return result.ok ? 'moved' : result.refused.code;
}
