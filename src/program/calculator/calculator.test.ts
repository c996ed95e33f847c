import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreVector } from '../cvss.ts';
import { cvssBaseMetrics, cvssOptionalMetrics } from '../cvss-metrics.ts';
import {
  CALCULATOR,
  calculatorFields,
  calculatorIntents,
  metricField,
  openCalculatorOf,
  scoreFields,
  turnCalculator,
} from './calculator-fields.ts';
import { metricGroups } from './metric-groups.ts';
import { scoreParts } from './score-parts.ts';

const worst31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

for (const version of ['3.1', '4.0'] as const)
  test(`the calculator of ${version} has every metric and value of the grammar, in order and with words`, () => {
    const shown = metricGroups[version].flatMap(({ metrics }) => metrics);
    const base = cvssBaseMetrics[version].map(({ key, values }) => [key, values.map(value => value.key)] as const);
    assert.deepEqual(
      shown.map(({ key, values }) => [key, values.map(value => value.key)]),
      [...base, ...cvssOptionalMetrics[version]].map(([key, values]) => [key, [...values]]),
    );
    for (const { key, name, values } of shown) {
      assert.notEqual(name, key);
      for (const { key: value, label } of values)
        if (value.length < 2) assert.notEqual(label, value, `${key}:${value}`);
    }
  });

test('a vector that is opened in the calculator comes out of it unchanged', () => {
  const vectors = (['3.1', '4.0'] as const).map(version => {
    const base = cvssBaseMetrics[version].map(({ key, values }) =>
      fc.constantFrom(...values.map(v => `${key}:${v.key}`)),
    );
    const rest = cvssOptionalMetrics[version].map(([key, values]) =>
      fc.constantFrom(...values.map(value => `${key}:${value}`)),
    );
    return fc.tuple(...base, ...rest).map(parts => ({ version, vector: `CVSS:${version}/${parts.join('/')}` }));
  });
  fc.assert(
    fc.property(fc.oneof(...vectors), ({ version, vector }) => {
      const opened = turnCalculator({ cvss: vector }, 'cvss', calculatorIntents[version]);
      assert.equal(openCalculatorOf(opened), version);
      assert.ok(Object.keys(opened).every(name => name === 'cvss' || calculatorFields.includes(name)));
      assert.deepEqual(scoreFields(opened, ''), scoreVector(vector));
      const closed = turnCalculator(opened, 'cvss', calculatorIntents.typed);
      assert.equal(openCalculatorOf(closed), undefined);
      assert.deepEqual(scoreFields(closed, closed['cvss'] ?? ''), scoreVector(vector));
    }),
    { numRuns: 30 },
  );
});

test('an untouched calculator is no vector, a half filled one says what is missing', () => {
  const open = { [CALCULATOR]: '3.1', [metricField('E')]: 'X' };
  assert.equal(scoreFields(open, worst31), null);
  const half = scoreFields({ ...open, [metricField('AV')]: 'N' }, worst31);
  assert.ok(half?.ok === false);
  assert.match(half.reason, /Still to choose: Attack complexity/);
});

test('a score is told by its parts, the last one being the whole', () => {
  const parts = (vector: string) => {
    const scored = scoreVector(vector);
    assert.ok(scored.ok);
    const found = scoreParts(scored);
    assert.equal(found.at(-1)?.score, scored.score);
    return found.map(({ name, score }) => `${name} ${score}`);
  };
  assert.deepEqual(parts(worst31), ['Base score 9.8']);
  assert.deepEqual(parts(`${worst31}/E:U/RL:O/RC:U`), ['Base score 9.8', 'Temporal score 7.8']);
  const worst40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
  assert.deepEqual(parts(`${worst40}/U:Red`), ['CVSS-B 9.3']);
  assert.deepEqual(
    parts(`${worst40}/E:U/MSI:S`).map(part => part.split(' ')[0]),
    ['CVSS-B', 'CVSS-BT', 'CVSS-BTE'],
  );
});
