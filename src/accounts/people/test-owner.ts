// The owner that a test account of Connect stands for: a person whom nobody can mail and who never signs in here.
import type { Kernel } from '../../core/kernel.ts';
import { personalData } from '../personal-data.ts';
import { findPerson } from './person-store.ts';

/** Top-level name that resolves nowhere (RFC 2606, section 2). Connect makes owners of test accounts under it. */
const DOMAIN = 'test.invalid';

export const isTestOwner = async (kernel: Kernel, id: string): Promise<boolean> =>
  (await findPerson(kernel, id))?.email.endsWith(`@${DOMAIN}`) === true;

/** Removes a test owner and the key that sealed what was theirs; anybody else stays. */
export async function eraseTestOwner(kernel: Kernel, id: string): Promise<void> {
  if (!(await isTestOwner(kernel, id))) return;
  await personalData.erase(kernel, id);
  await kernel.vault.shred(kernel.db, id);
}
