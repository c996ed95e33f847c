// All SQL of trackers. Tokens and secrets are opened here and nowhere else.
import type { Selectable } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { FaultKind } from '../clients/tracker-client.ts';
import type { TrackersTables, TrackersTracker } from '../tables.ts';
import type { Mapping } from './mapping.ts';
import type { Tracker, TrackerSettings } from './tracker.ts';
import type { TrackerKind } from './tracker-kind.ts';

const TRACKER = 'trackers.tracker';

type Sealed = TrackerSettings & { readonly mapping: Mapping };
export type NewTracker = Sealed & { readonly kind: TrackerKind; readonly token: string; readonly isPublic: boolean };

/** Stores a tracker. @returns its id, and the secret with which it shall sign, which is shown this once */
export async function insertTracker(
  kernel: Kernel,
  actor: Actor,
  { kind, token, isPublic, ...settings }: NewTracker,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = newId('trk', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  const secret = newToken(kernel.random);
  await tables(kernel)
    .insertInto(TRACKER)
    .values({
      id,
      kind,
      settings: seal(vault, id, 'settings', JSON.stringify(settings satisfies Sealed)),
      token: seal(vault, id, 'token', token),
      hook_secret: seal(vault, id, 'hook_secret', secret),
      is_public: isPublic,
      checked_at: now,
      created_by: actorId(actor),
      created_at: now,
      changed_at: now,
    })
    .execute();
  return { id, secret };
}

/** All trackers by age: staff who works on reports sees which there are. */
export async function listTrackers(kernel: Kernel, actor: Actor): Promise<Tracker[]> {
  if (!sees(actor)) return [];
  return openAll(kernel, await tables(kernel).selectFrom(TRACKER).selectAll().orderBy('id').execute());
}

/** One tracker; undefined for whoever may not see it, and when there is none. */
export async function findTracker(kernel: Kernel, actor: Actor, id: string): Promise<Tracker | undefined> {
  if (!sees(actor)) return undefined;
  return (
    await openAll(kernel, await tables(kernel).selectFrom(TRACKER).selectAll().where('id', '=', id).execute())
  )[0];
}

/** Writes what the form says; without a token, the one before stays. */
export async function saveTracker(
  kernel: Kernel,
  id: string,
  { token, isPublic, ...settings }: Sealed & { readonly token: string | undefined; readonly isPublic: boolean },
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .updateTable(TRACKER)
    .set({
      settings: seal(vault, id, 'settings', JSON.stringify(settings satisfies Sealed)),
      ...(token !== undefined && { token: seal(vault, id, 'token', token) }),
      is_public: isPublic,
      changed_at: kernel.clock.now(),
    })
    .where('id', '=', id)
    .execute();
}

/** Writes down whether the tracker could be asked. @returns whether that is news */
export async function noteFault(kernel: Kernel, id: string, fault: FaultKind | null): Promise<boolean> {
  const now = kernel.clock.now();
  const query = tables(kernel).updateTable(TRACKER).where('id', '=', id);
  if (fault === null) {
    await query.set({ fault: null, fault_at: null, checked_at: now }).execute();
    return false;
  }
  const changed = await query
    .set({ fault, fault_at: now })
    .where(eb => eb.or([eb('fault', 'is', null), eb('fault', '!=', fault)]))
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** The token, for asking. @throws Error when there is no such tracker */
export const openToken = (kernel: Kernel, id: string): Promise<string> => openOne(kernel, id, 'token');

/** The secret by which the tracker's own messages are known; undefined when there is no such tracker. */
export async function findHookSecret(
  kernel: Kernel,
  id: string,
): Promise<{ readonly kind: TrackerKind; readonly secret: string } | undefined> {
  const row = await tables(kernel).selectFrom(TRACKER).select('kind').where('id', '=', id).executeTakeFirst();
  // A check constraint holds it to the three.
  return row && { kind: row.kind as TrackerKind, secret: await openOne(kernel, id, 'hook_secret') };
}

/** Makes another secret; the one before is no longer good. @returns it */
export async function renewHookSecret(kernel: Kernel, id: string): Promise<string> {
  const secret = newToken(kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .updateTable(TRACKER)
    .set({ hook_secret: seal(vault, id, 'hook_secret', secret), refused_at: null, changed_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
  return secret;
}

/** Writes down that the tracker has told us something, or that somebody did who has not its secret. */
export const noteHook = async (kernel: Kernel, id: string, isGood: boolean): Promise<void> =>
  void (await tables(kernel)
    .updateTable(TRACKER)
    .set(isGood ? { heard_at: kernel.clock.now() } : { refused_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute());

/** Forgets a tracker and its links, and the key under which its token was sealed. */
export async function deleteTracker(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).deleteFrom(TRACKER).where('id', '=', id).execute();
  await kernel.vault.shred(kernel.db, id);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrackersTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

const seal = (vault: SubjectVault, row: string, column: 'settings' | 'token' | 'hook_secret', text: string) =>
  vault.seal({ table: TRACKER, column, row }, text);

async function openOne(kernel: Kernel, id: string, column: 'token' | 'hook_secret'): Promise<string> {
  const row = await tables(kernel).selectFrom(TRACKER).select(column).where('id', '=', id).executeTakeFirstOrThrow();
  const vault = await kernel.vault.subject(kernel, id);
  return vault.open({ table: TRACKER, column, row: id }, row[column] as Buffer);
}

async function openAll(kernel: Kernel, rows: readonly Selectable<TrackersTracker>[]): Promise<Tracker[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    if (!vault) return [];
    const settings = JSON.parse(
      vault.open({ table: TRACKER, column: 'settings', row: row.id }, row.settings),
    ) as Sealed;
    return [
      {
        ...settings,
        id: row.id,
        kind: row.kind as TrackerKind,
        isPublic: row.is_public,
        fault: row.fault as FaultKind | null,
        faultAt: row.fault_at,
        checkedAt: row.checked_at,
        heardAt: row.heard_at,
        refusedAt: row.refused_at,
        createdBy: row.created_by,
        createdAt: row.created_at,
      },
    ];
  });
}
