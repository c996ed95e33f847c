// All SQL of whether makers answer: written when that changes, read by the operator's page and check.
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

export type MakerState = {
  readonly provider: string;
  /** Whether it is left alone for a while. */
  readonly isOut: boolean;
  /** What it did last when it went out. */
  readonly fault: string | null;
  readonly since: Date;
};

/** Under which name the state of a provider's broker is kept: Tesla's API may be out while its cars report. */
export const brokerOf = (provider: string): string => `${provider}-broker`;

/** Notes that a maker is out, or answers again, outside any transaction: an outage is none of its business. */
export async function keepMakerState(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  provider: string,
  { isOut, fault }: { readonly isOut: boolean; readonly fault: VehicleErrorCode | null },
): Promise<void> {
  // Another process that finds out later does not begin the outage anew.
  await pool.query(
    `insert into vehicles.maker_state as known (provider, is_out, fault, since) values ($1, $2, $3, $4)
     on conflict (provider) do update set is_out = excluded.is_out, fault = excluded.fault, since = excluded.since
     where known.is_out <> excluded.is_out`,
    [provider, isOut, fault, clock.now()],
  );
}

/** What is known of each maker; one that never went out is not among them. */
export async function listMakerStates(kernel: Kernel): Promise<MakerState[]> {
  return kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.maker_state')
    .select(['provider', 'is_out as isOut', 'fault', 'since'])
    .execute();
}
