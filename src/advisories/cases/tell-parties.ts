// Mails to the parties of a case: that something happened, never what. Whoever did it is not told of it.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import type { CaseEntry, CaseHead, Participant } from './case-record.ts';
import { readCase } from './case-store.ts';
import { listParticipants } from './participant-store.ts';
import { findEntryFacts, findMessageAudience } from './talk-store.ts';

export const tellPartiesWhenCaseChanged = subscriber({
  name: 'tell-parties-when-case-changed',
  event: 'case.changed',
  handle: async (kernel, { case: id, entry }, delivery) => {
    const facts = await findEntryFacts(kernel, entry);
    if (!facts) return;
    const found = await readCase(kernel, system('mail'), id);
    const participants = (await listParticipants(kernel, id)).filter(({ removedAt }) => !removedAt);
    const sentence = await sentenceOf(kernel, facts);
    if (sentence === undefined) return;
    // Whoever was just invited has a mail of their own.
    const already = new Set([facts.actor, facts.details['participant']]);
    for (const one of participants)
      if (!one.isOwner && !already.has(one.id) && (!sentence.partner || sentence.partner === one.id))
        await tellParticipant(kernel, found, one, sentence.text, delivery);
    // The team hears of what others did; what it does itself it knows.
    const owner = participants.find(({ isOwner }) => isOwner);
    if (facts.participant !== owner?.id || facts.actor.startsWith('system:'))
      await mailPerson(kernel, found.openedBy, teamMail(kernel, found, sentence.text), delivery);
  },
});

/** A few days before an embargo ends, everybody is reminded once. */
export async function remindOfEnd(kernel: Kernel, found: CaseHead, delivery: string): Promise<void> {
  const sentence = 'The embargo ends soon.';
  for (const one of await listParticipants(kernel, found.id))
    if (!one.isOwner && !one.removedAt) await tellParticipant(kernel, found, one, sentence, delivery);
  await mailPerson(kernel, found.openedBy, teamMail(kernel, found, sentence), delivery);
}

type Sentence = { readonly text: string; readonly partner: string | null };

/** What a mail may say; undefined for what no mail is sent about. */
async function sentenceOf(
  kernel: Kernel,
  { kind, details }: Pick<CaseEntry, 'kind' | 'details'>,
): Promise<Sentence | undefined> {
  const message = kind === 'message' ? await findMessageAudience(kernel, details['message'] ?? '') : undefined;
  if (message) return { text: 'There is a new message.', partner: message.partner };
  const text = sentences[kind];
  return text === undefined ? undefined : { text, partner: null };
}

const sentences: Readonly<Partial<Record<CaseEntry['kind'], string>>> = {
  edited: 'The description of the case has changed.',
  vulnerability: 'The case is about one thing more; your status is needed.',
  joined: 'A party has opened its page.',
  status: 'A party has said whether it is affected.',
  statement: 'A party has written a statement.',
  fact: 'Something about the matter has become true.',
  embargo_proposed: 'An embargo is proposed and waits for your answer.',
  embargo_agreed: 'An embargo is agreed on.',
  embargo_rejected: 'A proposed embargo is off.',
  embargo_ended: 'The embargo has ended. Look at the page before you say anything in public.',
  published: 'The advisory is published.',
  closed: 'The case is closed.',
};

async function tellParticipant(
  kernel: Kernel,
  { number }: Pick<CaseHead, 'number'>,
  { id, email }: Pick<Participant, 'id' | 'email'>,
  sentence: string,
  delivery: string,
): Promise<void> {
  if (email === null) return;
  const { operator, publicUrl } = kernel.config;
  const page = publicUrl + href(routes.coordination.show, { id });
  const text = [
    sentence,
    '',
    `Open the page of case ${number}:`,
    page,
    '',
    `If it asks for your link, take the newest one from your mails, or ask for another: ${publicUrl}${href(routes.coordination.return)}`,
    '',
    'Mails like this never say what a case is about.',
    '',
    operator.name,
  ].join('\n');
  await kernel.compose(kernel, { to: email, subject: `News in case ${number}`, text }, `${delivery}:${id}`);
}

const teamMail = (kernel: Kernel, { id, number }: Pick<CaseHead, 'id' | 'number'>, sentence: string) => ({
  subject: `News in case ${number}`,
  text: `${sentence}\n\n${kernel.config.publicUrl}${href(routes.cases.show, { id })}\n\nMails like this never say what a case is about.\n`,
});
