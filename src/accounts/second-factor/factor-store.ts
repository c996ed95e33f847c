// Which second factors people have.
import type { Kernel } from '../../core/kernel.ts';
import type { Factors } from '../sign-in/next-step.ts';
import type { AccountsTables } from '../tables.ts';

const NONE: Factors = { hasTotp: false, passkeys: 0 };

export async function findFactors(kernel: Kernel, person: string): Promise<Factors> {
  return (await findFactorsOf(kernel, [person])).get(person) ?? NONE;
}

/** For many people; each of them is in the answer. */
export async function findFactorsOf(kernel: Kernel, people: readonly string[]): Promise<Map<string, Factors>> {
  const ids = [...new Set(people)];
  if (ids.length === 0) return new Map();
  const db = kernel.db.withTables<AccountsTables>();
  const totps = await db
    .selectFrom('accounts.totp')
    .select('person')
    .where('person', 'in', ids)
    .where('confirmed_at', 'is not', null)
    .execute();
  const passkeys = await db
    .selectFrom('accounts.passkey')
    .select(eb => ['person', eb.fn.countAll<number>().as('count')])
    .where('person', 'in', ids)
    .where('verifies_user', '=', true)
    .groupBy('person')
    .execute();
  const withTotp = new Set(totps.map(({ person }) => person));
  const counts = new Map(passkeys.map(({ person, count }) => [person, count]));
  return new Map(ids.map(id => [id, { hasTotp: withTotp.has(id), passkeys: counts.get(id) ?? 0 }]));
}
