// All SQL of logos: sealed under the organization's key, found by the hash that stands in their address.
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Application } from '../application.ts';
import type { DevelopersTables } from '../tables.ts';

type Holder = Pick<Application, 'id' | 'organization'>;

/** Keeps the picture in the place of the one before; undefined removes it. */
export async function saveLogo(
  kernel: Kernel,
  { id, organization }: Holder,
  picture: Buffer | undefined,
): Promise<void> {
  await tables(kernel)
    .updateTable('developers.application')
    .set({ logo: picture === undefined ? null : hashToken(picture) })
    .where('id', '=', id)
    .execute();
  await tables(kernel).deleteFrom('developers.logo').where('application', '=', id).execute();
  if (picture === undefined) return;
  const vault = await kernel.vault.subject(kernel, organization);
  await tables(kernel)
    .insertInto('developers.logo')
    .values({ application: id, picture: vault.seal(place(id), picture.toString('base64')) })
    .execute();
}

export async function saveColor(kernel: Kernel, { id }: Holder, color: string | undefined): Promise<void> {
  await tables(kernel)
    .updateTable('developers.application')
    .set({ color: color ?? null })
    .where('id', '=', id)
    .execute();
}

/** The logo that has this hash, shown to everybody; undefined when it is another by now. @param sha256 lower-case hex */
export async function readLogo(kernel: Kernel, id: string, sha256: string): Promise<Buffer | undefined> {
  const row = await tables(kernel)
    .selectFrom('developers.logo as logo')
    .innerJoin('developers.application as application', 'application.id', 'logo.application')
    .select(['logo.picture', 'application.organization'])
    .where('application.id', '=', id)
    .where('application.logo', '=', Buffer.from(sha256, 'hex'))
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, row.organization));
  return vault && Buffer.from(vault.open(place(id), row.picture), 'base64');
}

const place = (row: string) => ({ table: 'developers.logo', column: 'picture', row });

const tables = ({ db }: Kernel) => db.withTables<DevelopersTables>();
