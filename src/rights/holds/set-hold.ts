// Staff keeps one thing of somebody from being erased, or all of one part, and lets it go again.
import { findPerson, findPersonByEmail, normalizeEmail } from '../../accounts/index.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { heldName } from '../../core/erasure/held-items.ts';
import { refuse } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { endHold } from '../erase/erasure-jobs.ts';
import { holdableParts, partWords, readHoldable } from '../parts.ts';
import { insertHold } from './hold-store.ts';

export type HoldForm = {
  readonly who: string;
  /** `PART` for all of it, `PART/ID` for one thing in it. */
  readonly part: string;
  readonly reason: string;
  /** A day, YYYY-MM-DD. */
  readonly until: string;
};
export type HoldFaults = { readonly [Field in keyof HoldForm]?: string };

export const NOBODY = 'Nobody has this address or id here.';
const LONGEST = 2000;
const MOST_DAYS = 3660;

/** Whom staff means by an address or an id. */
export async function findHeldPerson(kernel: Kernel, who: string) {
  if (isId('per', who)) return findPerson(kernel, who);
  const email = normalizeEmail(who);
  return email === undefined ? undefined : findPersonByEmail(kernel, email);
}

/** What can be held of a person: each part whole, and each thing by itself, under the name that the form takes. */
export async function listHoldable(
  kernel: Kernel,
  holders: readonly PersonalDataHolder[],
  person: string,
): Promise<
  { readonly part: string; readonly choices: readonly { readonly name: string; readonly words: string }[] }[]
> {
  const all = await Promise.all(
    holders.map(async ({ name: part, items }) => ({
      part,
      choices: [
        ...holdableParts.flatMap(one =>
          one === part ? [{ name: heldName(part, undefined), words: `all ${partWords(part)}` }] : [],
        ),
        ...((await items?.list(kernel, person)) ?? []).map(({ id, words }) => ({ name: heldName(part, id), words })),
      ],
    })),
  );
  return all.filter(({ choices }) => choices.length > 0);
}

/**
 * @param holders what the modules hold of people
 * @returns what is wrong with the form; nothing when the hold stands
 */
export async function setHold(
  kernel: Kernel,
  actor: Actor,
  holders: readonly PersonalDataHolder[],
  form: HoldForm,
): Promise<HoldFaults> {
  const { reason, until } = form;
  const now = kernel.clock.now();
  const person = await findHeldPerson(kernel, form.who);
  const chosen = readHoldable(form.part);
  const thing =
    person && chosen?.item !== undefined
      ? (await holders.find(({ name }) => name === chosen.part)?.items?.list(kernel, person.id))?.find(
          ({ id }) => id === chosen.item,
        )
      : undefined;
  const isChosen = chosen !== undefined && (chosen.item === undefined || thing !== undefined);
  const end = /^\d{4}-\d\d-\d\d$/.test(until) ? new Date(`${until}T23:59:59.999Z`) : undefined;
  const isGood = end !== undefined && !Number.isNaN(end.getTime());
  const faults: HoldFaults = {
    ...(person ? {} : { who: NOBODY }),
    ...(isChosen ? {} : { part: 'Choose what has to stay.' }),
    ...(reason.trim() === '' || reason.length > LONGEST
      ? { reason: `Say why, in at most ${LONGEST} characters.` }
      : {}),
    ...(!isGood || end <= now || end > after(now, MOST_DAYS * DAY)
      ? { until: 'Choose a day from today, at most ten years ahead.' }
      : {}),
  };
  if (!person || !isGood || !isChosen || Object.keys(faults).length > 0) return faults;
  const { part, item } = chosen;
  await kernel.transaction(async kernel => {
    const id = await insertHold(kernel, {
      person: person.id,
      part,
      item,
      words: thing?.words,
      reason: reason.trim(),
      until: end,
      createdBy: actorId(actor),
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'rights.hold.set',
      subject: id,
      details: { person: person.id, part, ...(item !== undefined && { item }) },
    });
  });
  return {};
}

/** Ends a hold; an erasure that waited for it goes on. @throws Refusal not_found */
export async function letGo(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  if (!(await endHold(kernel, actorId(actor), id))) throw refuse('not_found');
}
