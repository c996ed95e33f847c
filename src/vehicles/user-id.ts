// The id by which an application knows an owner: a UUID of its own for each application, so that two applications
// cannot find out together that they serve the same person.
import { uuidOf } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';

/** Lower-case UUID that stays the same for an application and an owner. */
export const userIdOf = (kernel: Kernel, application: string, owner: string): string =>
  uuidOf(kernel.vault.blindIndex('vehicles.user-id', `${application}\n${owner}`));
