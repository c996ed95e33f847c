// Whether an answer of the platform to programs is as its API document says.
import assert from 'node:assert/strict';
import { answerForms } from '../../tools/answer-forms.ts';
import { formFaults } from './closed-schema.ts';

type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

/** Where status, media type or form are not as the document says. @param id the call's `operationId` */
export function platformFaults(id: string, { status, headers, body }: Answered): string[] {
  const { answers, types = {}, bare = {} } = answerForms['platform'] ?? assert.fail();
  const expected = bare[id] ?? 200;
  if (status !== expected) return [`${status} ${body.slice(0, 200)}`];
  if (bare[id] !== undefined) return body === '' ? [] : ['has a body'];
  const type = types[id] ?? 'application/json';
  const sent = String(headers['content-type']).split(';')[0] ?? '';
  const isText = types[id] !== undefined && !/[/+]json$/.test(type);
  return [
    // Each file of the pages has the type of its kind.
    ...(sent === type || id === 'asset' ? [] : [`is sent as ${sent}`]),
    ...formFaults(answers[id] ?? assert.fail(`nothing says the form of ${id}`), isText ? body : JSON.parse(body)),
  ];
}
