import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeReasonNames, reportStates } from './report-snapshot.ts';
import { nameState, readForeignState, stateMapping, stateNames } from './report-state-mapping.ts';

test('every state that the outside can see has a row, a draft has none', () => {
  const names = reportStates.flatMap(state =>
    state === 'closed' ? closeReasonNames.map(reason => nameState(state, reason)) : [nameState(state, null)],
  );
  assert.deepEqual(names.filter(name => name !== null).sort(), Object.keys(stateMapping).sort());
  assert.deepEqual([...stateNames].sort(), Object.keys(stateMapping).sort());
  assert.equal(nameState('draft', null), null);
  assert.equal(nameState('closed', null), null);
});

test('what goes to Bugcrowd and comes back is the same, except for reasons that Bugcrowd does not tell apart', () => {
  const merged = new Map([
    ['closed:rules_violation', 'closed:not_applicable'],
    ['closed:withdrawn', 'closed:not_applicable'],
    ['closed:spam', 'closed:not_applicable'],
    ['closed:abandoned', 'closed:not_reproducible'],
  ]);
  for (const name of stateNames) {
    const { state, duplicate, note } = stateMapping[name].bugcrowd;
    assert.equal(readForeignState('bugcrowd', state, { duplicate, note }), merged.get(name) ?? name);
  }
  assert.equal(readForeignState('bugcrowd', 'triaged', { duplicate: true }), 'closed:duplicate');
});

test('what comes back from HackerOne and Intigriti maps to the same foreign name again', () => {
  for (const name of stateNames) {
    const { hackerone, intigriti } = stateMapping[name];
    const fromHackerone = readForeignState('hackerone', hackerone);
    assert.ok(fromHackerone !== null);
    assert.equal(stateMapping[fromHackerone].hackerone, hackerone);
    const fromIntigriti = readForeignState('intigriti', intigriti.state, { reason: intigriti.reason });
    assert.ok(fromIntigriti !== null);
    assert.deepEqual(stateMapping[fromIntigriti].intigriti, intigriti);
  }
  assert.equal(readForeignState('hackerone', 'pending-program-review'), 'triaged');
  assert.equal(readForeignState('hackerone', 'triaged'), 'triaged');
});

test('a state nobody knows is not guessed at', () => {
  assert.equal(readForeignState('bugcrowd', 'nue'), null);
  assert.equal(readForeignState('intigriti', 'closed', { reason: 'because' }), null);
});
