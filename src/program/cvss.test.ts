import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreAnswers, scoreForAsset, scoreVector } from './cvss.ts';
import { cvssBaseMetrics, cvssOptionalMetrics } from './cvss-metrics.ts';

const worst31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const worst40 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

test('published examples have their published scores', () => {
  const examples: Array<[string, number, string]> = [
    [worst31, 9.8, 'critical'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1, 'medium'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'none'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10, 'critical'],
    [worst40, 9.3, 'critical'],
    ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3, 'high'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10, 'critical'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', 5.1, 'medium'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0, 'none'],
  ];
  for (const [vector, score, severity] of examples) {
    const scored = scoreVector(vector);
    assert.ok(scored.ok, vector);
    assert.deepEqual([scored.score, scored.severity, scored.vector], [score, severity, vector]);
  }
});

test('all 2,592 base vectors of 3.1 score as the formula of the specification says', () => {
  let count = 0;
  for (const metrics of everyBase31()) {
    const vector = `CVSS:3.1/${Object.entries(metrics)
      .map(([key, value]) => `${key}:${value}`)
      .join('/')}`;
    const scored = scoreVector(vector);
    assert.ok(scored.ok);
    assert.equal(scored.score, referenceBase31(metrics), vector);
    count += 1;
  }
  assert.equal(count, 2592);
});

test('what is not a complete, legal, single-valued vector is refused with the place', () => {
  const refused: Array<[string, number, RegExp]> = [
    ['', 0, /Enter/],
    ['AV:N/AC:L', 0, /begins with/],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 0, /begins with/],
    ['cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 0, /begins with/],
    ['CVSS:3.1/AV:N', 13, /Missing: AC, PR, UI, S, C, I, A/],
    ['CVSS:3.1/', 9, /empty place/],
    [`${worst31}/`, worst31.length + 1, /slash at the end/],
    [`${worst31}/AV:N`, worst31.length + 1, /AV is given twice/],
    [`${worst31}/E:Z`, worst31.length + 3, /not a value of E/],
    [`${worst31}/AT:N`, worst31.length + 1, /not a metric of CVSS 3\.1/],
    [`${worst31}/E`, worst31.length + 1, /not a metric and a value/],
    [`${worst31}/E:P:P`, worst31.length + 1, /not a metric and a value/],
    ['CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 12, /not a value of AV/],
    ['CVSS:4.0/AV:Z', 12, /not a value of AV/],
    ['CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 14, /AV stands too late/],
    [`${worst40}/MSC:S`, worst40.length + 5, /not a value of MSC/],
    [`${worst31}/toString:N`, worst31.length + 1, /not a metric/],
    [`CVSS:3.1/${'AV:N/'.repeat(100)}`, 300, /longer/],
  ];
  for (const [typed, at, reason] of refused) {
    const scored = scoreVector(typed);
    assert.ok(!scored.ok, typed);
    assert.match(scored.reason, reason);
    assert.equal(scored.at, at, typed);
  }
});

test('the order of 3.1, white space around and undefined metrics don’t matter: the canonical vector is the same', () => {
  const scored = scoreVector('  CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:X\n');
  assert.ok(scored.ok);
  assert.equal(scored.vector, worst31);
});

test('threat, environmental and safety values count, supplemental ones don’t', () => {
  const score = (vector: string) => {
    const scored = scoreVector(vector);
    assert.ok(scored.ok, vector);
    return scored.score;
  };
  assert.equal(score(`${worst31}/E:U/RL:O/RC:U`), 7.8);
  assert.ok(score(`${worst40}/E:U`) < 9.3);
  assert.equal(score(`${worst40}/MSI:S`), 10);
  assert.equal(score(`${worst40}/S:P/AU:Y/U:Red`), 9.3);
});

test('the asset’s requirements are applied unless the vector says its own', () => {
  const base = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
  const low = scoreForAsset(base, { CR: 'L' });
  const own = scoreForAsset(`${base}/CR:H`, { CR: 'L' });
  assert.ok(low.ok && own.ok);
  assert.equal(low.vector, `${base}/CR:L`);
  assert.ok(low.score < 7.5);
  assert.equal(own.vector, `${base}/CR:H`);
  assert.ok(!scoreForAsset('CVSS:3.1/AV:N', { CR: 'L' }).ok);
});

test('a form’s answers give the same as the vector, and name what is missing in words', () => {
  const scored = scoreAnswers('3.1', { AV: 'N', AC: 'L', PR: 'N', UI: 'N', S: 'U', C: 'H', I: 'H', A: 'H', csrf: 'x' });
  assert.ok(scored.ok);
  assert.equal(scored.vector, worst31);
  const missing = scoreAnswers('4.0', { AV: 'N' });
  assert.ok(!missing.ok);
  assert.match(missing.reason, /Still to choose: Attack complexity, Attack requirements/);
  assert.ok(!scoreAnswers('3.1', { AV: 'Q' }).ok);
  assert.ok(!scoreAnswers('3.1', { AV: ['N', 'A'] }).ok);
});

for (const version of ['3.1', '4.0'] as const) {
  test(`any legal vector of ${version} scores within 0 to 10 and its canonical form is stable`, () => {
    const base = fc.tuple(
      ...cvssBaseMetrics[version].map(metric =>
        fc.constantFrom(...metric.values.map(value => `${metric.key}:${value.key}`)),
      ),
    );
    const optional = fc.tuple(
      ...cvssOptionalMetrics[version].map(([key, values]) =>
        fc.option(fc.constantFrom(...values.map(value => `${key}:${value}`)), { nil: null }),
      ),
    );
    fc.assert(
      fc.property(base, optional, (given, extra) => {
        const parts = [...given, ...extra.filter(part => part !== null)];
        const scored = scoreVector(`CVSS:${version}/${parts.join('/')}`);
        assert.ok(scored.ok);
        assert.ok(scored.score >= 0 && scored.score <= 10);
        assert.equal(Math.round(scored.score * 10), scored.score * 10);
        assert.deepEqual(scoreVector(scored.vector), scored);
      }),
      { numRuns: 200 },
    );
  });
}

test('no text makes it throw', () => {
  const pieces = fc.constantFrom('CVSS:3.1/', 'CVSS:4.0/', 'AV:N', '/', ':', 'X', '\u0000', '__proto__:N', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map(parts => parts.join('')),
      ),
      text => {
        const scored = scoreVector(text);
        assert.ok(scored.ok || (scored.at >= 0 && scored.at <= text.length));
      },
    ),
    { numRuns: 300 },
  );
});

