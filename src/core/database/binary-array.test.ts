// Arrays in binary form: what goes in is what PostgreSQL reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '../../../test/support/database.ts';
import { momentArray, textArray } from './binary-array.ts';

/** Whatever text a database can hold: it has no U+0000 and no half of a surrogate pair. */
const storable = fc.string({ unit: 'binary', maxLength: 12 }).filter(text => !text.includes('\0'));
const moments = fc.date({ min: new Date('1900-01-01'), max: new Date('2300-01-01'), noInvalidDate: true });

test('any list of texts and nulls, and any of moments, arrives as it was sent', async () => {
  const database = await testDatabase();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(storable), { maxLength: 8 }),
        fc.array(moments, { maxLength: 8 }),
        async (texts, moments) => {
          const { rows } = await database.pool.query<{ list: (string | null)[]; moments: Date[] }>(
            'select $1::text[] as list, $2::timestamptz[] as moments',
            [textArray(texts), momentArray(moments)],
          );
          assert.deepEqual(rows, [{ list: texts, moments }]);
        },
      ),
      {
        numRuns: 60,
        examples: [
          [[], []],
          [[null], [new Date(0)]],
          [['', 'null', '{"a,b"}', '\\', 'ä€😀', null], [new Date('2026-11-23T12:00:00.001Z')]],
        ],
      },
    );
  } finally {
    await database.close();
  }
});
