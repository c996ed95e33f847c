// A schema under which nothing may be more than it says: for tests that a document is complete.
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Where a value is not of the form, or is more than the form says. */
export const formFaults = (schema: TSchema, value: unknown): string[] =>
  Value.Errors(closed(schema), value).map(({ instancePath, message }) => `${instancePath} ${message}`);

type Json = { readonly [key: string]: unknown };

/**
 * The same schema with every object closed, at any depth; objects without properties of their own stay as they are. What
 * only a request narrows (`x-all-without`) must be whole.
 */
function closed<S>(schema: S): S {
  if (Array.isArray(schema)) return schema.map(closed) as S;
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)])) as Json;
  const isObject = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  // The keys of `properties` are names, not keywords; a property called `type` is no type.
  const whole = 'x-all-without' in inner && { required: Object.keys(inner['properties'] as Json) };
  return (isObject ? { additionalProperties: false, ...inner, ...whole } : inner) as S;
}