type Base31 = { AV: string; AC: string; PR: string; UI: string; S: string; C: string; I: string; A: string };

function* everyBase31(): Generator<Base31> {
  for (const AV of 'NALP')
    for (const AC of 'LH')
      for (const PR of 'NLH')
        for (const UI of 'NR')
          for (const S of 'UC')
            for (const C of 'NLH') for (const I of 'NLH') for (const A of 'NLH') yield { AV, AC, PR, UI, S, C, I, A };
}

// CVSS v3.1 §7.1 and §7.4, written down from the formulas; round-up as in Appendix A.
function referenceBase31(m: Base31): number {
  const weight = (letters: string, weights: number[], letter: string) => weights[letters.indexOf(letter)] ?? Number.NaN;
  const effect = (letter: string) => weight('HLN', [0.56, 0.22, 0], letter);
  const changed = m.S === 'C';
  const iss = 1 - (1 - effect(m.C)) * (1 - effect(m.I)) * (1 - effect(m.A));
  const impact = changed ? 7.52 * (iss - 0.029) - 3.25 * (iss - 0.02) ** 15 : 6.42 * iss;
  const exploitability =
    8.22 *
    weight('NALP', [0.85, 0.62, 0.55, 0.2], m.AV) *
    weight('LH', [0.77, 0.44], m.AC) *
    weight('NLH', changed ? [0.85, 0.68, 0.5] : [0.85, 0.62, 0.27], m.PR) *
    weight('NR', [0.85, 0.62], m.UI);
  if (impact <= 0) return 0;
  const raw = Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10);
  const hundredThousandths = Math.round(raw * 100000);
  return hundredThousandths % 10000 === 0
    ? hundredThousandths / 100000
    : (Math.floor(hundredThousandths / 10000) + 1) / 10;
}
