// Whether somebody is still signed in, for what stays open longer than a request.
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { isAlive, isEnough } from './session.ts';
import { findSessionById } from './session-store.ts';

/** Whether the person's session is there, alive, and of the same role as when the request began. */
export async function sessionStands(kernel: Kernel, { session, staffRole }: Person): Promise<boolean> {
  const found = await findSessionById(kernel, session);
  const isStaff = staffRole !== undefined;
  return (
    found !== undefined &&
    found.staffRole === staffRole &&
    isAlive(found, isStaff, kernel.clock.now()) &&
    isEnough(found.method, isStaff)
  );
}
