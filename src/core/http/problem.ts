// The one error edge of HTTP: whatever was thrown becomes a refusal, and the refusal is told in the route's family.
import type { FastifyError, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../catalog/errors.ts';
import { type Family, href, routes } from '../../catalog/routes.ts';
import { KeyProviderError } from '../crypto/key-provider.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { type Answer, bytes, html, json } from './answer.ts';

export type Problem = { readonly refusal: Refusal; readonly requestId: string; readonly request: FastifyRequest };

/** Renders a problem for one family. The families that modules own (pages, vehicle API) are handed in by app.ts. */
export type ProblemRenderer = (problem: Problem) => Answer;

const FROM_FASTIFY: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>(
  Object.entries({
    FST_ERR_VALIDATION: 'invalid_input',
    FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
    FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_input',
    FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_input',
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_input',
    FST_ERR_BAD_URL: 'not_found',
    FST_ERR_MAX_PARAM_LENGTH: 'not_found',
    FST_REQ_FILE_TOO_LARGE: 'file_too_large',
    FST_FILES_LIMIT: 'too_many_files',
    FST_FIELDS_LIMIT: 'invalid_input',
    FST_PARTS_LIMIT: 'too_many_files',
    FST_PROTO_VIOLATION: 'invalid_input',
    FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
  } as const),
);

/** Turns anything thrown into a refusal; what is not one becomes `internal` and keeps the error as its cause. */
export function toRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  // Anything can be thrown, `undefined` too.
  const { code, statusCode, validation } = (error ?? {}) as Partial<FastifyError>;
  const known = FROM_FASTIFY.get(code);
  if (known !== undefined) return refuse(known, fieldOf(validation), { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return refuse(
      statusCode === 413 ? 'too_large' : statusCode === 415 ? 'unsupported_media_type' : 'invalid_input',
      {},
      { cause: error },
    );
  if (error instanceof Error && error.name === 'SealBroken') return refuse('sealed_data_broken', {}, { cause: error });
  if (error instanceof KeyProviderError && error.fault === 'unavailable')
    return refuse('keys_unavailable', {}, { cause: error });
  return refuse('internal', {}, { cause: error });
}

/** The field that did not fit, by its name only: the value might be a secret. */
function fieldOf(validation: FastifyError['validation']): Record<string, string> {
  const [first] = validation ?? [];
  if (!first) return {};
  const { missingProperty, additionalProperty } = first.params as {
    missingProperty?: string;
    additionalProperty?: string;
  };
  const field = missingProperty ?? additionalProperty ?? first.instancePath.slice(1);
  const words = wordsAllowed(validation ?? [], first.instancePath);
  const expected = words.length > 0 ? `must be one of: ${words.join(', ')}` : messageOf(first);
  return { field: field.slice(0, 100), expected: expected.slice(0, 200) };
}

/** What the schema's compiler says, where it says it so that somebody who has not written a schema knows what to do. */
const messageOf = ({ keyword, message = '' }: NonNullable<FastifyError['validation']>[number]): string =>
  keyword === 'additionalProperties' ? 'is not known here' : keyword === 'required' ? 'must be there' : message;

/** The words that a field may be, where it may be nothing else: the schema's, never the client's. */
function wordsAllowed(validation: NonNullable<FastifyError['validation']>, place: string): unknown[] {
  const here = validation.filter(({ instancePath }) => instancePath === place);
  return here
    .filter(() => here.every(({ keyword }) => ['const', 'enum', 'anyOf'].includes(keyword)))
    .flatMap(({ params }) => {
      const { allowedValue, allowedValues } = params as { allowedValue?: unknown; allowedValues?: unknown[] };
      return allowedValues ?? (allowedValue === undefined ? [] : [allowedValue]);
    });
}

/** problem+json (RFC 9457); `type` is the address of the code's own page. */
export const renderProblemJson =
  (publicUrl: string): ProblemRenderer =>
  ({ refusal, requestId }) => {
    const { code, entry, details } = refusal;
    return json(
      {
        ...details,
        type: publicUrl + href(routes.site.error, { code }),
        title: entry.title,
        status: entry.status,
        detail: entry.advice,
        code,
        requestId,
      },
      { status: entry.status, headers: { 'content-type': 'application/problem+json; charset=utf-8' } },
    );
  };

/** Error objects of JSON:API 1.1 (“Errors”). `source` says where in the request the fault is, as far as it is known. */
export const renderJsonApiErrors =
  (publicUrl: string, mediaType: string): ProblemRenderer =>
  ({ refusal, requestId }) => {
    const { code, entry, details } = refusal;
    const source = sourceOf(refusal);
    const error = {
      id: requestId,
      status: String(entry.status),
      code,
      title: entry.title,
      detail: entry.advice,
      links: { type: publicUrl + href(routes.site.error, { code }) },
      ...(source && { source }),
      ...(Object.keys(details).length > 0 && { meta: details }),
    };
    // As bytes, because the media type takes no charset.
    return bytes(Buffer.from(JSON.stringify({ errors: [error] })), mediaType, {
      status: entry.status,
      headers: entry.status === 401 ? { 'www-authenticate': 'Bearer' } : {},
    });
  };

/** A parameter of the query, or a JSON pointer (RFC 6901) into the body. */
function sourceOf({ cause, details }: Refusal): Readonly<Record<string, string>> | undefined {
  const { validation, validationContext } = (cause ?? {}) as Partial<FastifyError>;
  const [first] = validation ?? [];
  if (!first) return typeof details['parameter'] === 'string' ? { parameter: details['parameter'] } : undefined;
  const { missingProperty, additionalProperty } = first.params as Readonly<Record<string, string | undefined>>;
  const within = missingProperty ?? additionalProperty;
  const pointer = within === undefined ? first.instancePath : `${first.instancePath}/${within}`;
  return validationContext === 'querystring'
    ? { parameter: pointer.slice(1, 100) }
    : { pointer: pointer.slice(0, 200) };
}

/** The form of RFC 6749 §5.2. */
export const renderOauthError: ProblemRenderer = ({ refusal: { code, entry } }) =>
  json(
    {
      error:
        code === 'rate_limited' ? 'temporarily_unavailable' : entry.status >= 500 ? 'server_error' : 'invalid_request',
      error_description: entry.title,
    },
    { status: entry.status },
  );

/** A page without any help, for the case that the page kit itself fails. */
export const renderPlainPage: ProblemRenderer = ({ refusal: { entry }, requestId }) =>
  html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${entry.title}</title><h1>${entry.title}</h1><p>${entry.advice}</p><p>Request ${requestId}</p></html>`,
    {
      status: entry.status,
    },
  );

export type ProblemRenderers = Readonly<Record<Family, ProblemRenderer>>;
