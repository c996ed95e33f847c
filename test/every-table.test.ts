// Every column says what class of data it holds, and everything about a person is known to an export and an erasure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modules } from '../src/app.ts';
import { readDataInventory } from '../src/core/database/data-inventory.ts';
import { readMovePlan } from '../src/core/move/move-plan.ts';
import { countMoving } from '../src/core/move/move-store.ts';
import { testDatabase } from './support/database.ts';

/** Tables of the ground hold personal data on behalf of modules; retention and shredding take care of them. */
const groundTables = new Set([
  'core.data_key',
  'core.mail',
  'core.file',
  'core.delivery',
  'core.delivery_try',
  'core.delivery_waiting',
  'core.program_archive',
  'core.program_import',
]);

test('every column has a class, and every class that is not public a purpose', async () => {
  const database = await testDatabase();
  try {
    const facts = await readDataInventory(database.db);
    assert.ok(facts.length > 100);
    assert.deepEqual(
      facts.filter(fact => fact.class === undefined).map(({ table, column }) => `${table}.${column}`),
      [],
    );
    assert.deepEqual(
      facts
        .filter(fact => fact.class === 'sealed' && fact.type !== 'bytea')
        .map(({ table, column }) => `${table}.${column} is sealed but not bytea`),
      [],
    );
    assert.deepEqual(
      facts
        .filter(fact => fact.class === 'hashed' && !['bytea', 'bytea[]'].includes(fact.type))
        .map(({ table, column }) => `${table}.${column} is hashed but not bytea`),
      [],
    );
  } finally {
    await database.close();
  }
});

test('every table with personal or sealed columns has a module that exports and erases it', async () => {
  const database = await testDatabase();
  try {
    const facts = await readDataInventory(database.db);
    const known = new Set([...groundTables, ...modules.flatMap(module => module.personalData?.tables ?? [])]);
    const personal = new Set(
      facts.filter(fact => fact.class === 'personal' || fact.class === 'sealed').map(({ table }) => table),
    );
    assert.deepEqual(
      [...personal].filter(table => !known.has(table)),
      [],
    );
    const all = new Set(facts.map(({ table }) => table));
    assert.deepEqual(
      [...known].filter(table => !all.has(table)),
      [],
      'a module claims a table that does not exist',
    );
  } finally {
    await database.close();
  }
});

test('every table says whether it goes along when the program moves, and what goes along is sealed under keys that do', async () => {
  const database = await testDatabase();
  try {
    const plan = await readMovePlan(database.db);
    assert.deepEqual(
      plan.filter(({ fate }) => fate === undefined).map(({ table }) => table),
      [],
      'a migration says it with core.moves',
    );
    assert.ok(
      plan.filter(({ fate }) => fate === 'carried').every(({ key }) => key.length > 0),
      'rows need an order',
    );
    for (const table of plan) if (table.fate === 'carried') assert.equal(await countMoving(database.db, table), 0);
  } finally {
    await database.close();
  }
});

test('retention knows the age of every row it must delete', async () => {
  const database = await testDatabase();
  try {
    const facts = await readDataInventory(database.db);
    for (const [table, columns] of Map.groupBy(facts, fact => fact.table)) {
      if (columns.every(({ keepDays }) => keepDays === undefined)) continue;
      assert.ok(
        columns.some(({ column }) => ['created_at', 'at', 'filled_at'].includes(column)),
        `${table} is kept for a time but has no age`,
      );
    }
  } finally {
    await database.close();
  }
});
