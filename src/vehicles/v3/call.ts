// What every call of API v3 on a car reads out of its request, and for whom it acts (vehicle-platform §12.1).
import Type from 'typebox';
import type { Actor, Application } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { namedUser, userIdOf } from '../user-id.ts';

/** `page[size]` at most. */
export const MOST = 100;

export const PageQuery = {
  'page[number]': Type.Optional(Type.String({ maxLength: 10 })),
  'page[size]': Type.Optional(Type.String({ maxLength: 10 })),
  flags: Type.Optional(Type.String({ maxLength: 1000 })),
};

export type PageInput = { readonly 'page[number]'?: string; readonly 'page[size]'?: string };

/** @throws Refusal invalid_input that names the parameter */
export function readPage(query: PageInput, usual: number): { readonly number: number; readonly size: number } {
  return {
    number: readWhole('page[number]', query['page[number]'], 1, 1_000_000),
    size: readWhole('page[size]', query['page[size]'], usual, MOST),
  };
}

function readWhole(field: string, text: string | undefined, usual: number, most: number): number {
  if (text === undefined || text === '' || text === 'undefined') return usual;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw refuse('invalid_input', { field, expected: `must be a whole number from 1 to ${most}` });
  return value;
}

/** Links of one page among all, each text or null. */
export function pageLinks(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  pages: number,
  page: { number: number; size: number },
) {
  const to = (number: number): string => {
    const others = Object.entries(query).filter(([name, value]) => value !== undefined && !name.startsWith('page['));
    const parameters = new URLSearchParams(others as [string, string][]);
    parameters.set('page[number]', String(number));
    parameters.set('page[size]', String(page.size));
    return `${path}?${parameters}`;
  };
  return {
    self: to(page.number),
    first: to(1),
    previous: page.number > 1 ? to(page.number - 1) : null,
    next: page.number < pages ? to(page.number + 1) : null,
    last: to(Math.max(1, pages)),
  };
}

/**
 * Who acts: an owner's grant stands behind it. A token of the application itself has to name the owner, and the
 * authenticator has looked that owner's grant up before.
 * @throws Refusal invalid_input without `sc-user-id`, vehicle_not_granted for a user who granted nothing
 */
export function granteeOf(kernel: Kernel, actor: Actor, { headers }: RouteContext['request']): Application {
  const user = namedUser(headers);
  if (actor.kind === 'application') {
    if (user === undefined || user === userIdOf(kernel, actor.id, actor.owner)) return actor;
    throw refuse('vehicle_not_granted');
  }
  if (actor.kind !== 'application-itself') throw refuse('token_invalid');
  if (user === undefined)
    throw refuse('invalid_input', { field: 'sc-user-id', expected: 'must name the user whose car it is' });
  throw refuse('vehicle_not_granted');
}
