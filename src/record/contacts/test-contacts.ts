// Tries every published contact: reads what the web answers, and sends a mail that must come back.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { mailState } from '../../core/mail/mail.ts';
import type { Check } from '../../core/module.ts';
import { encryptTo } from '../../core/openpgp/openpgp-message.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { usableKey } from '../../program/index.ts';
import { isIntakeAddress, newProbe } from '../../reports/index.ts';
import { askContact } from './ask-contact.ts';
import { type Contact, contactsOf } from './contact.ts';
import { faultOf } from './read-answer.ts';
import {
  addTest,
  type ContactTest,
  endTest,
  findByProbe,
  lastTest,
  listTests,
  listWaiting,
  newestTests,
} from './test-store.ts';

/** The job that tests; asked for by the clock, or by an admin with `now`. */
export const TEST_CONTACTS = 'test-contacts';

/** Once a week, a few hours early so that the day does not wander. */
const EVERY = 7 * DAY - 6 * HOUR;
/** A mail that is not back by then will not come. */
const MAIL_WITHIN = HOUR;
/** A test older than this says nothing any more. */
const STALE_AFTER = 8 * DAY;

const self = system('contact-test');

/** Looks each day whether a week has passed. */
export const testContactsJob: Job = {
  name: TEST_CONTACTS,
  every: '37 5 * * *',
  run: async (kernel, { now }) => {
    const last = await lastTest(kernel);
    if (now !== 'yes' && last && kernel.clock.now().getTime() - last.at.getTime() < EVERY) return;
    for (const contact of await publishedContacts(kernel)) await testContact(kernel, contact);
    await kernel.transaction(kernel =>
      kernel.audit.record(kernel.db, { actor: actorId(self), action: 'contacts.test', subject: 'program' }),
    );
  },
};

/** Says of mails that did not come back that they did not. */
export const endContactTestsJob: Job = {
  name: 'end-contact-tests',
  every: '*/10 * * * *',
  run: async kernel => {
    for (const test of await listWaiting(kernel, after(kernel.clock.now(), -MAIL_WITHIN)))
      await conclude(kernel, test, await judgeMail(kernel, test));
  },
};

