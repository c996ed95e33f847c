// All SQL of the program's OpenPGP keys. Public halves are published; private ones are opened here and nowhere else.
import type { Selectable } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ProgramOpenpgpKey, ProgramTables } from '../tables.ts';
import type { ProgramKey } from './program-key.ts';

const KEY = 'program.openpgp_key';
const SUBJECT = 'system';

/** The key in force, if there is one. */
export async function findCurrentKey(kernel: Kernel): Promise<ProgramKey | undefined> {
  const row = await tables(kernel).selectFrom(KEY).selectAll().where('state', '=', 'current').executeTakeFirst();
  return row && fromRow(row);
}

/** The key with this id, or with this fingerprint in upper case. */
export async function findKey(kernel: Kernel, which: string): Promise<ProgramKey | undefined> {
  const row = await tables(kernel)
    .selectFrom(KEY)
    .selectAll()
    .where(eb => eb.or([eb('id', '=', which), eb('fingerprint', '=', which)]))
    .executeTakeFirst();
  return row && fromRow(row);
}

/** All keys, newest first. */
export async function listKeys(kernel: Kernel): Promise<ProgramKey[]> {
  const rows = await tables(kernel).selectFrom(KEY).selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.map(fromRow);
}

export type NewKey = Pick<ProgramKey, 'fingerprint' | 'address' | 'custody' | 'publicKey' | 'expiresAt'> & {
  readonly privateKey: string | null;
  readonly revocation: string | null;
};

/** Adds a key as the one in force; the one before becomes a former key. Gives its id. */
export async function addKey(kernel: Kernel, actor: Actor, key: NewKey): Promise<string> {
  const id = newId('opk', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  const seal = (column: string, text: string | null) =>
    text === null ? null : vault.seal({ table: KEY, column, row: id }, text);
  const now = kernel.clock.now();
  await tables(kernel)
    .updateTable(KEY)
    .set({ state: 'former', ended_at: now })
    .where('state', '=', 'current')
    .execute();
  await tables(kernel)
    .insertInto(KEY)
    .values({
      id,
      fingerprint: key.fingerprint,
      address: key.address,
      custody: key.custody,
      state: 'current',
      public_key: key.publicKey,
      private_key: seal('private_key', key.privateKey),
      revocation: seal('revocation', key.revocation),
      created_at: now,
      expires_at: key.expiresAt,
      ended_at: null,
      made_by: actorId(actor),
      told_days: null,
    })
    .execute();
  return id;
}

/** Keeps the public key with its revocation inside; the key ends now. */
export async function saveRevoked(kernel: Kernel, id: string, publicKey: string): Promise<void> {
  await tables(kernel)
    .updateTable(KEY)
    .set({ state: 'revoked', public_key: publicKey, ended_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
}

/** The revocation certificate, which is kept no longer. Undefined once it was taken. */
export async function takeStoredRevocation(kernel: Kernel, id: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom(KEY)
    .select('revocation')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row?.revocation) return undefined;
  await tables(kernel).updateTable(KEY).set({ revocation: null }).where('id', '=', id).execute();
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  return vault.open({ table: KEY, column: 'revocation', row: id }, row.revocation);
}

/** The private half, where this server keeps it. */
export async function openPrivateKey(kernel: Kernel, id: string): Promise<string | undefined> {
  return (await openPrivateKeys(kernel, id))[0];
}

/** Every private half that this server keeps, newest first, or the one of this key: old messages stay readable. */
export async function openPrivateKeys(kernel: Kernel, id?: string): Promise<string[]> {
  const all = tables(kernel).selectFrom(KEY).select(['id', 'private_key']).orderBy('created_at', 'desc');
  const rows = await (id === undefined ? all : all.where('id', '=', id)).execute();
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  return rows.flatMap(row =>
    row.private_key === null ? [] : [vault.open({ table: KEY, column: 'private_key', row: row.id }, row.private_key)],
  );
}

/** Notes that admins were mailed of the key's end; false when somebody else just did. */
export async function markTold(kernel: Kernel, id: string, days: number): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(KEY)
    .set({ told_days: days })
    .where('id', '=', id)
    .where(eb => eb.or([eb('told_days', 'is', null), eb('told_days', '>', days)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const tables = ({ db }: Kernel) => db.withTables<ProgramTables>();

const fromRow = (row: Selectable<ProgramOpenpgpKey>): ProgramKey => ({
  id: row.id,
  fingerprint: row.fingerprint,
  address: row.address,
  // The table's check constraints hold both to these values.
  custody: row.custody as ProgramKey['custody'],
  state: row.state as ProgramKey['state'],
  publicKey: row.public_key,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
  hasRevocation: row.revocation !== null,
  toldDays: row.told_days,
});
