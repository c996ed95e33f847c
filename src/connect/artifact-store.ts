// All SQL of codes, refresh tokens, pushed requests and interactions: found by hash, read under the system's key, used once.
import { sql } from 'kysely';
import { after, SECOND } from '../core/clock.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ConnectTables } from './tables.ts';

const TABLE = 'connect.artifact';

/** What the protocol remembers of one of its things. */
export type Artifact = {
  readonly payload: Record<string, unknown>;
  readonly consumedAt: Date | undefined;
  /** The grant that it is bound to, and how often all tokens of that had been ended when it was read. */
  readonly source: { readonly grant: string; readonly family: number } | undefined;
};

/**
 * Adds or replaces an artifact.
 * @param grant when given, nothing is added unless the grant is good, and of this family if one is given
 * @param seconds how long it is good
 * @returns false when the grant or the family has ended
 */
export async function saveArtifact(
  kernel: Kernel,
  kind: string,
  id: string,
  payload: Record<string, unknown>,
  seconds: number,
  grant: { readonly id: string; readonly family: number | undefined } | undefined,
): Promise<boolean> {
  const hash = hashToken(id);
  const vault = await kernel.vault.subject(kernel, 'system');
  const sealed = vault.seal(place(kind, hash), JSON.stringify(payload));
  const now = kernel.clock.now();
  const expires = after(now, seconds * SECOND);
  // The share lock makes whoever ends the grant wait for us, or us see that it has ended.
  const source =
    grant === undefined
      ? sql`(select null::text as id) as nobody`
      : sql`(select id from connect."grant" where id = ${grant.id} and revoked_at is null and expires_at > ${now}::timestamptz
               and family = coalesce(${grant.family ?? null}::integer, family) for share) as granted`;
  const { numAffectedRows } = await sql`
    insert into connect.artifact (kind, hash, "grant", payload, created_at, expires_at)
    select ${kind}, ${hash}, id, ${sealed}, ${now}::timestamptz, ${expires}::timestamptz from ${source}
    on conflict (kind, hash) do update set payload = excluded.payload, expires_at = excluded.expires_at`.execute(
    kernel.db,
  );
  return numAffectedRows === 1n;
}

/** An artifact that has not expired; used ones are found too, so that a second use is noticed. */
export async function findArtifact(kernel: Kernel, kind: string, id: string): Promise<Artifact | undefined> {
  const hash = hashToken(id);
  const row = await kernel.db
    .withTables<ConnectTables>()
    .selectFrom('connect.artifact as artifact')
    .leftJoin('connect.grant as granted', 'granted.id', 'artifact.grant')
    .select(['artifact.payload', 'artifact.consumed_at', 'granted.id', 'granted.family'])
    .where('artifact.kind', '=', kind)
    .where('artifact.hash', '=', hash)
    .where('artifact.expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  if (!row) return undefined;
  const vault = await kernel.vault.subject(kernel, 'system');
  const payload: unknown = JSON.parse(vault.open(place(kind, hash), row.payload));
  // Only saveArtifact wrote it.
  return {
    payload: payload as Record<string, unknown>,
    consumedAt: row.consumed_at ?? undefined,
    source: row.id === null || row.family === null ? undefined : { grant: row.id, family: row.family },
  };
}

/**
 * Marks it used, from its first use on.
 * @param grace milliseconds for which it may be used again; 0 for what works once
 * @returns false when that time is over, or it is gone
 */
export async function consumeArtifact(kernel: Kernel, kind: string, id: string, grace: number): Promise<boolean> {
  const now = kernel.clock.now();
  const { numUpdatedRows } = await kernel.db
    .withTables<ConnectTables>()
    .updateTable(TABLE)
    .set(({ fn, val }) => ({ consumed_at: fn.coalesce('consumed_at', val(now)) }))
    .where('kind', '=', kind)
    .where('hash', '=', hashToken(id))
    .where(({ or, eb }) => or([eb('consumed_at', 'is', null), eb('consumed_at', '>', after(now, -grace))]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @returns false when it was gone already */
export async function deleteArtifact(kernel: Kernel, kind: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await kernel.db
    .withTables<ConnectTables>()
    .deleteFrom(TABLE)
    .where('kind', '=', kind)
    .where('hash', '=', hashToken(id))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function deleteArtifactsOf(kernel: Kernel, grant: string): Promise<void> {
  await kernel.db.withTables<ConnectTables>().deleteFrom(TABLE).where('grant', '=', grant).execute();
}

/** Removes what expired before `moment`. */
export async function deleteExpiredArtifacts(kernel: Kernel, moment: Date): Promise<void> {
  await kernel.db.withTables<ConnectTables>().deleteFrom(TABLE).where('expires_at', '<', moment).execute();
}

const place = (kind: string, hash: Buffer) => ({
  table: TABLE,
  column: 'payload',
  row: `${kind}/${hash.toString('hex')}`,
});
