// All SQL of time stamps: for an acceptance, the answer of the authority as it came.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';

const TABLE = 'documents.time_stamp';
const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

export type KeptTimeStamp = {
  readonly signature: string;
  /** A TimeStampResp of RFC 3161, in DER. */
  readonly reply: Buffer;
  readonly at: Date;
  readonly serial: string;
  readonly authority: string;
};

/** Keeps the first one that comes; a later one for the same acceptance is left. */
export async function insertTimeStamp(kernel: Kernel, stamp: KeptTimeStamp): Promise<void> {
  await tables(kernel)
    .insertInto(TABLE)
    .values({ ...stamp, created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('signature').doNothing())
    .execute();
}

/** Those of these acceptances; who may see an acceptance may see its time stamp. */
export async function findTimeStamps(
  kernel: Kernel,
  signatures: readonly string[],
): Promise<Map<string, KeptTimeStamp>> {
  if (signatures.length === 0) return new Map();
  const found = await rows(kernel)
    .where('signature', 'in', [...signatures])
    .execute();
  return new Map(found.map(row => [row.signature, fromRow(row)]));
}

/** That of an acceptance of the visitor who asks. */
export async function findOwnTimeStamp(
  kernel: Kernel,
  actor: Actor,
  signature: string,
): Promise<KeptTimeStamp | undefined> {
  if (actor.kind !== 'document-visitor') return undefined;
  const row = await rows(kernel)
    .where('signature', '=', signature)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('documents.signature').select('id').where('id', '=', signature).where('visitor', '=', actor.id),
      ),
    )
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Acceptances of a time, both its ends included, that no authority has stamped, the oldest first. */
export async function listUnstamped(
  kernel: Kernel,
  { from, until }: { readonly from: Date; readonly until: Date },
  limit: number,
): Promise<string[]> {
  const found = await tables(kernel)
    .selectFrom('documents.signature')
    .leftJoin(TABLE, 'documents.time_stamp.signature', 'documents.signature.id')
    .select('documents.signature.id')
    .where('documents.time_stamp.signature', 'is', null)
    .where('documents.signature.created_at', '>=', from)
    .where('documents.signature.created_at', '<=', until)
    .orderBy('documents.signature.created_at')
    .limit(limit)
    .execute();
  return found.map(({ id }) => id);
}

/** The seals of the newest stamped acceptances, each with its time stamp. */
export async function listStampedSeals(
  kernel: Kernel,
  limit: number,
): Promise<(KeptTimeStamp & { readonly seal: string })[]> {
  const found = await tables(kernel)
    .selectFrom(TABLE)
    .innerJoin('documents.signature', 'documents.signature.id', 'documents.time_stamp.signature')
    .selectAll(TABLE)
    .select('documents.signature.seal')
    .orderBy('documents.time_stamp.created_at', 'desc')
    .limit(limit)
    .execute();
  return found.map(({ seal, ...row }) => ({ ...fromRow(row), seal }));
}

const rows = (kernel: Kernel) => tables(kernel).selectFrom(TABLE).selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

const fromRow = ({ signature, reply, at, serial, authority }: Row): KeptTimeStamp => ({
  signature,
  reply,
  at,
  serial,
  authority,
});
