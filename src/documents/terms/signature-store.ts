// All SQL of acceptances: each sealed under a key of its own, kept as history, never changed.
import type { Actor } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';
import { type Acceptance, type SealedAcceptance, sealAcceptance } from './signature.ts';

const TABLE = 'documents.signature';
const place = (row: string) => ({ table: TABLE, column: 'record', row });
const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();

export type Signature = {
  readonly id: string;
  readonly visitor: string;
  readonly terms: number;
  readonly seal: string;
  readonly at: Date;
  readonly supersededAt: Date | null;
  readonly supersededBy: string | null;
  readonly record: SealedAcceptance;
};

export type Superseding = 'new-terms' | 'new-signature' | 'revocation' | 'forgotten';

/** Keeps an acceptance as the one that stands. Call it under `lockVisitor`. */
export async function insertSignature(
  kernel: Kernel,
  visitor: string,
  accepted: Omit<Acceptance, 'format' | 'id' | 'operator' | 'acceptedAt'>,
): Promise<Signature> {
  await supersedeSignature(kernel, visitor, 'new-signature');
  const id = newId('sig', kernel.clock, kernel.random);
  const at = kernel.clock.now();
  const record = sealAcceptance(
    {
      format: 'telltale-acceptance-1',
      id,
      operator: kernel.config.operator.name,
      ...accepted,
      acceptedAt: at.toISOString(),
    },
    kernel.keyring.signer('receipt'),
  );
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      visitor,
      terms: accepted.terms,
      record: vault.seal(place(id), JSON.stringify(record)),
      seal: record.seal,
      created_at: at,
    })
    .execute();
  return { id, visitor, terms: accepted.terms, seal: record.seal, at, supersededAt: null, supersededBy: null, record };
}

/** The acceptance of a visitor ends; it stays as history. */
export async function supersedeSignature(kernel: Kernel, visitor: string, by: Superseding): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ superseded_at: kernel.clock.now(), superseded_by: by })
    .where('visitor', '=', visitor)
    .where('superseded_at', 'is', null)
    .execute();
}

/** The acceptance that stands, whichever terms it is of. */
export async function standingSignature(kernel: Kernel, visitor: string): Promise<Signature | undefined> {
  const row = await rows(kernel).where('visitor', '=', visitor).where('superseded_at', 'is', null).executeTakeFirst();
  return row && (await openRows(kernel, [row]))[0];
}

/** Those of the visitor who asks, the newest first. */
export async function listSignatures(kernel: Kernel, actor: Actor): Promise<Signature[]> {
  if (actor.kind !== 'document-visitor') return [];
  return listSignaturesOf(kernel, actor.id);
}

export async function listSignaturesOf(kernel: Kernel, visitor: string): Promise<Signature[]> {
  return openRows(kernel, await rows(kernel).where('visitor', '=', visitor).orderBy('id', 'desc').limit(100).execute());
}

/** Acceptances by id, for staff and for tracing. */
export async function findSignatures(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Signature>> {
  if (ids.length === 0) return new Map();
  const found = await openRows(
    kernel,
    await rows(kernel)
      .where('id', 'in', [...new Set(ids)])
      .execute(),
  );
  return new Map(found.map(one => [one.id, one]));
}

const rows = (kernel: Kernel) => tables(kernel).selectFrom(TABLE).selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function openRows(kernel: Kernel, found: readonly Row[]): Promise<Signature[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    found.map(({ id }) => id),
  );
  return found.flatMap(row => {
    const vault = vaults.get(row.id);
    if (!vault) return [];
    return [
      {
        id: row.id,
        visitor: row.visitor,
        terms: row.terms,
        seal: row.seal,
        at: row.created_at,
        supersededAt: row.superseded_at,
        supersededBy: row.superseded_by,
        // Written by `insertSignature` alone.
        record: JSON.parse(vault.open(place(row.id), row.record)) as SealedAcceptance,
      },
    ];
  });
}
