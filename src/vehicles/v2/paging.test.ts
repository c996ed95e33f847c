import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../core/errors.ts';
import { pageOf, readPaging } from './paging.ts';

const refusedField = (query: Parameters<typeof readPaging>[0]): unknown => {
  try {
    return readPaging(query, 10);
  } catch (error) {
    return isRefusal(error) ? error.details['field'] : error;
  }
};

test('what SDKs send for nothing is nothing; the limits themselves are taken, and a page may lie beyond the end', () => {
  for (const query of [{}, { limit: '', offset: '' }, { limit: 'undefined', offset: 'undefined' }])
    assert.deepEqual(readPaging(query, 10), { limit: 10, offset: 0 });
  const far = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(readPaging({ limit: '50', offset: String(far) }, 10), { limit: 50, offset: far });
  assert.deepEqual(pageOf(['a', 'b'], { limit: 50, offset: far }), { items: [], paging: { count: 2, offset: far } });
});

test('what is no whole number, or beyond its limits, is refused by name', () => {
  for (const limit of ['0', '51', '-1', '1.5', '1e1', ' 1', 'ten', 'null'])
    assert.equal(refusedField({ limit }), 'limit', limit);
  for (const offset of ['-1', '1.5', String(Number.MAX_SAFE_INTEGER + 1), '9'.repeat(16), '9'.repeat(30)])
    assert.equal(refusedField({ offset }), 'offset', offset);
});
