// All SQL of receivers and of the secrets that sign for them. Addresses and secrets are opened here and nowhere else.
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { isOutsideEvent, type OutsideEvent } from '../../catalog/outside-events.ts';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after } from '../../core/clock.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newSigningSecret } from '../../core/crypto/webhook-signature.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReceiverKind } from '../notices/notice-body.ts';
import type { TrackersReceiver, TrackersTables } from '../tables.ts';
import { OVERLAP, type Receiver, type ReceiverFields, type StopReason } from './receiver.ts';

const RECEIVER = 'trackers.receiver';
const SECRET = 'trackers.signing_secret';

/** Stores a receiver, switched on. @returns its id */
export async function insertReceiver(
  kernel: Kernel,
  actor: Actor,
  { kind, name, url, events }: ReceiverFields & { readonly kind: ReceiverKind },
): Promise<string> {
  const id = newId('rcv', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(RECEIVER)
    .values({
      id,
      kind,
      ...sealFields(vault, id, { name, url }),
      events: [...events],
      created_by: actorId(actor),
      created_at: now,
      changed_at: now,
    })
    .execute();
  return id;
}

/** All receivers, by age; nobody but who manages them sees any. */
export async function listReceivers(kernel: Kernel, actor: Actor): Promise<Receiver[]> {
  if (!sees(actor)) return [];
  return openAll(kernel, await tables(kernel).selectFrom(RECEIVER).selectAll().orderBy('id').execute());
}

/** One receiver; undefined for whoever may not manage them, and when there is none. */
export async function findReceiver(kernel: Kernel, actor: Actor, id: string): Promise<Receiver | undefined> {
  if (!sees(actor)) return undefined;
  return (
    await openAll(kernel, await tables(kernel).selectFrom(RECEIVER).selectAll().where('id', '=', id).execute())
  )[0];
}

/** The receivers that are on and want this type: id and kind, which is all that writing the notice takes. */
export const listListeners = (
  kernel: Kernel,
  type: OutsideEvent,
): Promise<readonly { readonly id: string; readonly kind: ReceiverKind }[]> =>
  tables(kernel)
    .selectFrom(RECEIVER)
    .select(['id', 'kind'])
    .where('stopped', 'is', null)
    .where(sql<boolean>`${type} = any(events)`)
    .orderBy('id')
    .execute() as Promise<{ id: string; kind: ReceiverKind }[]>;

/** Whether anything that happens is told to anybody. */
export const hasListeners = async (kernel: Kernel): Promise<boolean> =>
  (await tables(kernel).selectFrom(RECEIVER).select('id').where('stopped', 'is', null).limit(1).execute()).length > 0;

/** Writes what a form has changed. */
export async function saveReceiver(kernel: Kernel, id: string, { name, url, events }: ReceiverFields): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .updateTable(RECEIVER)
    .set({ ...sealFields(vault, id, { name, url }), events: [...events], changed_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
}

/** Switches a receiver off, or on with null. @returns whether that changed anything */
export async function stopReceiver(kernel: Kernel, id: string, stopped: StopReason | null): Promise<boolean> {
  const now = kernel.clock.now();
  const query = tables(kernel)
    .updateTable(RECEIVER)
    .set({ stopped, stopped_at: stopped === null ? null : now, changed_at: now })
    .where('id', '=', id)
    .where('stopped', stopped === null ? 'is not' : 'is', null);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

/** Forgets a receiver, its secrets, and the key under which both were sealed. */
export async function deleteReceiver(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel).deleteFrom(RECEIVER).where('id', '=', id).execute();
  await kernel.vault.shred(kernel.db, id);
}

/** Makes the secret that signs from now on; the one before signs beside it for a day, older ones end. @returns it */
export async function addSecret(kernel: Kernel, receiver: string): Promise<string> {
  const now = kernel.clock.now();
  await tables(kernel).deleteFrom(SECRET).where('receiver', '=', receiver).where('ends_at', 'is not', null).execute();
  await tables(kernel)
    .updateTable(SECRET)
    .set({ ends_at: after(now, OVERLAP) })
    .where('receiver', '=', receiver)
    .execute();
  const id = newId('whs', kernel.clock, kernel.random);
  const secret = newSigningSecret(kernel.random);
  const vault = await kernel.vault.subject(kernel, receiver);
  await tables(kernel)
    .insertInto(SECRET)
    .values({
      id,
      receiver,
      secret: vault.seal({ table: SECRET, column: 'secret', row: id }, secret),
      created_at: now,
    })
    .execute();
  return secret;
}

/** When the present secret was made, and until when the one before still signs. */
export async function findSecretTimes(
  kernel: Kernel,
  receiver: string,
): Promise<{ readonly since: Date; readonly formerUntil: Date | null } | undefined> {
  const rows = await goodSecrets(kernel, receiver);
  const present = rows.find(({ ends_at }) => ends_at === null);
  const former = rows.find(({ ends_at }) => ends_at !== null);
  return present && { since: present.created_at, formerUntil: former?.ends_at ?? null };
}

/** The secrets that sign now, the present one first. */
export async function openSecrets(kernel: Kernel, receiver: string): Promise<string[]> {
  const rows = await goodSecrets(kernel, receiver);
  const vault = await kernel.vault.subject(kernel, receiver);
  return rows.map(({ id, secret }) => vault.open({ table: SECRET, column: 'secret', row: id }, secret));
}

const goodSecrets = (kernel: Kernel, receiver: string) =>
  tables(kernel)
    .selectFrom(SECRET)
    .selectAll()
    .where('receiver', '=', receiver)
    .where(eb => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', kernel.clock.now())]))
    .orderBy('id', 'desc')
    .execute();

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrackersTables>();

const sees = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'integration.manage'));

const sealFields = (vault: SubjectVault, row: string, { name, url }: Pick<ReceiverFields, 'name' | 'url'>) => ({
  name: vault.seal({ table: RECEIVER, column: 'name', row }, name),
  url: vault.seal({ table: RECEIVER, column: 'url', row }, url),
});

async function openAll(kernel: Kernel, rows: readonly Selectable<TrackersReceiver>[]): Promise<Receiver[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    if (!vault) return [];
    const open = (column: 'name' | 'url') => vault.open({ table: RECEIVER, column, row: row.id }, row[column]);
    return [
      {
        id: row.id,
        // Check constraints hold these two to their types.
        kind: row.kind as ReceiverKind,
        stopped: row.stopped as StopReason | null,
        name: open('name'),
        url: open('url'),
        events: row.events.filter(isOutsideEvent),
        stoppedAt: row.stopped_at,
        createdBy: row.created_by,
        createdAt: row.created_at,
      },
    ];
  });
}
