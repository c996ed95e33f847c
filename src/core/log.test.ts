import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError, openLog } from './log.ts';

/** What is written of an error, under `err`. */
function lineOf(err: unknown): Record<string, unknown> {
  const lines: string[] = [];
  openLog('info', { write: line => void lines.push(line) }).warn({ err, code: 'a-code' }, 'it failed');
  const line = JSON.parse(lines[0] ?? '{}');
  assert.equal(line.code, '***', 'a code may be one that lets somebody in');
  return line.err;
}

const broken = () =>
  Object.assign(new Error('Key (email)=(ada@example.com) already exists.'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
    constraint: 'person_email',
    table: 'person',
  });

test('of an error of the database the SQLSTATE is written and no word of a row', () => {
  const { stack, ...facts } = lineOf(broken());
  assert.deepEqual(facts, { type: 'Error', sqlState: '23505', constraint: 'person_email', table: 'person' });
  assert.doesNotMatch(String(stack), /ada@/);
  const caused = lineOf(new Error('no', { cause: broken() }));
  assert.equal((caused['cause'] as Record<string, unknown>)['sqlState'], '23505');
});

test('an error that was described already is written whole', () => {
  assert.deepEqual(lineOf(describeError(broken()))['sqlState'], '23505');
  assert.equal(lineOf(describeError(new Error('gone')))['message'], 'gone');
  assert.deepEqual(
    lineOf({ type: 'x', message: 'ada@example.com' }),
    { type: 'object' },
    'but nothing that only looks like one',
  );
  assert.deepEqual(lineOf('text'), { type: 'string' });
});
