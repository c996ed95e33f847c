// All SQL of what became of orders to cars; seals what the car was told under the owner's data key.
import type { Application } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';
import type { Execution, ExecutionKind, GivenOrder } from './execution.ts';

const executions = (kernel: Kernel) => kernel.db.withTables<VehiclesTables>();
const placeOf = (row: string) => ({ table: 'vehicles.execution', column: 'said', row });

/** @param actor who gave the order, with the owner's grant */
export async function saveExecution(kernel: Kernel, actor: Application, execution: Execution): Promise<void> {
  const { id, kind, vehicle, order, began, ended, fault } = execution;
  const vault = await kernel.vault.subject(kernel, actor.owner);
  const said = vault.seal(placeOf(id), JSON.stringify(order));
  await executions(kernel)
    .insertInto('vehicles.execution')
    .values({ id, kind, application: actor.id, owner: actor.owner, vehicle, said, at: began, ended_at: ended, fault })
    .execute();
}

/** Keeps how an order ended; one whose car has gone meanwhile is no more. */
export async function endExecution(
  kernel: Kernel,
  id: string,
  { ended, fault }: { readonly ended: Date; readonly fault: string | null },
): Promise<void> {
  await executions(kernel)
    .updateTable('vehicles.execution')
    .set({ ended_at: ended, fault })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** An order that this application gave to this car in this owner's name; undefined for every other. */
export async function findExecution(
  kernel: Kernel,
  actor: Application,
  { id, kind, vehicle }: { readonly id: string; readonly kind: ExecutionKind; readonly vehicle: string },
): Promise<Execution | undefined> {
  const row = await executions(kernel)
    .selectFrom('vehicles.execution')
    .select(['said', 'at as began', 'ended_at as ended', 'fault'])
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where('vehicle', '=', vehicle)
    .where('application', '=', actor.id)
    .where('owner', '=', actor.owner)
    .executeTakeFirst();
  const vault = row && (await kernel.vault.existing(kernel.db, actor.owner));
  if (row === undefined || vault === undefined) return undefined;
  const { said, ...rest } = row;
  // What was written under this place was an order.
  return { id, kind, vehicle, order: JSON.parse(vault.open(placeOf(id), said)) as GivenOrder, ...rest };
}

/** Everything that is kept of orders to an owner's cars. */
export async function exportExecutions(kernel: Kernel, owner: string) {
  const rows = await executions(kernel)
    .selectFrom('vehicles.execution')
    .select(['id', 'application', 'vehicle', 'said', 'at', 'ended_at as endedAt', 'fault'])
    .where('owner', '=', owner)
    .orderBy('at')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  return rows.map(row => ({ ...row, said: JSON.parse(vault.open(placeOf(row.id), row.said)) as unknown }));
}
