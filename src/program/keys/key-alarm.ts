// The program's key must not run out unseen: a daily look, mails to admins, and checks that say how it stands.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import { readOwnOpenpgpKey } from '../../core/openpgp/openpgp-key.ts';
import { encryptTo, openMessage } from '../../core/openpgp/openpgp-message.ts';
import type { Job } from '../../core/work/jobs.ts';
import { findCurrentKey, markTold, openPrivateKey } from './key-store.ts';
import { daysLeft, dueAlarm, groupedFingerprint, type ProgramKey } from './program-key.ts';

/** Mails admins 30, 14 and 3 days before the key ends, and once it has. */
export const tellOfKeyEndJob: Job = {
  name: 'tell-admins-of-key-end',
  every: '7 6 * * *',
  run: kernel =>
    kernel.transaction(async kernel => {
      const key = await findCurrentKey(kernel);
      const due = key && dueAlarm(key, kernel.clock.now());
      if (!key || due === undefined || due === null || !(await markTold(kernel, key.id, due))) return;
      for (const { id } of await listStaff(kernel, 'program.edit'))
        await mailPerson(kernel, id, alarmMail(kernel, key), `key-end:${key.id}:${due}`);
    }),
};

function alarmMail(kernel: Kernel, key: ProgramKey) {
  const days = daysLeft(key, kernel.clock.now()) ?? 0;
  const when =
    days < 0 ? 'has expired' : days === 0 ? 'expires today' : `expires in ${days} ${days === 1 ? 'day' : 'days'}`;
  return {
    subject: `The program's OpenPGP key ${when}`,
    text: `The key ${groupedFingerprint(key.fingerprint)} ${when}. Afterwards nobody can encrypt to the team, and security.txt is not signed.\n\nReplace it here; what was encrypted to it stays readable:\n${kernel.config.publicUrl}${href(routes.program.editKey)}\n`,
  };
}

export const keyChecks: readonly Check[] = [
  {
    name: 'program.openpgp-key',
    claim: "The program's OpenPGP key, if there is one, can be encrypted to for at least 30 days.",
    run: async kernel => {
      const key = await findCurrentKey(kernel);
      if (!key) return { ok: true, detail: 'No key is published.' };
      const now = kernel.clock.now();
      const { isRevoked } = await readOwnOpenpgpKey(key.publicKey, now);
      const days = daysLeft(key, now);
      const detail = days === null ? 'It never expires.' : `It expires in ${days} days.`;
      return { ok: !isRevoked && (days === null || days >= 30), detail };
    },
  },
  {
    name: 'program.openpgp-custody',
    claim: 'What is encrypted to a key that this server keeps opens here.',
    run: async kernel => {
      const key = await findCurrentKey(kernel);
      if (key?.custody !== 'server') return { ok: true, detail: 'This server keeps no key.' };
      const now = kernel.clock.now();
      if ((daysLeft(key, now) ?? 0) < 0) return { ok: false, detail: 'The key has expired.' };
      const privateKey = await openPrivateKey(kernel, key.id);
      const message = await encryptTo(Buffer.from(key.fingerprint), key.publicKey, now);
      const opened = await openMessage(message, privateKey === undefined ? [] : [privateKey], { limitBytes: 100 });
      const ok = opened.ok && opened.content.toString() === key.fingerprint;
      return { ok, detail: ok ? 'A test message was encrypted and opened.' : 'A test message did not open.' };
    },
  },
];
