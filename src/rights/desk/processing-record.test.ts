// The record of processing speaks of every column that holds something of people.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { readDataInventory } from '../../core/database/data-inventory.ts';
import { activities } from './activities.ts';
import { csvOf, keptWords, recordOf } from './processing-record.ts';

test('each schema that holds something of people has its activity, and each such column stands in it', async () => {
  const database = await testDatabase();
  try {
    const facts = await readDataInventory(database.db);
    const { entries, unspoken } = recordOf(facts, activities);
    assert.deepEqual(unspoken, [], 'add what it is for to activities.ts');
    const columns = entries.flatMap(({ data }) => data).length;
    assert.equal(columns, facts.filter(fact => fact.class !== 'public').length);
    assert.ok(columns > 100);
    assert.equal(csvOf(entries).split('\r\n').length, columns + 2);
  } finally {
    await database.close();
  }
});

test('a schema that nobody speaks of is a fault, and no cell is a formula', () => {
  const fact = { type: 'bytea', isNullable: false, keepDays: 7, purpose: '=1+1', class: 'sealed' } as const;
  const { entries, unspoken } = recordOf(
    [
      { ...fact, table: 'rights.request', column: 'words' },
      { ...fact, table: 'other.thing', column: 'words' },
    ],
    activities,
  );
  assert.deepEqual(unspoken, ['other']);
  assert.match(csvOf(entries), /"'=1\+1","7"/);
});

test('how long it is kept is said in words', () => {
  const one = { table: 'a.b', column: 'c', class: 'sealed', purpose: '' } as const;
  assert.equal(keptWords([{ ...one, keepDays: 7 }]), '7 days');
  assert.equal(
    keptWords([
      { ...one, keepDays: 7 },
      { ...one, keepDays: 90 },
    ]),
    '7 to 90 days',
  );
  assert.match(keptWords([{ ...one, keepDays: null }]), /^Until the person is erased/);
  assert.match(
    keptWords([
      { ...one, keepDays: 7 },
      { ...one, keepDays: null },
    ]),
    /^7 days where a limit stands/,
  );
});
