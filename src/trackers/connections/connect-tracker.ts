// What an admin does with a tracker: connect, change, check, give a new secret, remove. It is asked before anything is kept.
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { sendAgain } from '../../core/work/deliveries/deliver.ts';
import { deleteLane } from '../../core/work/deliveries/delivery-log-store.ts';
import { clientWith } from '../clients/client-of.ts';
import { type FaultKind, type ProjectFacts, type TrackerClient, TrackerFault } from '../clients/tracker-client.ts';
import { deleteLink, listLinksOfTracker } from '../links/link-store.ts';
import { adoptName } from './adopt-name.ts';
import type { Mapping } from './mapping.ts';
import { OUTBOX, type Tracker, type TrackerSettings } from './tracker.ts';
import type { TrackerKind } from './tracker-kind.ts';
import {
  deleteTracker,
  findTracker,
  insertTracker,
  noteFault,
  openToken,
  renewHookSecret,
  saveTracker,
} from './tracker-store.ts';

export type TrackerInput = {
  readonly kind: TrackerKind;
  readonly settings: TrackerSettings;
  /** Undefined leaves the one that is kept. */
  readonly token: string | undefined;
  readonly mapping: Mapping;
};

type Outcome<Value> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly fault: FaultKind };

/** Connects a tracker that answers. @returns its id and the secret for its messages, which is shown this once */
export async function connectTracker(
  kernel: Kernel,
  actor: Actor,
  { kind, settings, token = '', mapping }: TrackerInput,
): Promise<Outcome<{ readonly id: string; readonly secret: string }>> {
  const asked = await ask(clientWith(kernel, { kind, ...settings }, token));
  if (!asked.ok) return asked;
  const { project, isPublic } = asked;
  return kernel.transaction(async kernel => {
    const made = await insertTracker(kernel, actor, { ...settings, kind, token, mapping, project, isPublic });
    await note(kernel, actor, made.id, 'connect', { kind, isPublic });
    return { ok: true, ...made };
  });
}

/** Changes a tracker; nothing is kept unless it answers. @throws Refusal not_found */
export async function changeTracker(
  kernel: Kernel,
  actor: Actor,
  id: string,
  { settings, token, mapping }: Omit<TrackerInput, 'kind'>,
): Promise<Outcome<object>> {
  const before = await find(kernel, actor, id);
  // A token is never sent to another server than the one that it was given for.
  if (token === undefined && new URL(settings.baseUrl).origin !== new URL(before.baseUrl).origin)
    return { ok: false, fault: 'token' };
  const asked = await ask(clientWith(kernel, { ...before, ...settings }, token ?? (await openToken(kernel, id))));
  if (!asked.ok) return asked;
  const { project, isPublic } = asked;
  await kernel.transaction(async kernel => {
    await saveTracker(kernel, id, { ...settings, mapping, token, project, isPublic });
    await note(kernel, actor, id, 'change', { isTokenNew: token !== undefined, movesToFixed: mapping.movesToFixed });
  });
  await resume(kernel, actor, id);
  return { ok: true };
}

/** Asks the tracker now, takes in its project's new name, and sends what waited for it. @throws Refusal not_found */
export async function checkTracker(kernel: Kernel, actor: Actor, id: string): Promise<Outcome<object>> {
  const tracker = await find(kernel, actor, id);
  try {
    await adoptName(kernel, actor, tracker);
  } catch (error) {
    if (!(error instanceof TrackerFault)) throw error;
    await noteFault(kernel, id, error.kind);
    return { ok: false, fault: error.kind };
  }
  await resume(kernel, actor, id);
  return { ok: true };
}

/** Makes another secret for the tracker's messages. @returns it @throws Refusal not_found */
export const renewSecret = (kernel: Kernel, actor: Actor, id: string): Promise<string> =>
  kernel.transaction(async kernel => {
    await find(kernel, actor, id);
    const secret = await renewHookSecret(kernel, id);
    await note(kernel, actor, id, 'new-secret', {});
    return secret;
  });

/** Removes a tracker with its links; the tickets stay where they are. @throws Refusal not_found */
export const removeTracker = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    await find(kernel, actor, id);
    for (const link of await listLinksOfTracker(kernel, actor, id, { limit: 100_000 })) {
      await deleteLane(kernel, OUTBOX, link.id);
      await deleteLink(kernel, link.id);
    }
    await deleteTracker(kernel, id);
    await note(kernel, actor, id, 'remove', {});
  });

/** What failed or rests since the tracker was last well is sent now. */
async function resume(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  const since = after(kernel.clock.now(), -30 * DAY);
  await kernel.transaction(async kernel => {
    await noteFault(kernel, id, null);
    for (const state of ['failing', 'waiting'] as const)
      for (const link of await listLinksOfTracker(kernel, actor, id, { state, limit: 1000 }))
        await sendAgain(kernel, OUTBOX, link.id, { failedSince: since });
  });
}

async function ask(client: TrackerClient): Promise<Outcome<ProjectFacts>> {
  try {
    return { ok: true, ...(await client.check()) };
  } catch (error) {
    if (error instanceof TrackerFault) return { ok: false, fault: error.kind };
    throw error;
  }
}

async function find(kernel: Kernel, actor: Actor, id: string): Promise<Tracker> {
  const tracker = await findTracker(kernel, actor, id);
  if (!tracker) throw refuse('not_found');
  return tracker;
}

const note = (
  kernel: Kernel,
  actor: Actor,
  subject: string,
  action: string,
  details: Readonly<Record<string, string | boolean>>,
): Promise<string> =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action: `tracker.${action}`, subject, details });
