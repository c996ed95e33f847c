// The last admin stays: nobody else could let another one in.
import type { Kernel } from '../../core/kernel.ts';
import { lockAdmins } from './person-store.ts';

/** Whether this person is the only admin; in a transaction it stays so until that ends. */
export async function isLastAdmin(kernel: Kernel, id: string): Promise<boolean> {
  const admins = await lockAdmins(kernel);
  return admins.length === 1 && admins[0] === id;
}
