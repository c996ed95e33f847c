// All SQL of proofs and assertions that count once: whoever brings the same one again gets nothing, in every process.
import { sql } from 'kysely';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

/**
 * Remembers a proof.
 * @param id who made it, and the id it carries @param expiresAt when it counts for nothing anyway
 * @returns false when it was used before
 */
export async function useProof({ db }: Pick<Kernel, 'db'>, id: string, expiresAt: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into connect.used_proof (hash, expires_at) values (${hashToken(id)}, ${expiresAt}) on conflict do nothing`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

/** Removes what expired before `moment`. */
export async function deleteExpiredProofs({ db }: Pick<Kernel, 'db'>, moment: Date): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom('connect.used_proof').where('expires_at', '<', moment).execute();
}
