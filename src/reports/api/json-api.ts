// Documents of JSON:API 1.1: resources, sparse fieldsets, what is included, and answers under the media type.
import { refuse } from '../../core/errors.ts';
import { type Answer, bytes } from '../../core/http/answer.ts';
import { JSON_API } from '../../core/http/negotiate.ts';

export type Identifier = { readonly type: string; readonly id: string };

export type Relationship = {
  readonly data?: Identifier | readonly Identifier[] | null;
  readonly links?: Readonly<Record<string, string>>;
};

export type Resource = Identifier & {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships?: Readonly<Record<string, Relationship>>;
  readonly links?: Readonly<Record<string, string>>;
};

/** One fault of a request, told together with others. */
export type Fault = { readonly pointer: string; readonly detail: string };

/** The names in a list such as `include` or `fields[…]`; undefined when the parameter is absent. */
export const readNames = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map(name => name.trim())
    .filter(name => name !== '');

/**
 * The relationships that shall be included.
 * @throws Refusal `invalid_input` for a path that is none of them, as the standard asks
 */
export function readInclude<Name extends string>(text: string | undefined, known: readonly Name[]): Name[] {
  return (readNames(text) ?? []).map(name => {
    const found = known.find(each => each === name);
    if (found === undefined) throw refuse('invalid_input', { parameter: 'include' });
    return found;
  });
}

/** Leaves only the named attributes and relationships; all of them without names. */
export function pickFields(resource: Resource, names: readonly string[] | undefined): Resource {
  if (names === undefined) return resource;
  const { attributes, relationships = {}, ...rest } = resource;
  const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
  const kept = pick(relationships);
  return { ...rest, attributes: pick(attributes), ...(Object.keys(kept).length > 0 && { relationships: kept }) };
}

/** Each resource once. */
export const eachOnce = (resources: readonly Resource[]): Resource[] => [
  ...new Map(resources.map(resource => [`${resource.type} ${resource.id}`, resource])).values(),
];

type Extra = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly type?: string };

/** Answers with a document. As bytes, because the media type takes no charset. */
export const answerDocument = (document: object, { status = 200, headers = {}, type = JSON_API }: Extra = {}): Answer =>
  bytes(Buffer.from(JSON.stringify({ jsonapi: { version: '1.1' }, ...document })), type, {
    status,
    headers: { vary: 'accept', 'cache-control': 'no-store', ...headers },
  });

/** Answers with several faults at once, each with the place that it is about. */
export const answerFaults = (
  code: 'report_incomplete' | 'move_refused',
  faults: readonly Fault[],
  type: string = JSON_API,
): Answer =>
  answerDocument(
    {
      errors: faults.map(({ pointer, detail }) => ({
        status: '422',
        code,
        title: refuse(code).entry.title,
        detail,
        source: { pointer },
      })),
    },
    { status: 422, type },
  );
