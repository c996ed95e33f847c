// All SQL of when makers last answered and what went wrong last: written seldom, read by the operator's page.
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

export type MakerContact = {
  readonly provider: string;
  readonly answeredAt: Date | null;
  readonly troubleAt: Date | null;
  readonly trouble: string | null;
};

/** Notes an answer or a trouble, outside any transaction. @param trouble null for an answer */
export async function keepMakerContact(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  provider: string,
  trouble: VehicleErrorCode | null,
): Promise<void> {
  await pool.query(
    trouble === null
      ? `insert into vehicles.maker_contact as known (provider, answered_at) values ($1, $2)
         on conflict (provider) do update set answered_at = excluded.answered_at`
      : `insert into vehicles.maker_contact as known (provider, trouble_at, trouble) values ($1, $2, $3)
         on conflict (provider) do update set trouble_at = excluded.trouble_at, trouble = excluded.trouble`,
    trouble === null ? [provider, clock.now()] : [provider, clock.now(), trouble],
  );
}

/** What is known of each maker; one that was never asked is not among them. */
export const listMakerContacts = (kernel: Kernel): Promise<MakerContact[]> =>
  kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.maker_contact')
    .select(['provider', 'answered_at as answeredAt', 'trouble_at as troubleAt', 'trouble'])
    .execute();
