// Text arrays in binary form: what goes in is what PostgreSQL reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '../../../test/support/database.ts';
import { textArray } from './text-array.ts';

/** Whatever text a database can hold: it has no U+0000 and no half of a surrogate pair. */
const storable = fc.string({ unit: 'binary', maxLength: 12 }).filter(text => !text.includes('\0'));

test('any list of texts and nulls arrives as it was sent', async () => {
  const database = await testDatabase();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(storable), { maxLength: 8 }), async texts => {
        const { rows } = await database.pool.query<{ list: (string | null)[] }>('select $1::text[] as list', [
          textArray(texts),
        ]);
        assert.deepEqual(rows, [{ list: texts }]);
      }),
      {
        numRuns: 60,
        examples: [[[]], [[null]], [['', 'null', '{"a,b"}', '\\', 'ä€😀', null]]],
      },
    );
  } finally {
    await database.close();
  }
});
