// All SQL of the keys that sign CSAF documents. Private halves are opened here and nowhere else.
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { OpenpgpPair } from '../../core/openpgp/openpgp-key.ts';
import type { AdvisoriesTables } from '../tables.ts';

const KEY = 'advisories.signing_key';
const SUBJECT = 'system';

export type SigningKey = {
  readonly id: string;
  /** Upper-case hex. */
  readonly fingerprint: string;
  /** Armored. */
  readonly publicKey: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** All keys that ever signed, newest first; their public halves are published. */
export async function listSigningKeys(kernel: Kernel): Promise<SigningKey[]> {
  const rows = await tables(kernel)
    .selectFrom(KEY)
    .select(['id', 'fingerprint', 'public_key', 'created_at', 'expires_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ id, fingerprint, public_key, created_at, expires_at }) => ({
    id,
    fingerprint,
    publicKey: public_key,
    createdAt: created_at,
    expiresAt: expires_at,
  }));
}

/** Keeps a key, its private half and its revocation certificate sealed. */
export async function addSigningKey(
  kernel: Kernel,
  pair: OpenpgpPair,
  { fingerprint, expiresAt }: Pick<SigningKey, 'fingerprint' | 'expiresAt'>,
): Promise<SigningKey> {
  const id = newId('csk', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  const createdAt = kernel.clock.now();
  await tables(kernel)
    .insertInto(KEY)
    .values({
      id,
      fingerprint,
      public_key: pair.publicKey,
      private_key: vault.seal({ table: KEY, column: 'private_key', row: id }, pair.privateKey),
      revocation: vault.seal({ table: KEY, column: 'revocation', row: id }, pair.revocation),
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .execute();
  return { id, fingerprint, publicKey: pair.publicKey, createdAt, expiresAt };
}

/** The private half, armored. @throws Error when there is no such key */
export async function openSigningKey(kernel: Kernel, id: string): Promise<string> {
  const row = await tables(kernel).selectFrom(KEY).select('private_key').where('id', '=', id).executeTakeFirstOrThrow();
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  return vault.open({ table: KEY, column: 'private_key', row: id }, row.private_key).toString();
}

const tables = (kernel: Kernel) => kernel.db.withTables<AdvisoriesTables>();
