// The secrets shared with authenticator apps, sealed under each person's key, and the time steps already used.
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.totp';

export type Totp = { readonly secret: string; readonly isConfirmed: boolean };

export async function findTotp(kernel: Kernel, person: string): Promise<Totp | undefined> {
  const row = await totps(kernel)
    .selectFrom(TABLE)
    .select(['secret', 'confirmed_at'])
    .where('person', '=', person)
    .executeTakeFirst();
  if (!row) return undefined;
  const vault = await kernel.vault.subject(kernel, person);
  return { secret: vault.open(place(person), row.secret), isConfirmed: row.confirmed_at !== null };
}

/** Keeps a secret that is not confirmed yet. Does nothing when there is one. */
export async function insertTotp(kernel: Kernel, person: string, secret: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, person);
  await totps(kernel)
    .insertInto(TABLE)
    .values({ person, secret: vault.seal(place(person), secret), created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('person').doNothing())
    .execute();
}

/** The first right code. @returns false when it is confirmed already, or gone */
export async function confirmTotp(kernel: Kernel, person: string, step: number): Promise<boolean> {
  const row = await totps(kernel)
    .updateTable(TABLE)
    .set({ confirmed_at: kernel.clock.now(), last_step: step })
    .where('person', '=', person)
    .where('confirmed_at', 'is', null)
    .returning('person')
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses up a time step and all before it. @returns false when it was used already: a code works once */
export async function takeStep(kernel: Kernel, person: string, step: number): Promise<boolean> {
  const row = await totps(kernel)
    .updateTable(TABLE)
    .set({ last_step: step })
    .where('person', '=', person)
    .where('confirmed_at', 'is not', null)
    .where(eb => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .returning('person')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteUnconfirmedTotp(kernel: Kernel, person: string): Promise<void> {
  await totps(kernel).deleteFrom(TABLE).where('person', '=', person).where('confirmed_at', 'is', null).execute();
}

/** @returns whether a confirmed one was there */
export async function deleteTotp(kernel: Kernel, person: string): Promise<boolean> {
  const row = await totps(kernel)
    .deleteFrom(TABLE)
    .where('person', '=', person)
    .returning('confirmed_at')
    .executeTakeFirst();
  return row !== undefined && row.confirmed_at !== null;
}

const totps = ({ db }: Kernel) => db.withTables<AccountsTables>();
const place = (person: string) => ({ table: TABLE, column: 'secret', row: person });
