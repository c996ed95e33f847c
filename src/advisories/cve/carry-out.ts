// The job that talks to CVE Services: it may die at any line and be run again without taking a second id.
import { actorId } from '../../core/actor.ts';
import { after, MINUTE } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { makeCnaContainer } from '../artefacts/cve-record.ts';
import { lockDraft, saveDraft } from '../publication/draft-store.ts';
import { findPublished } from '../publication/published-advisory-store.ts';
import { CARRY_OUT, wakeJob } from './ask-cve.ts';
import type { Assignment } from './assignment.ts';
import { advisoryOf, isReservationOnItsWay, knownAmong, lockAssignment, saveAssignment } from './assignment-store.ts';
import { differingFields } from './compare-containers.ts';
import {
  type CveRecord,
  type CveReply,
  findRecord,
  type Json,
  listReserved,
  reserveOne,
  sendRecord,
  sendRejection,
} from './cve-services.ts';
import { cveActor, keepReservedId } from './keep-reserved-id.ts';

/** So long after it was sent, a reservation that was not answered is either listed or has never arrived. */
const QUIET = 2 * MINUTE;
/** Clocks here and there may differ by this much. */
const SKEW = 10 * MINUTE;

export const carryOutJob: Job = {
  name: CARRY_OUT,
  run: async (kernel, { assignment = '' }) => {
    const turn = await beginTurn(kernel, assignment);
    if (turn === undefined) return;
    if (turn.step === 'look') await lookForReserved(kernel, turn.found);
    else if (turn.found.task === 'reserve') await reserve(kernel, turn.found);
    else await sendTask(kernel, turn.found);
  },
};

type Turn = { readonly step: 'send' | 'look'; readonly found: Assignment };

/** Marks the task as sent before it is: what is found so marked after a crash may have arrived. */
const beginTurn = (kernel: Kernel, id: string): Promise<Turn | undefined> =>
  change(kernel, id, async (kernel, found): Promise<Turn | undefined> => {
    if (found.task === null || found.stage === 'failed') return undefined;
    if (!kernel.config.cveServices) {
      await saveAssignment(kernel, found, { stage: 'failed', fault: 'CVE Services are not configured any more.' });
      return undefined;
    }
    const now = kernel.clock.now();
    if (found.task === 'reserve') {
      if (found.stage === 'unclear' || found.stage === 'sent') {
        const settled = after(found.sentAt ?? now, QUIET);
        // What is on its way may still arrive; looking too early would find nothing.
        if (settled > now) {
          await wakeJob(kernel, id, settled);
          return undefined;
        }
        if (found.stage === 'sent') await saveAssignment(kernel, found, { stage: 'unclear', fault: null });
        return { step: 'look', found };
      }
      if (await isReservationOnItsWay(kernel, id)) {
        await wakeJob(kernel, id, after(now, QUIET));
        return undefined;
      }
    }
    await saveAssignment(kernel, found, { stage: 'sent', sentAt: now });
    return { step: 'send', found };
  });

async function reserve(kernel: Kernel, { id, year }: Assignment): Promise<void> {
  const reply = await reserveOne(kernel, servicesIn(kernel), year);
  await change(kernel, id, async (kernel, found) => {
    if (found.task !== 'reserve') return;
    const now = kernel.clock.now();
    if (reply.kind === 'done') return keepReservedId(kernel, found, reply.value);
    if (reply.kind === 'declined')
      return saveAssignment(kernel, found, { stage: 'failed', fault: faultOf(reply), sentAt: null });
    if (reply.kind === 'later') await saveAssignment(kernel, found, { stage: 'waiting', fault: faultOf(reply) });
    else await saveAssignment(kernel, found, { stage: 'unclear', fault: faultOf(reply) });
    return wakeJob(kernel, id, after(now, QUIET));
  });
}

/** Nobody knows whether the reservation arrived: looks what CVE Services list, and asks a person about what could be it. */
async function lookForReserved(kernel: Kernel, { id, year, sentAt }: Assignment): Promise<void> {
  const services = servicesIn(kernel);
  const since = after(sentAt ?? kernel.clock.now(), -SKEW);
  const reply = await listReserved(kernel, services, { year, since });
  if (reply.kind !== 'done') {
    await change(kernel, id, (kernel, found) => saveAssignment(kernel, found, { fault: faultOf(reply) }));
    if (reply.kind === 'declined') return;
    throw refuse('outgoing_failed', { assignment: id });
  }
  const mine = reply.value.filter(({ user, owner }) => user === services.user && owner === services.org);
  await change(kernel, id, async (kernel, found) => {
    if (found.stage !== 'unclear') return;
    const known = await knownAmong(
      kernel,
      mine.map(({ cveId }) => cveId),
    );
    const candidates = mine.map(({ cveId }) => cveId).filter(one => !known.has(one));
    if (candidates.length > 0) return saveAssignment(kernel, found, { candidates, fault: null });
    // It is not there, so it never arrived: asking again takes no second id.
    await saveAssignment(kernel, found, { stage: 'waiting', sentAt: null, fault: null });
    return wakeJob(kernel, id);
  });
}

