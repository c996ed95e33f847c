import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type CaseFact,
  caseFactNames,
  type FactHistory,
  factsInLetters,
  isFactHistory,
  learnFact,
  nextFacts,
  readFactHistory,
  secretIsOut,
} from './case-facts.ts';
import { brokenInvariants, type CaseMachines, learn, mayTalkEmbargo } from './case-invariants.ts';
import {
  type EmState,
  emMoves,
  emStates,
  isInForce,
  moveEmbargo,
  settleProposal,
  tearDown,
} from './embargo-management.ts';
import { mayStep, nextRmStates, type RmState, rmStates } from './report-management.ts';

/** Every way in which the facts can become true, found by walking the machine. */
function walk(history: FactHistory = []): FactHistory[] {
  const next = nextFacts(history);
  return next.length === 0 ? [history] : next.flatMap(fact => walk([...history, fact]));
}

const permutations = (facts: readonly CaseFact[]): CaseFact[][] =>
  facts.length === 0
    ? [[]]
    : facts.flatMap(fact => permutations(facts.filter(other => other !== fact)).map(rest => [fact, ...rest]));

test('there are exactly 70 histories, and an independent reading of the rules finds the same ones', () => {
  const walked = walk().map(history => history.join(''));
  // The rules once more, on finished orders: V before F before D; X before P only right before it; P before V likewise,
  // where an exploit that came first makes P the step in between.
  const valid = permutations(caseFactNames)
    .map(order => order.join(''))
    .filter(order => {
      const at = (fact: CaseFact) => order.indexOf(fact);
      const vendorFirst = at('V') < at('F') && at('F') < at('D');
      const exploit = at('X') > at('P') || at('P') === at('X') + 1;
      const vendor = at('P') > at('V') || at('V') === at('P') + 1;
      return vendorFirst && exploit && vendor;
    });
  assert.equal(walked.length, 70);
  assert.deepEqual(walked.toSorted(), valid.toSorted());
});

test('there are exactly 32 states, and the histories pass through each of them', () => {
  const seen = new Set(walk().flatMap(history => history.map((_, end) => factsInLetters(history.slice(0, end)))));
  seen.add('VFDPXA');
  const all = ['vfd', 'Vfd', 'VFd', 'VFD'].flatMap(vendor =>
    ['pxa', 'pxA', 'pXa', 'pXA', 'Pxa', 'PxA', 'PXa', 'PXA'].map(world => vendor + world),
  );
  assert.equal(all.length, 32);
  assert.deepEqual(
    [...seen].filter(state => !all.includes(state)),
    [],
  );
  assert.deepEqual(
    all.filter(state => !seen.has(state)),
    [],
  );
});

test('learning never rests where the next step is forced, and never forgets', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...caseFactNames), { maxLength: 12 }), steps => {
      let history: FactHistory = [];
      for (const fact of steps) {
        const learned = learnFact(history, fact);
        if (!learned) continue;
        assert.deepEqual(learned.slice(0, history.length), history);
        assert.ok(isFactHistory(learned));
        assert.ok(!(learned.includes('X') && !learned.includes('P')), learned.join(''));
        assert.ok(!(learned.includes('P') && !learned.includes('V')), learned.join(''));
        assert.deepEqual(readFactHistory(learned.join('')), learned);
        history = learned;
      }
    }),
  );
  assert.deepEqual(learnFact([], 'X'), ['X', 'P', 'V']);
  assert.equal(learnFact([], 'F'), undefined);
  assert.throws(() => readFactHistory('VD'), RangeError);
  assert.throws(() => readFactHistory('VQ'), RangeError);
});

test('a participant moves by the table and by nothing else', () => {
  const expected = new Set([
    'start received',
    'received valid',
    'received invalid',
    'invalid valid',
    'valid accepted',
    'valid deferred',
    'accepted deferred',
    'deferred accepted',
    'invalid closed',
    'deferred closed',
    'accepted closed',
  ]);
  for (const from of rmStates)
    for (const to of rmStates) assert.equal(mayStep(from, to), expected.has(`${from} ${to}`), `${from} ${to}`);
  for (const state of rmStates) assert.equal(nextRmStates(state).length === 0, state === 'closed');
});

