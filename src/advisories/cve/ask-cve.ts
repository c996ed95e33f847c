// What an admin asks of CVE Services for an advisory. Each act is kept with its change; a job carries it out.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { lockDraft } from '../publication/draft-store.ts';
import type { Assignment, CveTask } from './assignment.ts';
import {
  deleteAssignment,
  insertAssignment,
  isReservationOnItsWay,
  knownAmong,
  listAssignments,
  lockAssignment,
  saveAssignment,
} from './assignment-store.ts';
import { findCveId } from './cve-services.ts';
import { keepReservedId } from './keep-reserved-id.ts';

/** The job that talks to CVE Services for one assignment. */
export const CARRY_OUT = 'carry-out-cve-task';

/** Lets the job run, once, however often it is asked. */
export const wakeJob = (kernel: Kernel, id: string, runAt?: Date): Promise<void> =>
  kernel.enqueue(kernel, CARRY_OUT, { assignment: id }, { key: `${CARRY_OUT}:${id}`, ...(runAt && { runAt }) });

/** Asks for an id. @throws Refusal conflict when the advisory has one, or one is asked for */
export const askForId = (kernel: Kernel, actor: Actor, advisory: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const draft = await lockDraft(kernel, actor, advisory);
    if (draft.record.cveId !== null || draft.state === 'withdrawn') throw refuse('conflict', { advisory });
    const id = await insertAssignment(kernel, {
      advisory,
      year: kernel.clock.now().getUTCFullYear(),
      askedBy: actorId(actor),
      task: 'reserve',
    });
    await note(kernel, actor, 'cve.ask', { advisory, task: 'reserve' });
    await wakeJob(kernel, id);
  });

/** What came of taking over an id that stands in the draft: ours in this standing, or why not. */
type TakenOver = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Takes over the id that stands in the draft, when CVE Services say that it is the organization's. */
export async function takeOverId(kernel: Kernel, actor: Actor, advisory: string): Promise<TakenOver> {
  const services = servicesOf(kernel);
  const { record } = await kernel.transaction(kernel => lockDraft(kernel, actor, advisory));
  const { cveId } = record;
  if (cveId === null) throw refuse('conflict', { advisory });
  const reply = await findCveId(kernel, services, cveId);
  if (reply.kind === 'declined' && reply.status === 404)
    return { ok: false, reason: `CVE Services know no ${cveId} of ${services.org}.` };
  if (reply.kind !== 'done') return { ok: false, reason: reply.message };
  const { owner, state } = reply.value;
  if (owner !== services.org) return { ok: false, reason: `${cveId} belongs to ${owner || 'another organization'}.` };
  if (state !== 'RESERVED' && state !== 'PUBLISHED')
    return { ok: false, reason: `${cveId} is ${state.toLowerCase()}.` };
  await kernel.transaction(async kernel => {
    await insertAssignment(kernel, {
      advisory,
      cveId,
      year: Number(cveId.slice(4, 8)),
      standing: state === 'RESERVED' ? 'reserved' : 'published',
      askedBy: actorId(actor),
    });
    await note(kernel, actor, 'cve.take-over', { advisory, cveId });
  });
  return { ok: true };
}

/** Sends the newest edition. @throws Refusal conflict while something else is under way */
export const askToPublish = (kernel: Kernel, actor: Actor, advisory: string): Promise<void> =>
  begin(kernel, actor, advisory, { task: 'publish', from: ['reserved', 'published'] });

/** Rejects the id at CVE Services, for a reason that everybody reads. */
export const askToReject = (kernel: Kernel, actor: Actor, advisory: string, reason: string): Promise<void> =>
  begin(kernel, actor, advisory, { task: 'reject', from: ['reserved', 'published'], reason });

/** Sends once more what failed, or what waits for a better moment; looks again where it is unclear. */
export const tryAgain = (kernel: Kernel, actor: Actor, advisory: string): Promise<void> =>
  change(kernel, actor, advisory, async (kernel, found) => {
    if (found.task === null) throw refuse('conflict', { advisory });
    if (found.stage === 'failed') await saveAssignment(kernel, found, { stage: 'waiting', fault: null });
    await note(kernel, actor, 'cve.again', { advisory, task: found.task ?? '' });
    await wakeJob(kernel, found.id);
  });

