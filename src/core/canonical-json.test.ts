import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

test('members are sorted by UTF-16 code unit (RFC 8785 §3.2.3)', () => {
  const example = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  assert.deepEqual(
    Object.values(JSON.parse(canonicalJson(example)) as object).toSorted(),
    Object.values(example).toSorted(),
  );
  assert.equal(
    canonicalJson(example),
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
      '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  );
});

test('the example of RFC 8785 §3.2.2', () => {
  const example = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(example),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

// fast-check's JSON values hold -0, which JSON has no sign for.
const aValue = fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as JsonValue);

test('it says the same as the value, and says it the same whatever the order of members', () => {
  const reversed = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, reversed(member)]),
    );
  };
  fc.assert(
    fc.property(aValue, value => {
      assert.deepEqual(JSON.parse(canonicalJson(value)), value);
      assert.equal(canonicalJson(reversed(value)), canonicalJson(value));
    }),
  );
});

test('what JSON cannot carry is refused, at any depth', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const bad: unknown[] = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
    () => 1,
    Symbol('s'),
    '\ud800',
    new Date(0),
    new Map(),
    Buffer.from('x'),
    Object('boxed'),
    { toJSON: () => 1 },
    circle,
    Array(2),
  ];
  for (const value of bad) {
    for (const wrapped of [value, [value], { a: { b: [value] } }]) {
      // As a caller without types would.
      assert.throws(() => canonicalJson(wrapped as JsonValue), TypeError, String(typeof value));
    }
  }
  assert.throws(() => canonicalJson({ '\ud800': 1 }), TypeError);
});

test('depth is no danger', () => {
  let deep: JsonValue = 1;
  for (let level = 0; level < 20_000; level++) deep = [deep];
  assert.equal(canonicalJson(deep).length, 40_001);
});
