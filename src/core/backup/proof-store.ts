// All SQL of proofs: signed records of what was done to be sure, such as backups, restore drills and canary scans.
import type { JsonValue } from '../canonical-json.ts';
import { type Signed, signRecord } from '../crypto/signed-record.ts';
import { newId } from '../ids.ts';
import type { Kernel } from '../kernel.ts';

export type ProofKind = 'backup' | 'restore-drill' | 'canary-scan';

type Content = { readonly [name: string]: JsonValue };

export type Proof = {
  readonly id: string;
  readonly kind: ProofKind;
  readonly at: Date;
  readonly ok: boolean;
  /** Counts and hashes, and who signed them: our key `receipt`. */
  readonly record: Signed<Content>;
};

/** Signs and keeps what was found. `format` names the kind of record, so that its signature counts for nothing else. */
export async function keepProof(
  kernel: Kernel,
  { kind, ok, found }: { readonly kind: ProofKind; readonly ok: boolean; readonly found: Content },
): Promise<Proof> {
  const at = kernel.clock.now();
  const id = newId('prf', kernel.clock, kernel.random);
  const content = { ...found, format: `telltale/${kind}/v1`, id, at: at.toISOString(), ok };
  const record = signRecord(content, kernel.keyring.signer('receipt'));
  await kernel.transaction(async kernel => {
    await kernel.db
      .insertInto('core.proof')
      .values({ id, kind, at, ok, record: JSON.stringify(record) })
      .execute();
    await kernel.audit.record(kernel.db, {
      actor: 'system:command-line',
      action: `proof.${kind}`,
      subject: id,
      details: { ok },
    });
  });
  return { id, kind, at, ok, record };
}

/** The newest proof of a kind; of those that found everything as it should be, when asked so. */
export async function findLatestProof(
  { db }: Pick<Kernel, 'db'>,
  kind: ProofKind,
  onlyGood = false,
): Promise<Proof | undefined> {
  const ofKind = db.selectFrom('core.proof').selectAll().where('kind', '=', kind);
  const row = await (onlyGood ? ofKind.where('ok', '=', true) : ofKind)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  // Written by `keepProof` alone.
  return row && { ...row, kind, record: row.record as Signed<Content> };
}
