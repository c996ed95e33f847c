// The id by which an application knows an owner: a UUID of its own for each application, so that two applications
// cannot find out together that they serve the same person.
import type { RouteContext } from '../core/http/define-route.ts';
import { uuidOf } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';

/** Lower-case UUID that stays the same for an application and an owner. */
export const userIdOf = (kernel: Kernel, application: string, owner: string): string =>
  uuidOf(kernel.vault.blindIndex('vehicles.user-id', `${application}\n${owner}`));

/**
 * The user that a call of version 3 names, in lower case. An empty header and the word `undefined` name nobody, because
 * clients send both for what was not set.
 */
export function namedUser({ 'sc-user-id': named }: RouteContext['request']['headers']): string | undefined {
  const user = typeof named === 'string' ? named.toLowerCase() : '';
  return user === '' || user === 'undefined' ? undefined : user;
}
