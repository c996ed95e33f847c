// Links mailed to an address: kept as hashes, used up by being deleted.
import { after } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { emailIndex } from '../people/person-store.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.link';
export const linkPurposes = ['sign-in', 'operator', 'demo'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

export type Link = {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly email: string;
  readonly returnPath: string;
  /** SHA-256 of the cookie of the browser that asked for it, if one did. */
  readonly browserHash: Buffer | undefined;
  readonly expiresAt: Date;
};

export type NewLink = {
  readonly purpose: LinkPurpose;
  /** Normalized. */
  readonly email: string;
  readonly returnPath: string;
  /** The asking browser's cookie. */
  readonly browser: string | undefined;
  readonly milliseconds: number;
};

/** @returns the token, which is nowhere else, and when it ends */
export async function insertLink(kernel: Kernel, link: NewLink): Promise<{ token: string; expiresAt: Date }> {
  const id = newId('lnk', kernel.clock, kernel.random);
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  const expiresAt = after(now, link.milliseconds);
  const vault = await kernel.vault.subject(kernel, 'system');
  await links(kernel)
    .insertInto(TABLE)
    .values({
      id,
      purpose: link.purpose,
      token_hash: hashToken(token),
      email: vault.seal(place('email', id), link.email),
      email_index: emailIndex(kernel, link.email),
      return_path: vault.seal(place('return_path', id), link.returnPath),
      browser_hash: link.browser === undefined ? null : hashToken(link.browser),
      created_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { token, expiresAt };
}

/** The link of a token, if it can still be used. */
export async function findLink(kernel: Kernel, token: string): Promise<Link | undefined> {
  const row = await links(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  return row && openRow(await kernel.vault.subject(kernel, 'system'), row);
}

/** Uses the link up: of any number of tries at once, one gets it. */
export async function takeLink(kernel: Kernel, token: string): Promise<Link | undefined> {
  const row = await links(kernel)
    .deleteFrom(TABLE)
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', kernel.clock.now())
    .returningAll()
    .executeTakeFirst();
  return row && openRow(await kernel.vault.subject(kernel, 'system'), row);
}

/** Makes the other links of an address worthless. @param email normalized */
export async function deleteLinks(kernel: Kernel, email: string, purposes: readonly LinkPurpose[]): Promise<void> {
  await links(kernel)
    .deleteFrom(TABLE)
    .where('email_index', '=', emailIndex(kernel, email))
    .where('purpose', 'in', [...purposes])
    .execute();
}

const links = ({ db }: Kernel) => db.withTables<AccountsTables>();

type Row = {
  id: string;
  purpose: string;
  email: Buffer;
  return_path: Buffer;
  browser_hash: Buffer | null;
  expires_at: Date;
};

const openRow = (vault: SubjectVault, row: Row): Link => ({
  id: row.id,
  purpose: linkPurposes.find(purpose => purpose === row.purpose) ?? 'sign-in',
  email: vault.open(place('email', row.id), row.email),
  returnPath: vault.open(place('return_path', row.id), row.return_path),
  browserHash: row.browser_hash ?? undefined,
  expiresAt: row.expires_at,
});

const place = (column: 'email' | 'return_path', row: string) => ({ table: TABLE, column, row });
