// Answers that the API documents show: written when asked to, and compared in shape with those of a running product else.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Recorded } from '../../tools/make-openapi.ts';

/** Compares answers by document and call with those in the file; with RECORD_EXAMPLES it writes them instead. */
export function assertAsRecorded(file: string, recorded: Recorded): void {
  if (process.env['RECORD_EXAMPLES']) {
    const sorted = Object.fromEntries(Object.entries(recorded).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
    writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
    return;
  }
  const shown: Recorded = JSON.parse(readFileSync(file, 'utf8'));
  const wrong = Object.entries(recorded).flatMap(([key, answer]) => {
    const example = shown[key];
    if (example === undefined) return [`${key} is not recorded`];
    return differences(
      shape({ status: String(answer.status), body: answer.body }),
      shape({ status: String(example.status), body: example.body }),
    ).map(difference => `${key}: ${difference}`);
  });
  const gone = Object.keys(shown).filter(key => !(key in recorded));
  assert.deepEqual(
    [...wrong, ...gone.map(key => `${key} is recorded, and no call`)],
    [],
    'RECORD_EXAMPLES=1 records them anew',
  );
}

/** Keys and kinds of values; of a list its first item. */
function shape(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? ['anything'] : [shape(value[0])];
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}

/** Where two shapes differ; nothing is known of an empty list, and null may stand for any value. */
function differences(one: unknown, other: unknown, at = ''): string[] {
  if (one === 'null' || other === 'null') return [];
  if (Array.isArray(one) && Array.isArray(other))
    return one[0] === 'anything' || other[0] === 'anything' ? [] : differences(one[0], other[0], `${at}[]`);
  if (typeof one === 'object' && typeof other === 'object' && !Array.isArray(one) && !Array.isArray(other)) {
    const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(name =>
      name in a && name in b ? differences(a[name], b[name], `${at}.${name}`) : [`${at}.${name} is in one only`],
    );
  }
  return one === other ? [] : [`${at} is ${JSON.stringify(one)} and ${JSON.stringify(other)}`];
}
