// All SQL of owners' accounts at makers; seals the credentials under their owner's data key.

import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

/** Whose account it is, and which. */
export type AccountKey = { readonly owner: string; readonly account: string };

export type KeptCredentials = {
  readonly credentials: string;
  readonly renewedAt: Date;
  /** Since when the maker refuses them; null while they are good. */
  readonly refusedAt: Date | null;
};

const accounts = (kernel: Kernel) => kernel.db.withTables<VehiclesTables>();
export const placeOfCredentials = (account: string) => ({
  table: 'vehicles.account',
  column: 'credentials',
  row: account,
});

/**
 * Keeps what an owner's sign-in at a maker gave; an account that is known already gets the new credentials, which all
 * its cars then use.
 * @param makerId the maker's own id of the account
 * @returns our id of the account
 */
export async function saveAccount(
  kernel: Kernel,
  owner: string,
  { provider, makerId, credentials }: { provider: string; makerId: string; credentials: string },
): Promise<string> {
  const vault = await kernel.vault.subject(kernel, owner);
  const index = kernel.vault.blindIndex('vehicles.account', `${provider}\n${makerId}`);
  const now = kernel.clock.now();
  const known = await accounts(kernel)
    .selectFrom('vehicles.account')
    .select('id')
    .where('owner', '=', owner)
    .where('provider', '=', provider)
    .where('maker_index', '=', index)
    .forUpdate()
    .executeTakeFirst();
  const id = known?.id ?? newId('mac', kernel.clock, kernel.random);
  const good = {
    credentials: vault.seal(placeOfCredentials(id), credentials),
    renewed_at: now,
    refused_at: null,
    let_go_at: null,
  };
  if (known) await accounts(kernel).updateTable('vehicles.account').set(good).where('id', '=', id).execute();
  else
    await accounts(kernel)
      .insertInto('vehicles.account')
      .values({ id, owner, provider, maker_index: index, created_at: now, ...good })
      .execute();
  return id;
}

/**
 * The credentials of an account; null when it is gone, or its owner's key is.
 * @param lock keeps everybody else from renewing them until the transaction ends
 * @throws SealBroken
 */
export async function findCredentials(
  kernel: Kernel,
  { owner, account }: AccountKey,
  { lock = false } = {},
): Promise<KeptCredentials | null> {
  const row = await accounts(kernel)
    .selectFrom('vehicles.account')
    .select(['credentials', 'renewed_at', 'refused_at'])
    .where('id', '=', account)
    .where('owner', '=', owner)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, owner));
  if (vault === undefined || row === undefined) return null;
  return {
    credentials: vault.open(placeOfCredentials(account), row.credentials),
    renewedAt: row.renewed_at,
    refusedAt: row.refused_at,
  };
}

/** Replaces the credentials by what the maker gave for them. */
export async function keepRenewed(kernel: Kernel, { owner, account }: AccountKey, credentials: string): Promise<void> {
  const vault = await kernel.vault.subject(kernel, owner);
  await accounts(kernel)
    .updateTable('vehicles.account')
    .set({
      credentials: vault.seal(placeOfCredentials(account), credentials),
      renewed_at: kernel.clock.now(),
      refused_at: null,
    })
    .where('id', '=', account)
    .where('owner', '=', owner)
    .execute();
}

/** Notes that the maker refuses an account's credentials for good. */
export async function markRefused(kernel: Kernel, { owner, account }: AccountKey): Promise<void> {
  await accounts(kernel)
    .updateTable('vehicles.account')
    .set({ refused_at: kernel.clock.now() })
    .where('id', '=', account)
    .where('owner', '=', owner)
    .where('refused_at', 'is', null)
    .execute();
}

/** Forgets accounts of an owner through which no car is reached any more. */
export async function deleteIdleAccounts(kernel: Kernel, owner: string): Promise<void> {
  await accounts(kernel)
    .deleteFrom('vehicles.account as account')
    .where('account.owner', '=', owner)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('vehicles.connection as connection')
            .select('connection.vehicle')
            .whereRef('connection.account', '=', 'account.id'),
        ),
      ),
    )
    .execute();
}

/** Everything held about an owner's accounts, without the credentials: those belong to the maker. */
export const exportAccounts = (kernel: Kernel, owner: string) =>
  accounts(kernel)
    .selectFrom('vehicles.account')
    .select([
      'id',
      'provider',
      'created_at as createdAt',
      'renewed_at as renewedAt',
      'refused_at as refusedAt',
      'let_go_at as letGoAt',
    ])
    .where('owner', '=', owner)
    .orderBy('id')
    .execute();

/** Through whom one of an owner's cars is reached. */
export type ReachedBy = {
  /** A provider's permanent id. */
  readonly provider: string;
  /** Since when the maker refuses the owner's sign-in; null while it is good, or none is needed. */
  readonly refusedAt: Date | null;
  /** Since when it is ended because no app had access any more; it counts as refused then. */
  readonly letGoAt: Date | null;
};

/** Through whom each of an owner's cars is reached, by car. */
export async function findReachedBy(kernel: Kernel, owner: string): Promise<Map<string, ReachedBy>> {
  const rows = await accounts(kernel)
    .selectFrom('vehicles.connection as connection')
    .leftJoin('vehicles.account as account', join =>
      join.onRef('account.id', '=', 'connection.account').onRef('account.owner', '=', 'connection.owner'),
    )
    .where('connection.owner', '=', owner)
    .select([
      'connection.vehicle',
      'connection.provider',
      'account.refused_at as refusedAt',
      'account.let_go_at as letGoAt',
    ])
    .execute();
  return new Map(rows.map(({ vehicle, ...by }) => [vehicle, by]));
}

/** How many accounts each provider has, and how many of them wait for their owner to sign in again. */
export const countAccounts = (kernel: Kernel) =>
  accounts(kernel)
    .selectFrom('vehicles.account')
    .select(({ fn }) => [
      'provider',
      fn.countAll<number>().as('all'),
      fn.count<number>('refused_at').filterWhere('let_go_at', 'is', null).as('refused'),
    ])
    .groupBy('provider')
    .execute();
