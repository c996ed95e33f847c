// All SQL of the terms under which documents are given, and of whom visitors may ask.
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DocumentsTables } from '../tables.ts';
import { sha256 } from './signature.ts';

export type Terms = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** SHA-256 of the body in hex. */
  readonly sha256: string;
  readonly since: Date;
};

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<DocumentsTables>();
const rows = (kernel: Kernel) => tables(kernel).selectFrom('documents.terms').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];
const fromRow = ({ number, title, body, sha256, created_at }: Row): Terms => ({
  number,
  title,
  body,
  sha256,
  since: created_at,
});

/** The terms that hold now; undefined before the first were published. Everybody may read them. */
export async function currentTerms(kernel: Kernel): Promise<Terms | undefined> {
  const row = await rows(kernel).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row && fromRow(row);
}

export async function findTerms(kernel: Kernel, number: number): Promise<Terms | undefined> {
  const row = await rows(kernel).where('number', '=', number).executeTakeFirst();
  return row && fromRow(row);
}

export async function listTerms(kernel: Kernel): Promise<Terms[]> {
  return (await rows(kernel).orderBy('number', 'desc').limit(200).execute()).map(fromRow);
}

/** @returns false when somebody else published terms in between */
export async function insertTerms(
  kernel: Kernel,
  actor: Actor,
  { number, title, body }: { readonly number: number; readonly title: string; readonly body: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('documents.terms')
    .values({
      number,
      title,
      body,
      sha256: sha256(body),
      created_at: kernel.clock.now(),
      published_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('number').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export type ContactPurpose = 'sales' | 'success';
export type Contact = { readonly purpose: ContactPurpose; readonly name: string; readonly mail: string };

/** Whom the page names, sales first. */
export async function listContacts(kernel: Kernel): Promise<Contact[]> {
  const found = await tables(kernel).selectFrom('documents.contact').selectAll().orderBy('purpose').execute();
  // A check constraint holds the purposes.
  return found.map(({ purpose, name, mail }) => ({ purpose: purpose as ContactPurpose, name, mail }));
}

/** Names a contact, or none when the name is empty. */
export async function keepContact(kernel: Kernel, actor: Actor, { purpose, name, mail }: Contact): Promise<void> {
  if (name === '') {
    await tables(kernel).deleteFrom('documents.contact').where('purpose', '=', purpose).execute();
    return;
  }
  const values = { name, mail, edited_by: actorId(actor) };
  await tables(kernel)
    .insertInto('documents.contact')
    .values({ purpose, ...values })
    .onConflict(conflict => conflict.column('purpose').doUpdateSet(values))
    .execute();
}
