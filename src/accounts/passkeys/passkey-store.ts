// Passkeys: what identifies one is sealed, a keyed hash finds it.
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.passkey';

/** What the authenticator gave us, as kept: ids and keys in base64url. */
type Credential = { readonly id: string; readonly publicKey: string; readonly transports: readonly string[] };

export type Passkey = {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly credential: Credential;
  readonly verifiesUser: boolean;
  readonly counter: number;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | undefined;
};

/** @returns undefined when the credential is registered already, to whomever */
export async function insertPasskey(
  kernel: Kernel,
  passkey: Pick<Passkey, 'person' | 'name' | 'credential' | 'verifiesUser' | 'counter'>,
): Promise<string | undefined> {
  const id = newId('psk', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, passkey.person);
  const row = await passkeys(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person: passkey.person,
      credential_index: indexOf(kernel, passkey.credential.id),
      credential: vault.seal(place('credential', id), JSON.stringify(passkey.credential)),
      name: vault.seal(place('name', id), passkey.name),
      verifies_user: passkey.verifiesUser,
      counter: passkey.counter,
      created_at: kernel.clock.now(),
    })
    .onConflict(conflict => conflict.column('credential_index').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** A person's passkeys, oldest first. */
export async function listPasskeys(kernel: Kernel, person: string): Promise<Passkey[]> {
  const rows = await passkeys(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('person', '=', person)
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, person);
  return vault ? rows.map(row => openRow(vault, row)) : [];
}

/** @param credential base64url, as the browser names it */
export async function findPasskeyByCredential(kernel: Kernel, credential: string): Promise<Passkey | undefined> {
  const row = await passkeys(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('credential_index', '=', indexOf(kernel, credential))
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, row.person));
  return vault && openRow(vault, row);
}

/**
 * Notes a use and the new counter.
 * @returns false when the counter did not move forward: another request used the same signature, or there is a copy
 */
export async function advanceCounter(kernel: Kernel, id: string, counter: number): Promise<boolean> {
  const row = await passkeys(kernel)
    .updateTable(TABLE)
    .set({ counter, last_used_at: kernel.clock.now() })
    .where('id', '=', id)
    // Authenticators without a counter always say zero (WebAuthn §6.1.1).
    .where(eb => eb.or([eb('counter', '<', counter), eb.and([eb('counter', '=', 0), eb.val(counter === 0)])]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns whether the person had it */
export async function deletePasskey(kernel: Kernel, person: string, id: string): Promise<boolean> {
  const row = await passkeys(kernel)
    .deleteFrom(TABLE)
    .where('person', '=', person)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deletePasskeys(kernel: Kernel, person: string): Promise<void> {
  await passkeys(kernel).deleteFrom(TABLE).where('person', '=', person).execute();
}

const passkeys = ({ db }: Kernel) => db.withTables<AccountsTables>();

const indexOf = ({ vault }: Kernel, credential: string): Buffer => vault.blindIndex('accounts.credential', credential);

type Row = {
  id: string;
  person: string;
  credential: Buffer;
  name: Buffer;
  verifies_user: boolean;
  counter: number;
  created_at: Date;
  last_used_at: Date | null;
};

const openRow = (vault: SubjectVault, row: Row): Passkey => ({
  id: row.id,
  person: row.person,
  name: vault.open(place('name', row.id), row.name),
  // Sealed by `insertPasskey`, so nobody else wrote it.
  credential: JSON.parse(vault.open(place('credential', row.id), row.credential)) as Credential,
  verifiesUser: row.verifies_user,
  counter: row.counter,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
});

const place = (column: 'credential' | 'name', row: string) => ({ table: TABLE, column, row });
