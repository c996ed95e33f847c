// What a developer filled in to try a call, as the request that it becomes. Pure.
import type { Call } from './call.ts';
import type { Values } from './sample-code.ts';

/** Fields of the form: `path.code`, `query.limit`, `header.sc-unit-system`, `body`. */
export type TryForm = Readonly<Record<string, string | undefined>>;

/** Calls on a car, with a token of its owner's grant. Ending the connection is none: there would be nothing to try with. */
export const canBeTried = ({ api, proof, path, method }: Call): boolean =>
  (api === 'v2' || api === 'v3') && proof === 'token' && !(method === 'DELETE' && path.endsWith('/application'));

/** Whether the car is told something. A batch only reads, whatever its method. */
export const isCommand = ({ method, id }: Call): boolean => method !== 'GET' && id !== 'batch';

/** Parameters that are filled in by hand; the car comes with the connection. */
export const askedParameters = ({ parameters }: Call) =>
  parameters.filter(({ in: place, name }) => !(place === 'path' && name === 'id') && name !== 'sc-user-id');

export type Read = { readonly ok: true; readonly values: Values } | { readonly ok: false; readonly errors: TryForm };

const MAX_BODY = 10_000;

/** Reads the form. @param vehicle the car of the chosen connection */
export function readTryForm(call: Call, form: TryForm, vehicle: string): Read {
  const errors: Record<string, string> = {};
  const values = { path: { id: vehicle } as Record<string, string>, query: {}, headers: {} } as {
    path: Record<string, string>;
    query: Record<string, string>;
    headers: Record<string, string>;
  };
  for (const { name, in: place, isRequired } of askedParameters(call)) {
    const field = `${place}.${name}`;
    const value = (form[field] ?? '').trim();
    if (value === '' && (place === 'path' || isRequired)) errors[field] = `Fill in ${name}.`;
    // A path of dots would become another path.
    else if (place === 'path' && !/^[\w-]{1,200}$/.test(value))
      errors[field] = `${name} may have letters, digits, hyphens and underscores.`;
    else if (/[^\x20-\x7e]/.test(value) && place === 'header')
      errors[field] = `${name} may have plain characters only.`;
    else if (value !== '') values[place === 'header' ? 'headers' : place][name] = value;
  }
  const body = call.body === undefined ? undefined : (form['body'] ?? '').trim();
  const fault = body === undefined ? undefined : faultOfBody(body);
  if (fault !== undefined) errors['body'] = fault;
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, values: { ...values, body } };
}

function faultOfBody(text: string): string | undefined {
  if (text.length > MAX_BODY) return `The body may have ${MAX_BODY} characters.`;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return 'This is no JSON: look for a missing quotation mark, comma or brace.';
  }
}

/** The form as it is offered: what the API document shows. */
export function firstValues(call: Call): TryForm {
  const shown = askedParameters(call).map(
    ({ name, in: place, example }) => [`${place}.${name}`, place === 'header' ? '' : (example ?? '')] as const,
  );
  return {
    ...Object.fromEntries(shown),
    ...(call.body && { body: JSON.stringify(call.body.example ?? {}, null, 2) }),
  };
}