/** Publishes or rejects. Both begin by asking how things stand, so doing them again does no harm. */
async function sendTask(kernel: Kernel, found: Assignment): Promise<void> {
  const cveId = found.cveId ?? '';
  const there = await findRecord(kernel, servicesIn(kernel), cveId);
  if (there.kind !== 'done') return endBadly(kernel, found, there);
  if (found.task === 'reject') return reject(kernel, found, cveId, there.value);
  return publish(kernel, found, cveId, there.value);
}

async function publish(kernel: Kernel, found: Assignment, cveId: string, there: CveRecord | undefined): Promise<void> {
  const record = await publishedRecord(kernel, found.advisory);
  if (record === undefined || record.cveId !== cveId)
    return endBadly(kernel, found, declined(`The published edition does not name ${cveId}. Publish one that does.`));
  if (there?.state === 'REJECTED')
    return endBadly(kernel, found, declined(`CVE Services have ${cveId} as rejected; it can’t be published any more.`));
  const ours: Json = makeCnaContainer(record);
  const reply =
    there && differingFields(ours, there.cna).length === 0
      ? ({ kind: 'done', value: there } as const)
      : await sendRecord(kernel, servicesIn(kernel), { id: cveId, method: there ? 'PUT' : 'POST', cnaContainer: ours });
  if (reply.kind !== 'done') return endBadly(kernel, found, reply);
  const edition = record.revisions.length;
  await change(kernel, found.id, async (kernel, now) => {
    // Something else may have been asked meanwhile; what was done counts all the same.
    const isStillAsked = now.task === 'publish' && now.stage === 'sent';
    await saveAssignment(kernel, now, {
      standing: 'published',
      edition,
      there: reply.value.cna,
      differs: differingFields(ours, reply.value.cna),
      comparedAt: kernel.clock.now(),
      ...(isStillAsked && { task: null, stage: null, sentAt: null, fault: null }),
    });
    await note(kernel, 'cve.published', now.advisory, { cveId, edition: String(edition) });
  });
}

async function reject(kernel: Kernel, found: Assignment, cveId: string, there: CveRecord | undefined): Promise<void> {
  const reply =
    there?.state === 'REJECTED'
      ? ({ kind: 'done', value: there } as const)
      : await sendRejection(kernel, servicesIn(kernel), {
          id: cveId,
          method: there ? 'PUT' : 'POST',
          reason: found.reason ?? '',
        });
  if (reply.kind !== 'done') return endBadly(kernel, found, reply);
  await change(kernel, found.id, async (kernel, now, draft) => {
    await saveAssignment(kernel, now, {
      standing: 'rejected',
      task: null,
      stage: null,
      sentAt: null,
      fault: null,
      there: reply.value.cna,
      differs: [],
      comparedAt: kernel.clock.now(),
    });
    // The next edition no longer names it; those that are out stay as they are.
    if (draft.record.cveId === cveId)
      await saveDraft(kernel, draft, { record: { ...draft.record, cveId: null }, credits: draft.credits });
    await note(kernel, 'cve.rejected', now.advisory, { cveId });
  });
}

/** A refusal waits for a person; anything else for a better moment. */
async function endBadly(kernel: Kernel, { id }: Assignment, reply: Bad): Promise<void> {
  await change(kernel, id, (kernel, found) =>
    found.task === null
      ? Promise.resolve()
      : saveAssignment(kernel, found, {
          stage: reply.kind === 'declined' ? 'failed' : 'waiting',
          fault: faultOf(reply),
        }),
  );
  if (reply.kind !== 'declined') throw refuse('outgoing_failed', { assignment: id });
}

/** The newest edition that is out. */
export async function publishedRecord(kernel: Kernel, advisory: string) {
  const draft = await kernel.transaction(kernel => lockDraft(kernel, cveActor, advisory));
  return findPublished(kernel, draft.trackingId);
}

type Bad = Exclude<CveReply, { kind: 'done' }>;
type Locked<Result> = (
  kernel: Kernel,
  found: Assignment,
  draft: Awaited<ReturnType<typeof lockDraft>>,
) => Promise<Result>;

/** One change of an assignment, its draft locked first; nothing when it is gone. */
export const change = <Result>(kernel: Kernel, id: string, work: Locked<Result>): Promise<Result | undefined> =>
  kernel.transaction(async kernel => {
    const advisory = await advisoryOf(kernel, id);
    if (advisory === undefined) return undefined;
    const draft = await lockDraft(kernel, cveActor, advisory);
    const found = await lockAssignment(kernel, id);
    return found && work(kernel, found, draft);
  });

const declined = (message: string): Bad => ({ kind: 'declined', status: 0, code: 'HERE', message });

const faultOf = (reply: Bad): string =>
  reply.kind === 'declined' && reply.status > 0 ? `${reply.message} (${reply.code}, ${reply.status})` : reply.message;

function servicesIn({ config }: Kernel) {
  if (!config.cveServices) throw refuse('outgoing_failed', { reason: 'CVE Services are not configured' });
  return config.cveServices;
}

const note = (kernel: Kernel, action: string, subject: string, details: Record<string, string>): Promise<unknown> =>
  kernel.audit.record(kernel.db, { actor: actorId(cveActor), action, subject, details });
