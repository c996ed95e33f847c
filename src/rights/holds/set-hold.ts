// Staff keeps one part of somebody from being erased, and lets it go again.
import { findPerson, findPersonByEmail, normalizeEmail } from '../../accounts/index.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { endHold } from '../erase/erasure-jobs.ts';
import { isHoldable } from '../parts.ts';
import { insertHold } from './hold-store.ts';

export type HoldForm = {
  readonly who: string;
  readonly part: string;
  readonly reason: string;
  /** A day, YYYY-MM-DD. */
  readonly until: string;
};
export type HoldFaults = { readonly [Field in keyof HoldForm]?: string };

const LONGEST = 2000;
const MOST_DAYS = 3660;

/** @returns what is wrong with the form; nothing when the hold stands */
export async function setHold(kernel: Kernel, actor: Actor, form: HoldForm): Promise<HoldFaults> {
  const { part, reason, until } = form;
  const now = kernel.clock.now();
  const email = normalizeEmail(form.who);
  const person = isId('per', form.who)
    ? await findPerson(kernel, form.who)
    : email === undefined
      ? undefined
      : await findPersonByEmail(kernel, email);
  const end = /^\d{4}-\d\d-\d\d$/.test(until) ? new Date(`${until}T23:59:59.999Z`) : undefined;
  const isGood = end !== undefined && !Number.isNaN(end.getTime());
  const faults: HoldFaults = {
    ...(person ? {} : { who: 'Nobody has this address or id here.' }),
    ...(isHoldable(part) ? {} : { part: 'Choose what has to stay.' }),
    ...(reason.trim() === '' || reason.length > LONGEST
      ? { reason: `Say why, in at most ${LONGEST} characters.` }
      : {}),
    ...(!isGood || end <= now || end > after(now, MOST_DAYS * DAY)
      ? { until: 'Choose a day from today, at most ten years ahead.' }
      : {}),
  };
  if (!person || !isGood || Object.keys(faults).length > 0) return faults;
  await kernel.transaction(async kernel => {
    const id = await insertHold(kernel, {
      person: person.id,
      part,
      reason: reason.trim(),
      until: end,
      createdBy: actorId(actor),
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'rights.hold.set',
      subject: id,
      details: { person: person.id, part },
    });
  });
  return {};
}

/** Ends a hold; an erasure that waited for it goes on. @throws Refusal not_found */
export async function letGo(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  if (!(await endHold(kernel, actorId(actor), id))) throw refuse('not_found');
}
