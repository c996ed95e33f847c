// The order of the steps, whatever was said before and whoever is there.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { accountFor, progressOf, type Situation, stepOf, type Visit } from './visit.ts';

const nobody: Situation = { mode: 'test', person: undefined, hasCars: false, isSandbox: false, isCovered: false };
const account = {
  provider: 'simulator',
  credentials: 'x',
  make: 'KIA',
  cars: [],
  holder: { kind: 'person', id: 'per_1' },
} as const;

describe('steps of Connect', () => {
  test('a stranger in test mode goes from the preamble over brand and login to the decision', () => {
    assert.equal(stepOf({}, nobody), 'preamble');
    assert.equal(stepOf({ hasStarted: true }, nobody), 'brands');
    assert.equal(stepOf({ hasStarted: true, make: 'KIA' }, nobody), 'login');
    const holder = { kind: 'account', address: 'a@test.invalid', name: 'a' } as const;
    assert.equal(stepOf({ hasStarted: true, make: 'KIA', account: { ...account, holder } }, nobody), 'grant');
  });

  test('real cars want a person first', () => {
    const live: Situation = { ...nobody, mode: 'live' };
    assert.equal(stepOf({ hasStarted: true, make: 'KIA' }, live), 'email');
    assert.equal(stepOf({ hasStarted: true, make: 'KIA' }, { ...live, person: 'per_1' }), 'login');
  });

  test('an owner with cars is asked nothing twice', () => {
    assert.equal(stepOf({}, { ...nobody, person: 'per_1', hasCars: true }), 'grant');
    const covered: Situation = { ...nobody, person: 'per_1', hasCars: true, isCovered: true };
    assert.equal(stepOf({}, covered), 'preamble');
    assert.equal(stepOf({ wantsReview: true }, covered), 'grant');
  });

  test('an account counts for whoever signed in to it, and for nobody else', () => {
    const arbitrary = fc.record({
      person: fc.option(fc.constantFrom('per_1', 'per_2'), { nil: undefined }),
      mode: fc.constantFrom('live' as const, 'test' as const, 'simulated' as const),
      isSandbox: fc.boolean(),
      hasStarted: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, ({ person, mode, isSandbox, hasStarted }) => {
        const visit: Visit = { account, ...(hasStarted && { hasStarted: true }) };
        const step = stepOf(visit, { ...nobody, mode, person, isSandbox });
        assert.equal(accountFor(visit, person) !== undefined, person === 'per_1');
        if (person !== 'per_1' && !isSandbox) assert.notEqual(step, 'grant');
      }),
    );
  });

  test('who signs in again is asked for nothing else, and only the owner comes to the maker', () => {
    const arbitrary = fc.record({
      person: fc.option(fc.constantFrom('per_1', 'per_2'), { nil: undefined }),
      needsPerson: fc.boolean(),
      needsSignIn: fc.boolean(),
      hasStarted: fc.boolean(),
      hasCars: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, ({ person, needsPerson, needsSignIn, hasStarted, hasCars }) => {
        const again = { needsPerson, needsSignIn, isOwner: person === 'per_1' };
        const step = stepOf({ ...(hasStarted && { hasStarted: true }) }, { ...nobody, person, hasCars, again });
        assert.ok(['preamble', 'email', 'login', 'problem'].includes(step), step);
        if (step === 'login') assert.ok(hasStarted && needsSignIn && (!needsPerson || person === 'per_1'));
        if (needsPerson && person === 'per_2' && hasStarted) assert.equal(step, 'problem');
      }),
    );
    const again = { needsPerson: true, isOwner: true, needsSignIn: true };
    assert.deepEqual(progressOf('login', { mode: 'live', again }), { at: 3, of: 3 });
  });

  test('steps are counted', () => {
    assert.deepEqual(progressOf('grant', nobody), { at: 4, of: 4 });
    assert.deepEqual(progressOf('brands', { mode: 'live' }), { at: 3, of: 5 });
    assert.equal(progressOf('problem', nobody), undefined);
  });
});
