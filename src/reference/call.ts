// One call of an API as the reference tells it, read out of an API document. Pure.
import type { Api, ApiId } from './apis.ts';

/** One value of a request or an answer, by the path to it: `data.attributes.percent`. */
export type FieldRow = {
  readonly name: string;
  readonly isRequired: boolean;
  /** What it may be, in words. */
  readonly type: string;
  readonly about: string;
};

export type Parameter = FieldRow & {
  readonly in: 'path' | 'query' | 'header';
  readonly example: string | undefined;
  readonly words: readonly string[] | undefined;
};

export type Call = {
  readonly api: ApiId;
  /** Its place in addresses, unique within the API. */
  readonly id: string;
  readonly method: string;
  /** With places in braces; the version is filled in. */
  readonly path: string;
  readonly summary: string;
  /** A permission of owners, or a scope of API tokens. */
  readonly permission: string | undefined;
  readonly proof: 'none' | 'token' | 'token-or-none' | 'client';
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly fields: readonly FieldRow[]; readonly example: unknown } | undefined;
  readonly answer: {
    readonly status: number;
    readonly type: string | undefined;
    readonly headers: readonly {
      readonly name: string;
      readonly about: string;
      readonly example: string | undefined;
    }[];
    readonly example: unknown;
    /** Why there is none, where that is said. */
    readonly noExample: string | undefined;
  };
  readonly errors: readonly string[];
  readonly makes: readonly string[];
  readonly units: readonly { readonly of: string; readonly metric: string; readonly imperial: string }[];
};

type Schema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
};

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;

type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly description?: string;
    readonly example?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Content;
        readonly headers?: Readonly<Record<string, { readonly description: string; readonly example?: string }>>;
      }
    >
  >;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-permission'?: string;
  readonly 'x-makes'?: readonly string[];
  readonly 'x-units'?: Call['units'];
  readonly 'x-errors'?: readonly string[];
  readonly 'x-no-example'?: string;
};

export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** The calls that an API takes of a document, in the order of their paths. @param file the document's name */
export function callsOf(api: Api, file: string, document: ApiDocument): Call[] {
  const source = api.documents.find(one => one.file === file);
  if (source === undefined) return [];
  const prefix = api.documents.length > 1 && source.tags === undefined ? `${file.replace('reports-v1', '')}-` : '';
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    source.paths !== undefined && !source.paths.test(path)
      ? []
      : Object.entries(methods)
          .filter(
            ([, { tags, security }]) =>
              source.tags === undefined || (isOpen(security) && tags.some(tag => source.tags?.includes(tag))),
          )
          .map(([method, operation]) => callOf(api.id, prefix.replace(/^-/, ''), path, method, operation)),
  );
}

const isOpen = (security: Operation['security']): boolean => security.length === 0;

function callOf(api: ApiId, prefix: string, path: string, method: string, operation: Operation): Call {
  const { parameters, requestBody, responses, security } = operation;
  const [status = '200', answer] = Object.entries(responses).find(([code]) => code !== 'default') ?? [];
  const [answerType, content] = Object.entries(answer?.content ?? {})[0] ?? [];
  const [bodyType, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return {
    api,
    id: prefix + operation.operationId,
    method: method.toUpperCase(),
    path: path.replace('{version}', '2.0'),
    summary: operation.summary,
    permission: operation['x-permission'],
    proof: proofOf(security),
    parameters: parameters
      .filter(({ name }) => name !== 'version' && name !== 'flags')
      .map(({ name, in: place, required, description, example, schema }) => ({
        name,
        in: place,
        isRequired: required,
        type: typeOf(schema),
        about: description ?? schema.description ?? '',
        example,
        words: schema.enum?.map(String),
      })),
    body:
      bodyType === undefined || body === undefined
        ? undefined
        : { type: bodyType, fields: fieldsOf(body.schema ?? {}), example: body.example },
    answer: {
      status: Number(status),
      type: answerType,
      headers: Object.entries(answer?.headers ?? {}).map(([name, { description, example }]) => ({
        name,
        about: description,
        example,
      })),
      example: content?.example,
      noExample: operation['x-no-example'],
    },
    errors: operation['x-errors'] ?? [],
    makes: operation['x-makes'] ?? [],
    units: operation['x-units'] ?? [],
  };
}

function proofOf(security: Operation['security']): Call['proof'] {
  if (security.length === 0) return 'none';
  if (security.some(one => 'client' in one)) return 'client';
  return security.some(one => Object.keys(one).length === 0) ? 'token-or-none' : 'token';
}

/** Every value within an object's schema, each by the path to it. */
function fieldsOf(schema: Schema, before = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = before + name;
    const row = {
      name: path,
      isRequired: schema.required?.includes(name) ?? false,
      type: typeOf(inner),
      about: inner.description ?? '',
    };
    if (inner.properties) return fieldsOf(inner, `${path}.`);
    if (inner.items?.properties) return fieldsOf(inner.items, `${path}[].`);
    return [row];
  });
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const { type = 'any', minimum, maximum } = schema;
  const word = [type].flat().join(' or ').replace('string', 'text');
  if (minimum !== undefined && maximum !== undefined) return `${word}, ${minimum} to ${maximum}`;
  return word;
}
