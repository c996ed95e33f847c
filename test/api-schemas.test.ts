// The API documents show what is asked and answered, say the form of every answer, and every example has it: nothing in an
// example is more than it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { vehicleErrors } from '../src/catalog/vehicle-errors.ts';
import { vehicleErrorBody, vehicleErrorBodyV3 } from '../src/vehicles/error-body.ts';
import { answerForms } from '../tools/answer-forms.ts';
import { errorSchema } from '../tools/answer-schemas.ts';
import { errorSchemaV3 } from '../tools/answer-schemas-v3.ts';
import { formFaults as faults } from './support/closed-schema.ts';

type Content = Readonly<Record<string, { readonly schema?: TSchema; readonly example?: unknown }>>;
type Operation = {
  readonly operationId: string;
  /** Why there is no example of the call. */
  readonly 'x-no-example'?: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

function operationsOf(name: string): Operation[] {
  const document = JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.values(document.paths).flatMap(operations => Object.values(operations));
}

for (const [name, { answers, bare = {} }] of Object.entries(answerForms))
  test(`${name}: the form of every answer is said, and its example has it`, () => {
    const operations = operationsOf(name);
    for (const { operationId, requestBody, responses, ...operation } of operations) {
      const isShown = operation['x-no-example'] === undefined;
      for (const { schema, example } of Object.values(requestBody?.content ?? {})) {
        if (!isShown && example === undefined) continue;
        assert.ok(schema !== undefined && example !== undefined, `${operationId} has no example of what is asked`);
        assert.deepEqual(faults(schema, example), [], `${operationId} is asked`);
      }
      for (const [status, { content }] of Object.entries(responses)) {
        if (status === '204' || bare[operationId] !== undefined) continue;
        const [told] = Object.values(content ?? {});
        assert.ok(told?.schema !== undefined, `${operationId} ${status} has no schema`);
        const schema = answers[operationId];
        if (told.example === undefined || schema === undefined) {
          // Errors, and the other statuses of an order, are told by their form.
          assert.ok(!isShown || !/^20[01]$/.test(status), `${operationId} ${status} has no example`);
          continue;
        }
        assert.deepEqual(faults(schema, told.example), [], `${operationId} ${status}`);
      }
    }
    const known = new Set(operations.map(({ operationId }) => operationId));
    assert.deepEqual(
      Object.keys(answers).filter(id => !known.has(id)),
      [],
      'forms of calls that there are not',
    );
  });

for (const name of ['connect'])
  test(`${name}: every example of a request has the form that is said, and every answer is shown`, () => {
    for (const { operationId, requestBody, responses } of operationsOf(name)) {
      for (const { schema, example } of Object.values(requestBody?.content ?? {})) {
        assert.ok(schema !== undefined && example !== undefined, `${operationId} has no example of what is asked`);
        assert.deepEqual([...Value.Errors(schema, example)], [], `${operationId} is asked`);
      }
      const [[status = '', { content = {} }] = ['', {}]] = Object.entries(responses);
      // Where a browser is sent on, or nothing is said, there is nothing to show.
      if (status === '303' || WITHOUT_BODY.has(operationId)) continue;
      assert.ok(Object.values(content)[0]?.example !== undefined, `${operationId} has no example of its answer`);
    }
  });

/** RFC 7009 §2.2: the status says all; RFC 8414 metadata is read from the server itself. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['revoke', 'metadata']);

test('every error has the form that the documents say, in both versions', () => {
  const id = '5dea93a1-3f79-4246-90c5-89610a20471b';
  const options = { docsBase: 'https://telltale.example', detail: [{ field: ['requests', '0'], message: 'is wrong' }] };
  for (const code of Object.keys(vehicleErrors) as (keyof typeof vehicleErrors)[]) {
    const more = { ...options, resolutionUrl: 'https://telltale.example/oauth/reauthenticate' };
    assert.deepEqual(faults(errorSchema, vehicleErrorBody(code, id, more)), [], code);
    assert.deepEqual(faults(errorSchemaV3, vehicleErrorBodyV3(code, id, options)), [], code);
  }
});
