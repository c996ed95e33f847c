// The one JSON text of a value (RFC 8785), so that hashes and signatures mean the same everywhere.
import canonicalize from 'canonicalize';

/** What JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * The canonical JSON of `value`: members sorted by UTF-16 code unit, no white space, numbers as ECMAScript prints them.
 * @throws TypeError for what JSON cannot carry unchanged: undefined, NaN, lone surrogates, bigints, dates, circles
 */
export function canonicalJson(value: JsonValue): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new TypeError('this value has no canonical JSON', { cause });
  }
  refuseWhatGetsLost(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text;
}

/** Like JSON.stringify, canonicalize leaves out undefined and calls toJSON; either could hide a mistake in a hash. */
function refuseWhatGetsLost(root: unknown): void {
  const waiting = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) {
      for (const element of value) waiting.push(element);
    } else if (typeof value === 'object' && value !== null) {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null)
        throw new TypeError('only plain objects have canonical JSON');
      for (const member of Object.values(value)) waiting.push(member);
    } else if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
      throw new TypeError(`${typeof value} has no canonical JSON`);
    }
  }
}
