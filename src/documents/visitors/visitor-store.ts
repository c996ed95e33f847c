// All SQL of visitors: codes that prove an address, the addresses proved, and the sessions that follow.
import { sql } from 'kysely';
import { after, DAY, MINUTE } from '../../core/clock.ts';
import { equalBytes, hashToken, newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';

const VISITOR = 'documents.visitor';
const CODE = 'documents.code';

/** How long a code is good, and how often it may be mistyped. */
export const CODE_MINUTES = 10;
const CODE_TRIES = 5;
const SESSION = DAY;

export type Visitor = {
  readonly id: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
};

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

/** @param address normalized */
export const addressIndex = ({ vault }: Pick<Kernel, 'vault'>, address: string): Buffer =>
  vault.blindIndex('documents.address', address);

const codeHash = ({ vault }: Pick<Kernel, 'vault'>, id: string, code: string): Buffer =>
  vault.blindIndex('documents.code', `${id} ${code}`);

/** Keeps a code for an address. @returns what the browser keeps, and what is mailed: eight digits */
export async function insertCode(kernel: Kernel, address: string): Promise<{ id: string; code: string }> {
  // The id is a secret as well: only the browser that asked can try the code.
  const id = newToken(kernel.random);
  const code = String(kernel.random.bytes(6).readUIntBE(0, 6) % 100_000_000).padStart(8, '0');
  const vault = await kernel.vault.subject(kernel, 'system');
  const row = hashToken(id).toString('hex');
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(CODE)
    .values({
      id: row,
      address: vault.seal({ table: CODE, column: 'address', row }, address),
      code_hash: codeHash(kernel, row, code),
      created_at: now,
      good_until: after(now, CODE_MINUTES * MINUTE),
    })
    .execute();
  return { id, code };
}

/**
 * Tries a code; each try counts, and a right one is used up.
 * @returns the address that it proves; undefined when it is wrong, used, too old, or was mistyped too often
 */
export async function useCode(kernel: Kernel, id: string, code: string): Promise<string | undefined> {
  const row = hashToken(id).toString('hex');
  const found = await tables(kernel)
    .updateTable(CODE)
    .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', row)
    .where('tries', '<', CODE_TRIES)
    .where('good_until', '>', kernel.clock.now())
    .returningAll()
    .executeTakeFirst();
  if (!found || !equalBytes(found.code_hash, codeHash(kernel, row, code))) return undefined;
  const { numDeletedRows } = await tables(kernel).deleteFrom(CODE).where('id', '=', row).executeTakeFirstOrThrow();
  if (numDeletedRows !== 1n) return undefined;
  const vault = await kernel.vault.subject(kernel, 'system');
  return vault.open({ table: CODE, column: 'address', row }, found.address);
}

/** Lets one transaction at a time change what is known of an address. */
async function lockAddress(kernel: Kernel, address: string): Promise<void> {
  const key = addressIndex(kernel, address).readBigInt64BE(0).toString();
  await sql`select pg_advisory_xact_lock(${key}::bigint)`.execute(kernel.db);
}

/** Lets one transaction at a time act for a visitor. @returns false when they are gone */
export async function lockVisitor(kernel: Kernel, id: string): Promise<boolean> {
  const row = await tables(kernel)
    .selectFrom(VISITOR)
    .select('id')
    .where('id', '=', id)
    .where('address', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** The visitor of a proved address, made when there is none. Call it in a transaction. */
export async function visitorOf(kernel: Kernel, address: string): Promise<string> {
  await lockAddress(kernel, address);
  const now = kernel.clock.now();
  const index = addressIndex(kernel, address);
  const known = await tables(kernel)
    .updateTable(VISITOR)
    .set({ seen_at: now })
    .where('address_index', '=', index)
    .returning('id')
    .executeTakeFirst();
  if (known) return known.id;
  const id = newId('vis', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(VISITOR)
    .values({
      id,
      address: vault.seal({ table: VISITOR, column: 'address', row: id }, address),
      address_index: index,
      created_at: now,
      seen_at: now,
    })
    .execute();
  return id;
}

/** @returns the secret of the cookie */
export async function beginSession(kernel: Kernel, visitor: string): Promise<{ token: string; seconds: number }> {
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto('documents.session')
    .values({ token_hash: hashToken(token), visitor, created_at: now, ends_at: after(now, SESSION) })
    .execute();
  return { token, seconds: SESSION / 1000 };
}

export async function findSession(kernel: Kernel, token: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('documents.session')
    .select('visitor')
    .where('token_hash', '=', hashToken(token))
    .where('ends_at', '>', kernel.clock.now())
    .executeTakeFirst();
  return row?.visitor;
}

export async function endSession(kernel: Kernel, token: string): Promise<void> {
  await tables(kernel).deleteFrom('documents.session').where('token_hash', '=', hashToken(token)).execute();
}

export async function endSessions(kernel: Kernel, visitor: string): Promise<void> {
  await tables(kernel).deleteFrom('documents.session').where('visitor', '=', visitor).execute();
}

/** Those of these visitors who are not forgotten, by id. */
export async function findVisitors(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Visitor>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(VISITOR)
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .where('address', 'is not', null)
    .execute();
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.flatMap(row => {
      const vault = vaults.get(row.id);
      if (!vault || row.address === null) return [];
      const address = vault.open({ table: VISITOR, column: 'address', row: row.id }, row.address);
      return [[row.id, { id: row.id, address, createdAt: row.created_at, seenAt: row.seen_at }] as const];
    }),
  );
}

export async function findVisitor(kernel: Kernel, id: string): Promise<Visitor | undefined> {
  return (await findVisitors(kernel, [id])).get(id);
}

/** @param address normalized */
export async function findVisitorByAddress(kernel: Kernel, address: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom(VISITOR)
    .select('id')
    .where('address_index', '=', addressIndex(kernel, address))
    .executeTakeFirst();
  return row?.id;
}

/** Forgets the address, and with the visitor's key every word of their requests. */
export async function forgetVisitorRow(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel)
    .updateTable(VISITOR)
    .set({ address: null, address_index: null, forgotten_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
  await tables(kernel).updateTable('documents.request').set({ domain: '' }).where('visitor', '=', id).execute();
  await kernel.vault.shred(kernel.db, id);
}
