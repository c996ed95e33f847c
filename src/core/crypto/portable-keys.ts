// Data keys on their way to another installation: unwrapped here, wrapped there under its own key-encryption key.
import { type Static, Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { Db } from '../database/db.ts';
import { findDataKeysById, insertDataKeys } from './data-key-store.ts';
import type { KeyProvider } from './key-provider.ts';

/** A data key in the clear. It exists in memory and inside a sealed archive only. Bytes in base64url. */
export const PortableKey = Type.Object(
  {
    id: Type.String({ pattern: '^[\\w-]{22}$' }),
    subject: Type.String({ minLength: 1, maxLength: 200 }),
    purpose: Type.String({ minLength: 1, maxLength: 200 }),
    uses: Type.Integer({ minimum: 0 }),
    key: Type.String({ pattern: '^[\\w-]{43}$' }),
  },
  { additionalProperties: false },
);
export type PortableKey = Static<typeof PortableKey>;

type Parts = { readonly db: Db; readonly provider: KeyProvider; readonly tenant: string };

/** The keys of these ids; one that was destroyed is left out. */
export async function takeKeys({ db, provider, tenant }: Parts, ids: readonly Buffer[]): Promise<PortableKey[]> {
  const stored = await findDataKeysById(db, ids);
  return Promise.all(
    stored.map(async ({ id, subject, purpose, uses, wrapped }) => {
      const bytes = await provider.unwrap(wrapped, { tenant, subject, purpose, dataKeyId: id });
      const key = bytes.toString('base64url');
      bytes.fill(0);
      return { id: id.toString('base64url'), subject, purpose, uses, key };
    }),
  );
}

/** Wraps the keys under the active key-encryption key and stores them. */
export async function bringKeys(
  { db, provider, tenant, clock }: Parts & { readonly clock: Clock },
  keys: readonly PortableKey[],
): Promise<void> {
  const wrapped = await Promise.all(
    keys.map(async ({ id, subject, purpose, uses, key }) => {
      const dataKeyId = Buffer.from(id, 'base64url');
      const bytes = Buffer.from(key, 'base64url');
      const wrapped = await provider.wrap(bytes, { tenant, subject, purpose, dataKeyId });
      bytes.fill(0);
      return { id: dataKeyId, subject, purpose, uses, wrapped };
    }),
  );
  await insertDataKeys(db, wrapped, clock.now());
}
