// Objecting to a sub-processor, proving the address, and being answered. Mails say that something happened, never what.
import { findPerson, listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { equalBytes } from '../../core/crypto/tokens.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import type { Subprocessor } from '../content/content.ts';
import { findNewestEdition } from '../content/edition-store.ts';
import { CONFIRM_DAYS, type Objection, type Outcome, openToObjection } from './objection.ts';
import {
  answerObjection,
  confirmObjection,
  findObjection,
  insertObjection,
  objectorIndex,
  removeObjections,
  removeUnproven,
} from './objection-store.ts';

/** The published sub-processor, while objections to it count. @throws Refusal not_found */
export async function subprocessorAt(kernel: Kernel, id: string): Promise<Subprocessor> {
  const all = (await findNewestEdition(kernel))?.edition.content.subprocessors ?? [];
  const one = openToObjection(all, id, kernel.clock.now());
  if (!one) throw refuse('not_found');
  return one;
}

/**
 * Makes an objection: of somebody signed in at once, of others once the address is proven by the link that it is mailed.
 * @param email normalized; not looked at for somebody signed in, whose own address counts
 * @returns the address of its page for somebody signed in
 */
export async function object(
  kernel: Kernel,
  actor: Actor,
  {
    subprocessor,
    email,
    words,
  }: { readonly subprocessor: Subprocessor; readonly email: string; readonly words: string },
): Promise<string | undefined> {
  const person = actor.kind === 'person' ? await findPerson(kernel, actor.id) : undefined;
  const address = person?.email ?? email;
  if (!person && !(await mayMail(kernel, address))) return undefined;
  return kernel.transaction(async kernel => {
    const id = await insertObjection(kernel, {
      subprocessor: subprocessor.id,
      email: address,
      words,
      person: person?.id,
    });
    const link = linkTo(kernel, id);
    if (person) {
      await made(kernel, actorId(actor), { id, subprocessor: subprocessor.id });
      return link;
    }
    await kernel.compose(kernel, {
      to: address,
      subject: `Please confirm your objection at ${kernel.config.operator.name}`,
      text: [
        `Somebody, most likely you, objected to a sub-processor of ${kernel.config.operator.name}.`,
        '',
        `If it was you, confirm it within ${CONFIRM_DAYS} days; you find the answer at the same address later:`,
        link,
        '',
        'If it was not you, do nothing: nobody reads it, and the address is forgotten.',
      ].join('\n'),
    });
    return undefined;
  });
}

/** The objection that a link names; undefined when we did not write the link, or it is gone. */
export async function objectionOf(kernel: Kernel, token: string): Promise<Objection | undefined> {
  const [id = '', given = '', ...more] = token.split('.');
  const isOurs = more.length === 0 && equalBytes(Buffer.from(given, 'base64url'), proof(kernel, id));
  return isOurs ? findObjection(kernel, id) : undefined;
}

/** Whoever opened the mail's link says that it was them. @returns undefined when the link is no longer good */
export async function confirm(kernel: Kernel, token: string): Promise<Objection | undefined> {
  const found = await objectionOf(kernel, token);
  if (!found) return undefined;
  await kernel.transaction(async kernel => {
    if (await confirmObjection(kernel, found.id)) await made(kernel, 'objector', found);
  });
  return findObjection(kernel, found.id);
}

/** Whoever holds the link takes the objection back: nothing of it is kept. @returns false when the link is no longer good */
export async function withdraw(kernel: Kernel, token: string): Promise<boolean> {
  const found = await objectionOf(kernel, token);
  if (!found) return false;
  await kernel.transaction(async kernel => {
    await removeObjections(kernel, [found.id]);
    await note(kernel, 'objector', 'trust.withdraw-objection', found.id, found.subprocessor);
  });
  return true;
}

/** @throws Refusal not_found, conflict when it has an answer already */
export async function answer(
  kernel: Kernel,
  actor: Actor,
  id: string,
  told: { readonly outcome: Outcome; readonly words: string },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const found = await findObjection(kernel, id);
    if (!found || found.state === 'asked') throw refuse('not_found');
    if (!(await answerObjection(kernel, actor, id, told))) throw refuse('conflict');
    await note(kernel, actorId(actor), 'trust.answer-objection', id, found.subprocessor);
    await kernel.compose(kernel, {
      to: found.email,
      subject: `Your objection at ${kernel.config.operator.name} is answered`,
      text: [
        `${kernel.config.operator.name} has answered your objection to a sub-processor. The answer stands here:`,
        linkTo(kernel, id),
      ].join('\n'),
    });
  });
}

const TELL_STAFF = 'tell-staff-of-objection';

/** The team has until the day before the sub-processor begins, so it hears at once. */
export const tellStaffJob: Job = {
  name: TELL_STAFF,
  run: async (kernel, { objection: id = '' }) => {
    const found = await findObjection(kernel, id);
    if (found?.state !== 'made') return;
    const { publicUrl } = kernel.config;
    const mail = {
      subject: 'Somebody objects to a sub-processor',
      text: `An objection waits for an answer, which should come before the sub-processor begins:\n${publicUrl}${href(routes.trust.objections)}`,
    };
    for (const { id: person } of await listStaff(kernel, 'trust.manage'))
      await mailPerson(kernel, person, mail, `objection:${id}`);
  },
};

export const forgetUnprovenJob: Job = {
  name: 'forget-unproven-objections',
  every: '25 4 * * *',
  run: async kernel => {
    await kernel.transaction(kernel => removeUnproven(kernel, after(kernel.clock.now(), -CONFIRM_DAYS * DAY)));
  },
};

const proof = ({ vault }: Pick<Kernel, 'vault'>, id: string): Buffer => vault.blindIndex('trust.objection', id);

/** Names the objection and proves that we wrote it; good as long as the objection is kept. */
const linkTo = (kernel: Pick<Kernel, 'vault' | 'config'>, id: string): string =>
  kernel.config.publicUrl +
  href(routes.trust.objection, undefined, { t: `${id}.${proof(kernel, id).toString('base64url')}` });

async function made(
  kernel: Kernel,
  actor: string,
  { id, subprocessor }: Pick<Objection, 'id' | 'subprocessor'>,
): Promise<void> {
  await note(kernel, actor, 'trust.object', id, subprocessor);
  await kernel.enqueue(kernel, TELL_STAFF, { objection: id });
}

const note = (kernel: Kernel, actor: string, action: string, subject: string, subprocessor: string): Promise<unknown> =>
  kernel.audit.record(kernel.db, { actor, action, subject, details: { subprocessor } });

/** One address is not mailed at will; whoever asks learns nothing of it. */
async function mayMail(kernel: Kernel, address: string): Promise<boolean> {
  try {
    await kernel.rateLimiter.take('newsletterMail', objectorIndex(kernel, address).toString('hex'));
    return true;
  } catch (error) {
    if (isRefusal(error, 'rate_limited')) return false;
    throw error;
  }
}