/** Gives up what was asked; an id that is there stays as it is. Not while nobody knows whether it arrived. */
export const giveUp = (kernel: Kernel, actor: Actor, advisory: string): Promise<void> =>
  change(kernel, actor, advisory, async (kernel, found) => {
    if (found.stage !== 'failed' && found.stage !== 'waiting') throw refuse('conflict', { advisory });
    await note(kernel, actor, 'cve.give-up', { advisory, task: found.task ?? '' });
    if (found.standing === 'none') await deleteAssignment(kernel, found.id);
    else await saveAssignment(kernel, found, { task: null, stage: null, fault: null, reason: null });
  });

/**
 * Settles an unclear reservation: `cveId` is what it brought, or null: none of the ids found is, so ask anew.
 * @throws Refusal conflict when the id is not among those found, or has gone to another advisory
 */
export const settleUnclear = (kernel: Kernel, actor: Actor, advisory: string, cveId: string | null): Promise<void> =>
  change(kernel, actor, advisory, async (kernel, found) => {
    const isOffered = cveId === null || found.candidates.includes(cveId);
    if (found.stage !== 'unclear' || found.candidates.length === 0 || !isOffered)
      throw refuse('conflict', { advisory });
    await note(kernel, actor, 'cve.settle', { advisory, cveId: cveId ?? 'none' });
    if (cveId === null) {
      await saveAssignment(kernel, found, { stage: 'waiting', candidates: [], fault: null });
      return wakeJob(kernel, found.id);
    }
    // One that is on its way may have brought this very id.
    if (await isReservationOnItsWay(kernel, found.id)) throw refuse('conflict', { advisory });
    if ((await knownAmong(kernel, [cveId])).has(cveId)) throw refuse('conflict', { advisory });
    await keepReservedId(kernel, found, cveId);
  });

/** The assignment that counts now. */
export async function presentAssignment(
  kernel: Kernel,
  actor: Actor,
  advisory: string,
): Promise<Assignment | undefined> {
  const [present] = await listAssignments(kernel, actor, advisory);
  return present?.standing === 'rejected' ? undefined : present;
}

type Step = { readonly task: CveTask; readonly from: readonly string[]; readonly reason?: string };

const begin = (kernel: Kernel, actor: Actor, advisory: string, { task, from, reason }: Step): Promise<void> =>
  change(kernel, actor, advisory, async (kernel, found) => {
    // A publication may be replaced at any time; a rejection is never undone by one.
    const isFree = found.task === null || found.task === 'publish';
    if (!isFree || !from.includes(found.standing)) throw refuse('conflict', { advisory });
    await saveAssignment(kernel, found, {
      task,
      stage: 'waiting',
      fault: null,
      reason: reason ?? null,
      askedBy: actorId(actor),
      askedAt: kernel.clock.now(),
    });
    await note(kernel, actor, 'cve.ask', { advisory, task });
    await wakeJob(kernel, found.id);
  });

const change = (
  kernel: Kernel,
  actor: Actor,
  advisory: string,
  work: (kernel: Kernel, found: Assignment) => Promise<void>,
): Promise<void> =>
  kernel.transaction(async kernel => {
    await lockDraft(kernel, actor, advisory);
    const present = await presentAssignment(kernel, actor, advisory);
    const locked = present && (await lockAssignment(kernel, present.id));
    if (!locked) throw refuse('conflict', { advisory });
    await work(kernel, locked);
  });

export function servicesOf({ config }: Kernel) {
  if (!config.cveServices) throw refuse('conflict', { reason: 'CVE Services are not configured' });
  return config.cveServices;
}

const note = (
  kernel: Kernel,
  actor: Actor,
  action: string,
  { advisory, ...details }: { advisory: string } & Record<string, string>,
): Promise<unknown> => kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject: advisory, details });
