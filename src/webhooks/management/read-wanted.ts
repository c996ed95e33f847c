// What a request to subscribe asks for. The contract shows no body (vehicle-platform §12.3), so both shapes that JSON:API
// knows are read: relationships, or attributes.
import { refuse } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';

export type Wanted = { readonly webhook: string; readonly user: string; readonly vehicle: string };

/**
 * @param user the `sc-user-id` header, where the body names no user
 * @throws Refusal invalid_input
 */
export function readWanted(body: unknown, user: string | string[] | undefined): Wanted {
  const data = fieldOf(body, 'data');
  const named = (name: string): unknown =>
    fieldOf(fieldOf(fieldOf(fieldOf(data, 'relationships'), name), 'data'), 'id') ??
    fieldOf(fieldOf(data, 'attributes'), `${name}Id`);
  const wanted = { webhook: named('webhook') ?? '', user: named('user') ?? user, vehicle: named('vehicle') };
  if (typeof wanted.vehicle !== 'string' || !isUuid(wanted.vehicle)) throw missing('vehicle');
  if (typeof wanted.user !== 'string' || !isUuid(wanted.user)) throw missing('user');
  if (typeof wanted.webhook !== 'string') throw missing('webhook');
  return { webhook: wanted.webhook, user: wanted.user, vehicle: wanted.vehicle };
}

const missing = (name: string) =>
  refuse('invalid_input', { field: `data/relationships/${name}/data/id`, expected: 'must be a UUID' });

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
