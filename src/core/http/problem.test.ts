import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { type ErrorCode, errors } from '../../catalog/errors.ts';
import { refuse } from '../errors.ts';
import { type ProblemRenderer, renderOauthError, renderPlainPage, renderProblemJson, toRefusal } from './problem.ts';

const show = (render: ProblemRenderer, error: unknown) =>
  // None of these renderers looks at the request.
  render({ refusal: toRefusal(error), requestId: 'request-1', request: {} as FastifyRequest });

test('problem+json by RFC 9457, for every code', () => {
  const render = renderProblemJson('https://telltale.example');
  for (const code of Object.keys(errors) as ErrorCode[]) {
    const { status, headers, body } = show(render, refuse(code));
    assert.equal(status, errors[code].status);
    assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
    assert.deepEqual(JSON.parse(String(body)), {
      type: `https://telltale.example/errors/${code}`,
      title: errors[code].title,
      status,
      detail: errors[code].advice,
      code,
      requestId: 'request-1',
    });
  }
});

test('details come along, but cannot replace what the problem says of itself', () => {
  const { body } = show(
    renderProblemJson('https://telltale.example'),
    refuse('scope_missing', { scope: 'read_odometer', status: 200, code: 'fine', requestId: 'x' }),
  );
  const problem = JSON.parse(String(body));
  assert.equal(problem.scope, 'read_odometer');
  assert.deepEqual([problem.status, problem.code, problem.requestId], [403, 'scope_missing', 'request-1']);
});

test("OAuth's form by RFC 6749 §5.2", () => {
  const of = (error: unknown) => {
    const { status, body } = show(renderOauthError, error);
    return [status, JSON.parse(String(body)).error];
  };
  assert.deepEqual(of(refuse('invalid_input')), [400, 'invalid_request']);
  assert.deepEqual(of(refuse('rate_limited')), [429, 'temporarily_unavailable']);
  assert.deepEqual(of(new Error('boom')), [500, 'server_error']);
});

test('the plainest page says what happened and under which number', () => {
  const { status, body } = show(renderPlainPage, refuse('conflict'));
  assert.equal(status, 409);
  assert.match(String(body), /Someone changed this at the same time.*request-1/);
});

test('whatever is thrown becomes a refusal, and foreign words stay inside', () => {
  const cases: [unknown, ErrorCode][] = [
    [refuse('conflict'), 'conflict'],
    [new Error('insert failed: ada@example.com'), 'internal'],
    ['a string', 'internal'],
    [undefined, 'internal'],
    [null, 'internal'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }), 'too_large'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }), 'unsupported_media_type'],
    [Object.assign(new Error('x'), { code: 'FST_FILES_LIMIT' }), 'too_many_files'],
    [Object.assign(new Error('x'), { code: '23505', statusCode: undefined }), 'internal'],
    [Object.assign(new Error('x'), { code: '__proto__' }), 'internal'],
    [Object.assign(new Error('x'), { code: 'constructor' }), 'internal'],
    [Object.assign(new Error('x'), { statusCode: 400 }), 'invalid_input'],
    [Object.assign(new Error('x'), { statusCode: 413 }), 'too_large'],
    [Object.assign(new Error('x'), { statusCode: 415 }), 'unsupported_media_type'],
    [Object.assign(new Error('x'), { name: 'SealBroken' }), 'sealed_data_broken'],
  ];
  for (const [thrown, code] of cases) {
    const refusal = toRefusal(thrown);
    assert.equal(refusal.code, code, String(thrown));
    for (const render of [renderProblemJson(''), renderOauthError, renderPlainPage])
      assert.doesNotMatch(String(show(render, thrown).body), /ada@example/);
  }
  const error = new Error('kept');
  assert.equal(toRefusal(error).cause, error);
});

test('of input that does not fit, only the name of the field is told', () => {
  const refusal = toRefusal({
    code: 'FST_ERR_VALIDATION',
    validation: [
      {
        instancePath: '/age',
        message: 'must be integer',
        params: { type: 'integer' },
        keyword: 'type',
        data: 'my secret',
      },
    ],
  });
  assert.equal(refusal.code, 'invalid_input');
  assert.deepEqual(refusal.details, { field: 'age', expected: 'must be integer' });
});
