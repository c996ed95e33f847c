// Building blocks of JSON schemas.
export type Schema = Readonly<Record<string, unknown>>;

export const text = { type: 'string', minLength: 1 };
export const uri = { type: 'string', format: 'uri', minLength: 1, maxLength: 2048 };
export const instant = { type: 'string', format: 'date-time', pattern: 'Z$' };
export const cveId = { type: 'string', pattern: '^CVE-[0-9]{4}-[0-9]{4,19}$' };
export const cweId = { type: 'string', pattern: '^CWE-[1-9][0-9]*$' };

export const closed = (required: readonly string[], properties: Schema): Schema => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});
export const list = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems, uniqueItems: true });
