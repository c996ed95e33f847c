// Recovery codes: only a keyed hash of each is kept, bound to its person.
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';
import { newRecoveryCode, RECOVERY_CODES } from './recovery-code.ts';

const TABLE = 'accounts.recovery_code';

/** Makes ten codes; all older ones stop working. @returns the codes, which are nowhere else */
export async function replaceRecoveryCodes(kernel: Kernel, person: string): Promise<string[]> {
  await deleteRecoveryCodes(kernel, person);
  const codes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode(kernel.random));
  await codesOf(kernel)
    .insertInto(TABLE)
    .values(
      codes.map(code => ({
        id: newId('rcv', kernel.clock, kernel.random),
        person,
        code_hash: hashOf(kernel, person, code),
        created_at: kernel.clock.now(),
      })),
    )
    .execute();
  return codes;
}

/** Uses a code up. @returns false when it is unknown or used already */
export async function takeRecoveryCode(kernel: Kernel, person: string, code: string): Promise<boolean> {
  const row = await codesOf(kernel)
    .updateTable(TABLE)
    .set({ used_at: kernel.clock.now() })
    .where('code_hash', '=', hashOf(kernel, person, code))
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** How many codes are left. */
export async function countRecoveryCodes(kernel: Kernel, person: string): Promise<number> {
  const rows = await codesOf(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute();
  return rows.length;
}

export async function deleteRecoveryCodes(kernel: Kernel, person: string): Promise<void> {
  await codesOf(kernel).deleteFrom(TABLE).where('person', '=', person).execute();
}

const hashOf = ({ vault }: Kernel, person: string, code: string): Buffer =>
  vault.blindIndex('accounts.recovery-code', `${person}\n${code}`);

const codesOf = ({ db }: Kernel) => db.withTables<AccountsTables>();