test('the embargo moves by the table and by nothing else', () => {
  const expected = new Map<string, EmState>([
    ['none propose', 'proposed'],
    ['proposed propose', 'proposed'],
    ['proposed accept', 'active'],
    ['proposed reject', 'none'],
    ['active propose', 'revise'],
    ['active terminate', 'exited'],
    ['revise propose', 'revise'],
    ['revise accept', 'active'],
    ['revise reject', 'active'],
    ['revise terminate', 'exited'],
  ]);
  for (const state of emStates)
    for (const move of emMoves)
      assert.equal(moveEmbargo(state, move), expected.get(`${state} ${move}`), `${state} ${move}`);
  for (const state of emStates) assert.ok(!isInForce(tearDown(state)));
});

test('a proposal holds once the owner and one other party want it, and falls when the owner does not', () => {
  const yes = (participant: string) => ({ participant, answer: 'agree' as const });
  const no = (participant: string) => ({ participant, answer: 'disagree' as const });
  assert.equal(settleProposal('us', 'us', []), undefined);
  assert.equal(settleProposal('us', 'us', [yes('vendor')]), 'accept');
  assert.equal(settleProposal('us', 'us', [no('vendor')]), undefined);
  assert.equal(settleProposal('vendor', 'us', [yes('other')]), undefined);
  assert.equal(settleProposal('vendor', 'us', [yes('us')]), 'accept');
  assert.equal(settleProposal('vendor', 'us', [yes('other'), no('us')]), 'reject');
});

const anyMachines: fc.Arbitrary<CaseMachines> = fc.record({
  facts: fc
    .array(fc.constantFrom(...caseFactNames), { maxLength: 6 })
    .map(steps => steps.reduce<FactHistory>((history, fact) => learnFact(history, fact) ?? history, [])),
  embargo: fc.constantFrom(...emStates),
  vendors: fc.array(fc.constantFrom(...rmStates), { minLength: 1, maxLength: 3 }),
});

test('from a sound case, every fact learned leads to a sound case; P, X and A end the embargo', () => {
  fc.assert(
    fc.property(anyMachines, fc.constantFrom(...caseFactNames), (machines, fact) => {
      fc.pre(brokenInvariants(machines).length === 0);
      const outcome = learn(machines, fact);
      if (!outcome.ok) {
        assert.match(outcome.sentence, /\.$/);
        return;
      }
      const after = { ...machines, facts: outcome.facts, embargo: outcome.embargo };
      assert.deepEqual(brokenInvariants(after), []);
      if (secretIsOut(outcome.facts)) {
        assert.ok(!isInForce(outcome.embargo));
        assert.equal(mayTalkEmbargo(after), false);
      } else assert.equal(outcome.embargo, machines.embargo);
    }),
    { numRuns: 2000 },
  );
});

test('whoever has a fix stays able to have had it: no step leads back', () => {
  const able: readonly RmState[] = ['accepted', 'deferred', 'closed'];
  for (const from of able) for (const to of nextRmStates(from)) assert.ok(able.includes(to), `${from} ${to}`);
});

test('each broken rule is named', () => {
  const sound: CaseMachines = { facts: ['V'], embargo: 'active', vendors: ['valid'] };
  assert.deepEqual(brokenInvariants(sound), []);
  assert.equal(brokenInvariants({ ...sound, facts: ['V', 'F'] }).length, 1);
  assert.equal(brokenInvariants({ ...sound, facts: ['V', 'P'] }).length, 1);
  assert.equal(brokenInvariants({ ...sound, facts: ['F'], vendors: ['accepted'] }).length, 1);
  assert.equal(brokenInvariants({ ...sound, facts: ['V', 'A'], embargo: 'proposed' }).length, 1);
  assert.deepEqual(brokenInvariants({ ...sound, facts: ['V', 'P'], embargo: 'exited' }), []);
});
