// Reading the grants with which a developer may try calls: those of test and simulated cars, never of real ones.
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

export type TestGrant = {
  readonly id: string;
  readonly application: string;
  readonly owner: string;
  readonly vehicles: readonly string[];
  readonly scopes: readonly string[];
  readonly mode: 'test' | 'simulated';
};

/** The good ones of these applications, newest first. @param applications the caller's own */
export async function listTestGrants(
  kernel: Kernel,
  applications: readonly string[],
  limit: number,
): Promise<TestGrant[]> {
  if (applications.length === 0) return [];
  const rows = await testGrants(kernel, applications).orderBy('id', 'desc').limit(limit).execute();
  return rows.map(fromRow);
}

/** One of them; undefined when it is another application's, has ended, or is of real cars. */
export async function findTestGrant(kernel: Kernel, application: string, id: string): Promise<TestGrant | undefined> {
  const row = await testGrants(kernel, [application]).where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

const testGrants = ({ db, clock }: Kernel, applications: readonly string[]) =>
  db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(['id', 'application', 'owner', 'vehicles', 'scopes', 'mode'])
    .where('application', 'in', [...applications])
    .where('mode', 'in', ['test', 'simulated'])
    .where('revoked_at', 'is', null)
    .where('paused_at', 'is', null)
    .where('expires_at', '>', clock.now());

type Row = Awaited<ReturnType<ReturnType<typeof testGrants>['execute']>>[number];

// The condition lets nothing else in.
const fromRow = ({ mode, ...row }: Row): TestGrant => ({ ...row, mode: mode as TestGrant['mode'] });
