// Arrays in binary form: what goes in is what PostgreSQL reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '../../../test/support/database.ts';
import { bytesArray, integerArray, momentArray, textArray } from './binary-array.ts';

/** Whatever text a database can hold: it has no U+0000 and no half of a surrogate pair. */
const storable = fc.string({ unit: 'binary', maxLength: 12 }).filter(text => !text.includes('\0'));
const moments = fc.date({ min: new Date('1900-01-01'), max: new Date('2300-01-01'), noInvalidDate: true });

test('any list of texts, bytes, numbers and nulls, and any of moments, arrives as it was sent', async () => {
  const database = await testDatabase();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(storable), { maxLength: 8 }),
        fc.array(moments, { maxLength: 8 }),
        fc.array(fc.option(fc.uint8Array({ maxLength: 9 }).map(bytes => Buffer.from(bytes))), { maxLength: 8 }),
        fc.array(fc.option(fc.integer()), { maxLength: 8 }),
        async (texts, moments, bytes, numbers) => {
          const { rows } = await database.pool.query(
            'select $1::text[] as texts, $2::timestamptz[] as moments, $3::bytea[] as bytes, $4::integer[] as numbers',
            [textArray(texts), momentArray(moments), bytesArray(bytes), integerArray(numbers)],
          );
          assert.deepEqual(rows, [{ texts, moments, bytes, numbers }]);
        },
      ),
      {
        numRuns: 60,
        examples: [
          [[], [], [], []],
          [[null], [new Date(0)], [null], [null]],
          [
            ['', 'null', '{"a,b"}', '\\', 'ä€😀', null],
            [new Date('2026-11-23T12:00:00.001Z')],
            [Buffer.alloc(0), Buffer.from([0, 92, 255]), null],
            [0, -1, null, 2_147_483_647],
          ],
        ],
      },
    );
  } finally {
    await database.close();
  }
});
