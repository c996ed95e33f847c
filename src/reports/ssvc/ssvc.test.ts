// Every one of the 403 rows against CERT/CC's own files, and what is stored against their schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { decisionPoints, type PointName } from './decision-points.ts';
import { decide, decisionTables, type Selection, type TableName, withDerived } from './decision-tables.ts';
import { readSelectionList, selectionList } from './selection-list.ts';

const files: Readonly<Record<TableName, string>> = {
  supplier: 'supplier_1_0_0',
  deployer: 'deployer_1_0_0',
  coordinatorTriage: 'coordinator_triage_1_0_0',
  coordinatorPublish: 'coordinator_publish_1_0_0',
  cisaCoordinator: 'cisa_coordinator_2_0_3',
  bod2604: 'bod_26_04_1_0_0',
  utility: 'utility_1_0_0',
  humanImpact: 'human_impact_1_0_0',
  publicSafetyImpact: 'public_safety_impact_1_0_0',
};
const names = Object.keys(decisionPoints) as PointName[];
const titleOf = (name: PointName): string => {
  const point = decisionPoints[name];
  return `${point.name} v${point.version}${point.namespace === 'cisa' ? ' (cisa)' : ''}`;
};
const keyOf = (name: PointName, words: string): string => {
  const value = decisionPoints[name].values.find(each => each.name.toLowerCase() === words);
  assert.ok(value, `${name} has a value “${words}”`);
  return value.key;
};
/** Cells of a line; only headings are quoted, and no cell holds a quote. */
const cells = (line: string): string[] => [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, a, b]) => a ?? b ?? '');

let rows = 0;
for (const [name, file] of Object.entries(files) as [TableName, string][])
  test(`the table ${name}, row by row`, () => {
    const [head = '', ...lines] = readFileSync(`test/ssvc/${file}.csv`, 'utf8').trim().split('\n');
    const points = cells(head)
      .slice(1)
      .map(title => names.find(each => titleOf(each) === title) ?? assert.fail(`no point is “${title}”`));
    const inputs = points.slice(0, -1);
    const outcome = points.at(-1) ?? assert.fail();
    assert.deepEqual([inputs, outcome], [decisionTables[name].inputs, decisionTables[name].outcome]);
    const size = inputs.reduce((product, each) => product * decisionPoints[each].values.length, 1);
    assert.deepEqual([lines.length, decisionTables[name].outcomes.length], [size, size]);
    for (const line of lines) {
      const [, ...values] = cells(line);
      const selection = Object.fromEntries(inputs.map((each, index) => [each, keyOf(each, values[index] ?? '')]));
      assert.equal(decide(name, selection)?.name.toLowerCase(), values.at(-1), `${name}: ${line}`);
      rows += 1;
    }
  });

test('that were 403 rows', () => assert.equal(rows, 403));

test('without an answer to each point there is no outcome', () => {
  assert.equal(decide('supplier', {}), undefined);
  assert.equal(decide('utility', { automatable: 'Y' }), undefined);
  assert.equal(decide('utility', { automatable: 'maybe', valueDensity: 'C' }), undefined);
});

test('utility, human impact and public safety impact follow from what was judged, unless they were judged', () => {
  const judged = { automatable: 'Y', valueDensity: 'C', safetyImpact: 'R', missionImpact: 'D' };
  assert.deepEqual(withDerived(judged), { ...judged, utility: 'S', humanImpact: 'M', publicSafetyImpact: 'S' });
  assert.equal(withDerived({ ...judged, utility: 'L' }).utility, 'L');
  assert.deepEqual(withDerived({}), {});
});

const anySelection: fc.Arbitrary<Selection> = fc.record(
  Object.fromEntries(names.map(name => [name, fc.constantFrom(...decisionPoints[name].values.map(({ key }) => key))])),
  { requiredKeys: [] },
);

test('a selection list keeps to the schema of SSVC and reads back', () => {
  const at = new Date('2026-11-26T06:00:00Z');
  const schemaKey = /^(([a-zA-Z0-9])|([a-zA-Z0-9][a-zA-Z0-9_]*[a-zA-Z0-9])|(T\*))$/;
  fc.assert(
    fc.property(anySelection, selection => {
      const list = selectionList(selection, { at, targetIds: ['VDP-2026-0001', 'VDP-2026-0001'] });
      if (Object.keys(selection).length === 0) return assert.equal(list, undefined);
      assert.ok(list);
      assert.deepEqual(readSelectionList(list), { ...selection });
      assert.deepEqual([list.schemaVersion, list.timestamp], ['2.0.0', '2026-11-26T06:00:00.000Z']);
      assert.deepEqual(list.target_ids, ['VDP-2026-0001']);
      for (const { namespace, key, version, values } of list.selections) {
        assert.match(namespace, /^(?:ssvc|cisa)$/);
        assert.match(version, /^\d+\.\d+\.\d+$/);
        assert.match(key, schemaKey);
        assert.equal(values.length, 1);
        for (const value of values) assert.match(value.key, schemaKey);
      }
    }),
  );
});
