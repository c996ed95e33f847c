// An acceptance is stamped with the time by the authority that the operator chose: it is sent the seal and learns no more.
import { after, DAY, MINUTE } from '../../core/clock.ts';
import { checkTimeStamp, readRoots } from '../../core/crypto/time-stamp/check-time-stamp.ts';
import { TimeStampFault, timeStampQuery } from '../../core/crypto/time-stamp/time-stamp.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import type { Job } from '../../core/work/jobs.ts';
import { findSignatures, type Signature } from './signature-store.ts';
import {
  findTimeStamps,
  insertTimeStamp,
  type KeptTimeStamp,
  listStampedSeals,
  listUnstamped,
} from './time-stamp-store.ts';

const STAMP = 'stamp-acceptance';
/** How far the authority's clock may be from ours. */
const APART = 5 * MINUTE;
/** So long an acceptance is tried again each night. */
const TRIED = 60 * DAY;
const AT_ONCE = 500;

/** Asks for a time stamp after the commit, where an authority is configured. */
export async function askForTimeStamp(kernel: Kernel, signature: string): Promise<void> {
  if (kernel.config.timeStamps) await kernel.enqueue(kernel, STAMP, { signature }, { key: `${STAMP}:${signature}` });
}

/** Fails, to be tried again, when the authority does not answer or what it answers proves nothing. */
export const stampAcceptanceJob: Job = {
  name: STAMP,
  run: async (kernel, { signature: id = '' }) => {
    const { timeStamps } = kernel.config;
    const signature = (await findSignatures(kernel, [id])).get(id);
    if (!timeStamps || !signature || (await findTimeStamps(kernel, [id])).has(id)) return;
    const digest = Buffer.from(signature.seal, 'hex');
    const nonce = kernel.random.bytes(8);
    const answer = await kernel.fetch(timeStamps.url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: timeStampQuery(digest, nonce),
      limitBytes: 65_536,
      mayBePrivate: true,
    });
    if (answer.status !== 200) throw new TimeStampFault(`The authority answered ${answer.status}.`);
    const roots = readRoots(timeStamps.caFile);
    const { at, serial, authority } = checkTimeStamp(answer.body, { digest, nonce, roots });
    if (at < after(signature.at, -APART) || at > after(kernel.clock.now(), APART))
      throw new TimeStampFault(`The authority says ${at.toISOString()}, which is too far from the time here.`);
    await kernel.transaction(async kernel => {
      await insertTimeStamp(kernel, { signature: id, reply: answer.body, at, serial, authority });
      await kernel.audit.record(kernel.db, {
        actor: 'system:documents',
        action: 'documents.stamp',
        subject: id,
        details: { at: at.toISOString(), serial },
      });
    });
  },
};

/** A stamp that comes late still proves that the acceptance was there by then. */
export const stampMissingJob: Job = {
  name: 'stamp-missing-acceptances',
  every: '35 3 * * *',
  run: async kernel => {
    if (!kernel.config.timeStamps) return;
    const now = kernel.clock.now();
    for (const id of await listUnstamped(kernel, { from: after(now, -TRIED), until: now }, AT_ONCE))
      await askForTimeStamp(kernel, id);
  },
};

/** What a time stamp that is kept says, checked anew; undefined while no authority is configured. */
export function recheckTimeStamp(
  kernel: Pick<Kernel, 'config'>,
  seal: Signature['seal'],
  { reply }: Pick<KeptTimeStamp, 'reply'>,
): { readonly ok: boolean; readonly sentence: string } | undefined {
  const { timeStamps } = kernel.config;
  if (!timeStamps) return undefined;
  try {
    const roots = readRoots(timeStamps.caFile);
    const { at, authority } = checkTimeStamp(reply, { digest: Buffer.from(seal, 'hex'), roots });
    return { ok: true, sentence: `${authority} attests that this seal was there at ${at.toISOString()}.` };
  } catch (error) {
    return { ok: false, sentence: (error as Error).message };
  }
}

const CHECKED = 200;

export const timeStampCheck: Check = {
  name: 'documents.time-stamps',
  claim: 'Acceptances of the terms of documents are stamped with the time by an authority within a day.',
  appliesTo: async ({ config }) => config.timeStamps !== undefined,
  run: async kernel => {
    const now = kernel.clock.now();
    const [late, kept] = await Promise.all([
      listUnstamped(kernel, { from: after(now, -TRIED), until: after(now, -DAY) }, AT_ONCE),
      listStampedSeals(kernel, CHECKED),
    ]);
    const wrong = kept.filter(one => recheckTimeStamp(kernel, one.seal, one)?.ok === false).length;
    return {
      ok: late.length + wrong === 0,
      detail: `${kept.length} time stamps checked anew, ${wrong} wrong; ${late.length} acceptances of the last 60 days wait for more than a day.`,
    };
  },
};
