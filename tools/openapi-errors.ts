// How the API documents say that a call was refused, by the family of its address.
import type { TSchema } from 'typebox';
import { errors } from '../src/catalog/errors.ts';
import { errorSchema } from './answer-schemas.ts';
import { errorSchemaV3 } from './answer-schemas-v3.ts';

const problem = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errors) },
    requestId: { type: 'string', format: 'uuid' },
  },
};

const jsonApiErrors = {
  type: 'object',
  description: 'JSON:API 1.1, error objects',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['status', 'code', 'title'],
        properties: {
          id: { type: 'string' },
          status: { type: 'string' },
          code: { type: 'string' },
          title: { type: 'string' },
          detail: { type: 'string' },
          source: { type: 'object' },
        },
      },
    },
  },
};

type Failure = { readonly name: string; readonly schema: TSchema | object; readonly mediaType: string };

/** The schema of a document's refusals, its name among the components, and the type it is sent as. @param file `openapi/….json` */
export function failureOf(file: string, mediaType: string | undefined): Failure {
  if (mediaType !== undefined) return { name: 'Errors', schema: jsonApiErrors, mediaType };
  if (file.endsWith('/v2.json')) return { name: 'Error', schema: errorSchema, mediaType: 'application/json' };
  if (file.endsWith('/v3.json')) return { name: 'Errors', schema: errorSchemaV3, mediaType: 'application/json' };
  return { name: 'Problem', schema: problem, mediaType: 'application/problem+json' };
}
