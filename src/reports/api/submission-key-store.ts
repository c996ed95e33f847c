// All SQL of idempotency keys: which body came first with a key.
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';

/** Notes the body of a key. @returns false when the key came with another body before */
export async function claimKey(kernel: Kernel, keyHash: Buffer, bodyHash: Buffer): Promise<boolean> {
  const tables = kernel.db.withTables<ReportsTables>();
  await tables
    .insertInto('reports.api_submission')
    .values({ key_hash: keyHash, body_hash: bodyHash, created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('key_hash').doNothing())
    .execute();
  const row = await tables
    .selectFrom('reports.api_submission')
    .select('body_hash')
    .where('key_hash', '=', keyHash)
    .executeTakeFirstOrThrow();
  return row.body_hash.equals(bodyHash);
}
