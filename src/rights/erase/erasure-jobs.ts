// Erasures run when their time has come, go on after a crash, and finish when a legal hold ends.
import { actorId, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import type { Job } from '../../core/work/jobs.ts';
import { listOverHolds, releaseHold } from '../holds/hold-store.ts';
import { findHeldErasure, listDueErasures } from '../request-store.ts';
import { ERASE_AGAIN, ERASE_PERSON, eraseAgain, erasePerson } from './erase-person.ts';

/** @param holders what the modules hold of people; asked for late, since this module is one of them */
export const erasureJobs = (holders: () => readonly PersonalDataHolder[]): readonly Job[] => [
  {
    name: ERASE_PERSON,
    run: (kernel, { request = '' }) => erasePerson(kernel, holders(), request),
  },
  {
    name: ERASE_AGAIN,
    run: (kernel, { person = '' }) => eraseAgain(kernel, holders(), person),
  },
  {
    name: 'begin-due-erasures',
    every: '*/10 * * * *',
    run: async kernel => {
      for (const request of await listDueErasures(kernel))
        await kernel.enqueue(kernel, ERASE_PERSON, { request }, { key: request });
      for (const hold of await listOverHolds(kernel)) await endHold(kernel, actorId(system('rights')), hold);
    },
  },
];

/**
 * Ends a legal hold, and begins the erasure that waited for it.
 * @param actor who ended it, for the log
 * @returns false when it had ended before
 */
export const endHold = (kernel: Kernel, actor: string, hold: string): Promise<boolean> =>
  kernel.transaction(async kernel => {
    const person = await releaseHold(kernel, hold, actor);
    if (person === undefined) return false;
    await kernel.audit.record(kernel.db, { actor, action: 'rights.hold.release', subject: hold });
    const request = await findHeldErasure(kernel, person);
    if (request) await kernel.enqueue(kernel, ERASE_PERSON, { request }, { key: request });
    return true;
  });