/** The mail has come back. */
export const endTestWhenMailArrived = subscriber({
  name: 'end-contact-test-when-mail-arrived',
  event: 'mail.probe-arrived',
  handle: async (kernel, { probe, encryption }) => {
    const test = await findByProbe(kernel, probe);
    if (!test) return;
    const minutes = Math.max(1, Math.round((kernel.clock.now().getTime() - test.at.getTime()) / MINUTE));
    const back = `A mail to it came back through the intake within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
    await conclude(
      kernel,
      test,
      encryption === 'closed'
        ? { state: 'fails', finding: `${back}, but what was encrypted in it to the published key did not open.` }
        : {
            state: 'works',
            finding: `${back} and was recognized${encryption === 'opened' ? '; what was encrypted in it to the published key opened' : ''}.`,
          },
    );
  },
});

export const contactChecks: readonly Check[] = [
  {
    name: 'record.contacts',
    claim: 'Every published contact was tried in the last eight days, and none failed.',
    run: async kernel => {
      const last = await lastTest(kernel);
      if (!last) return { ok: true, detail: 'Nothing was tried yet; the first try is within a day.' };
      const failing = (await newestTests(kernel, after(last.at, -DAY))).filter(({ state }) => state === 'fails');
      const isStale = kernel.clock.now().getTime() - last.at.getTime() > STALE_AFTER;
      const detail =
        failing.length > 0
          ? `Failing: ${failing.map(({ contact }) => contact).join(', ')}.`
          : `${last.all} tried at ${last.at.toISOString()}; ${last.unsure} of them could not be shown to work.`;
      return { ok: failing.length === 0 && !isStale, detail };
    },
  },
];

/** The contacts as they are published now. */
export const publishedContacts = async (kernel: Kernel): Promise<Contact[]> =>
  contactsOf(kernel.config, (await usableKey(kernel)) !== undefined);

type Judgement = { readonly state: 'works' | 'fails' | 'unsure'; readonly finding: string };

async function testContact(kernel: Kernel, contact: Contact): Promise<void> {
  if (contact.kind === 'mail') return sendProbe(kernel, contact);
  const asked = await askContact(kernel, contact);
  const judged = await judgeAnswer(kernel, contact, asked);
  await kernel.transaction(async kernel => {
    const id = await addTest(kernel, { contact: contact.id, ...judged });
    await tellOfFailure(kernel, { id, contact: contact.id, ...judged });
  });
}

async function judgeAnswer(
  kernel: Kernel,
  contact: Contact,
  asked: Awaited<ReturnType<typeof askContact>>,
): Promise<Judgement> {
  if (asked.how === 'no-answer') return { state: 'fails', finding: asked.reason };
  const fault = await faultOf(kernel, contact, asked.answer);
  if (fault !== null) return { state: 'fails', finding: fault };
  return asked.how === 'outside'
    ? { state: 'works', finding: 'It was reached over the network and says what it must.' }
    : {
        state: 'unsure',
        finding:
          'It says what it must when this server asks itself. PUBLIC_URL is not a public https address, so whether others reach it is not shown.',
      };
}

async function sendProbe(kernel: Kernel, { id: contact, address }: Contact): Promise<void> {
  if (kernel.config.mail.transport === 'mailbox') {
    await addTest(kernel, { contact, state: 'unsure', finding: 'No mail leaves this server: SMTP_URL is not set.' });
    return;
  }
  const { name, token } = newProbe(kernel);
  const encrypted = comesBack(kernel, address) ? await somethingEncrypted(kernel) : '';
  await kernel.transaction(async kernel => {
    await addTest(kernel, { contact, state: 'waiting', finding: 'A mail is under way.', probe: name });
    await kernel.compose(
      kernel,
      {
        to: address,
        subject: `Weekly test of this address (${token})`,
        text: `${kernel.config.operator.name} tests once a week that its published contacts work. This mail is such a test.\n\nNothing needs to be done with it.\n${encrypted}`,
        thread: token,
      },
      deliveryOf(name),
    );
  });
}

/** For a key that this server keeps: what people who encrypt rely on. */
async function somethingEncrypted(kernel: Kernel): Promise<string> {
  const key = await usableKey(kernel);
  if (key?.custody !== 'server') return '';
  const word = Buffer.from('This was encrypted to the published key.');
  return `\n${await encryptTo(word, key.publicKey, kernel.clock.now())}`;
}

/** Whether our own intake reads this address. */
const comesBack = ({ config: { mailIntake } }: Kernel, address: string): boolean =>
  mailIntake !== undefined && isIntakeAddress(mailIntake.address, address);

const deliveryOf = (probe: string): string => `contact-test:${probe}`;

/** A mail was not back in time: whether that is a fault depends on whether it had to come back. */
async function judgeMail(kernel: Kernel, { contact, probe }: ContactTest): Promise<Judgement> {
  const state = probe === null ? undefined : await mailState(kernel, deliveryOf(probe));
  if (state !== 'sent') return { state: 'fails', finding: 'Our mail server has not taken a mail to it for an hour.' };
  return comesBack(kernel, contact.slice('mail:'.length))
    ? { state: 'fails', finding: 'A mail to it was sent and did not come back through the intake within an hour.' }
    : {
        state: 'unsure',
        finding:
          'A mail to it was accepted by our mail server. Whether it arrived is not shown: this server does not read that mailbox.',
      };
}

async function conclude(kernel: Kernel, { id, contact }: ContactTest, judged: Judgement): Promise<void> {
  await kernel.transaction(async kernel => {
    if (await endTest(kernel, id, judged)) await tellOfFailure(kernel, { id, contact, ...judged });
  });
}

/** Admins hear when a contact fails that did not fail before. */
async function tellOfFailure(
  kernel: Kernel,
  { id, contact, state, finding }: Judgement & { readonly id: string; readonly contact: string },
): Promise<void> {
  if (state !== 'fails') return;
  const [before] = (await listTests(kernel, contact, 20)).filter(test => test.id !== id && test.doneAt !== null);
  if (before?.state === 'fails') return;
  const { publicUrl } = kernel.config;
  const mail = {
    subject: 'A published contact does not work',
    text: `The weekly test found that people may not reach the security team by one of its published contacts (${contact}).\n\n${finding}\n\nSee, and test again:\n${publicUrl}${href(routes.record.contacts)}\n`,
  };
  for (const { id: admin } of await listStaff(kernel, 'operation.read'))
    await mailPerson(kernel, admin, mail, `contact-fails:${id}`);
}
