// Sign-ins that are half done: the address is proven, the second factor is not.
import { after, MINUTE } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.half_sign_in';
const LIFETIME = 20 * MINUTE;
/** Wrong codes after which one has to start again. */
const MAX_TRIES = 5;

export type HalfSignIn = {
  readonly id: string;
  readonly person: string;
  readonly step: 'second-factor' | 'enroll';
  readonly returnPath: string;
};

/** @returns the token for the browser's cookie, which is nowhere else */
export async function insertHalfSignIn(
  kernel: Kernel,
  { person, step, returnPath }: Omit<HalfSignIn, 'id'>,
): Promise<string> {
  const id = newId('hsi', kernel.clock, kernel.random);
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, person);
  await half(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      step,
      token_hash: hashToken(token),
      return_path: vault.seal(place(id), returnPath),
      created_at: now,
      expires_at: after(now, LIFETIME),
    })
    .execute();
  return token;
}

/** The half sign-in of a cookie, if its time is not over. */
export async function findHalfSignIn(kernel: Kernel, token: string): Promise<HalfSignIn | undefined> {
  const row = await half(kernel)
    .selectFrom(TABLE)
    .select(['id', 'person', 'step', 'return_path'])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  if (!row) return undefined;
  const vault = await kernel.vault.subject(kernel, row.person);
  return {
    id: row.id,
    person: row.person,
    step: row.step === 'enroll' ? 'enroll' : 'second-factor',
    returnPath: vault.open(place(row.id), row.return_path),
  };
}

/** Counts a try. @returns false when there is none left, or the half sign-in is gone */
export async function countTry(kernel: Kernel, id: string): Promise<boolean> {
  const row = await half(kernel)
    .updateTable(TABLE)
    .set(eb => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('tries', '<', MAX_TRIES)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends it. @returns false when another request has already done so */
export async function takeHalfSignIn(kernel: Kernel, id: string): Promise<boolean> {
  const row = await half(kernel).deleteFrom(TABLE).where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

export async function deleteHalfSignIns(kernel: Kernel, person: string): Promise<void> {
  await half(kernel).deleteFrom(TABLE).where('person', '=', person).execute();
}

const half = ({ db }: Kernel) => db.withTables<AccountsTables>();
const place = (row: string) => ({ table: TABLE, column: 'return_path', row });
