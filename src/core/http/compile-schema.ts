// Compiles the schemas of routes when they are first needed: hundreds at once would take half of a start.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** As Fastify calls it: true, or false with the faults in `errors`. Values are filled in and, for texts, converted in place. */
export type SchemaValidator = { (value: unknown): boolean; errors?: ErrorObject[] | null };

const options = { allErrors: false, removeAdditional: false, useDefaults: true, strict: false } as const;

/**
 * A compiler of one server. JSON must be what its schema says; a query and a form carry texts only, so numbers and
 * lists are read from them.
 */
export function schemaCompiler(): (schema: object, from: 'json' | 'texts') => SchemaValidator {
  const compilers = {
    json: addFormats.default(new Ajv({ ...options, coerceTypes: false })),
    texts: addFormats.default(new Ajv({ ...options, coerceTypes: 'array' })),
  };
  return (schema, from) => {
    let compiled: ValidateFunction | undefined;
    const validate: SchemaValidator = value => {
      compiled ??= compilers[from].compile(schema);
      // Schemas here have no `$async`, so the answer is no promise.
      const isValid = compiled(value) as boolean;
      validate.errors = compiled.errors ?? null;
      return isValid;
    };
    return validate;
  };
}
