// All SQL of how intake is set: budgets and pauses. Asked by every report, so the answer is kept for seconds.
import type { Selectable } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import { SECOND } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsIntakePause, ReportsTables } from '../tables.ts';
import { type Budgets, defaultBudgets } from './admission.ts';
import { isLasting, type Pause } from './pause.ts';

export type Intake = { readonly budgets: Budgets; readonly pause: Pause | null };

/** Another process may have changed it since; this is how long it may go unnoticed. */
const KEPT_MS = 5 * SECOND;

type Kept = { readonly stored: Promise<Intake>; readonly until: number };

const kept = new WeakMap<Kernel['pool'], Kept>();

/** Budgets and pause in force. */
export async function currentIntake(kernel: Kernel): Promise<Intake> {
  const now = kernel.clock.now();
  let found = kept.get(kernel.pool);
  if (!found || found.until <= now.getTime() || kernel.db.isTransaction) {
    found = { stored: loadIntake(kernel), until: now.getTime() + KEPT_MS };
    if (!kernel.db.isTransaction) keep(kernel, found);
  }
  const { budgets, pause } = await found.stored;
  return { budgets, pause: pause && isLasting(pause, now) ? pause : null };
}

function keep({ pool }: Kernel, fresh: Kept): void {
  kept.set(pool, fresh);
  fresh.stored.catch(() => {
    if (kept.get(pool) === fresh) kept.delete(pool);
  });
}

async function loadIntake(kernel: Kernel): Promise<Intake> {
  const row = await tables(kernel).selectFrom('reports.intake_setting').selectAll().executeTakeFirst();
  const pause = await tables(kernel).selectFrom(PAUSE).selectAll().where('ended_at', 'is', null).executeTakeFirst();
  const budgets = row && {
    networkFree: row.network_free,
    networkMost: row.network_most,
    senderWeek: row.sender_week,
    textRepeats: row.text_repeats,
    workFirst: row.work_first,
  };
  return { budgets: budgets ?? defaultBudgets, pause: pause ? openPause(pause) : null };
}

/** Sets the budgets. */
export async function saveBudgets(kernel: Kernel, actor: Actor, budgets: Budgets): Promise<void> {
  const values = {
    network_free: budgets.networkFree,
    network_most: budgets.networkMost,
    sender_week: budgets.senderWeek,
    text_repeats: budgets.textRepeats,
    work_first: budgets.workFirst,
    changed_at: kernel.clock.now(),
    changed_by: actorId(actor),
  };
  await tables(kernel)
    .insertInto('reports.intake_setting')
    .values(values)
    .onConflict(conflict => conflict.column('only_one').doUpdateSet(values))
    .execute();
  forget(kernel);
}

/** Begins a pause; undefined when one lasts already. */
export async function addPause(
  kernel: Kernel,
  actor: Actor,
  { reason, endsAt }: Pick<Pause, 'reason' | 'endsAt'>,
): Promise<string | undefined> {
  const id = newId('pau', kernel.clock, kernel.random);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(PAUSE)
    .values({
      id,
      reason,
      started_at: kernel.clock.now(),
      started_by: actorId(actor),
      ends_at: endsAt,
      ended_at: null,
      ended_by: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  forget(kernel);
  return numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** Ends the pause that lasts; with `isDue`, only if its own end has come. Gives its id. */
export async function endPause(
  kernel: Kernel,
  actor: Actor,
  { isDue }: { isDue: boolean },
): Promise<string | undefined> {
  const now = kernel.clock.now();
  let update = tables(kernel)
    .updateTable(PAUSE)
    .set({ ended_at: now, ended_by: actorId(actor) })
    .where('ended_at', 'is', null);
  if (isDue) update = update.where('ends_at', '<=', now);
  const row = await update.returning('id').executeTakeFirst();
  forget(kernel);
  return row?.id;
}

export type PastPause = Pause & { readonly startedBy: string; readonly endedAt: Date | null };

/** Pauses, newest first. */
export async function listPauses(kernel: Kernel, limit: number): Promise<PastPause[]> {
  const rows = await tables(kernel).selectFrom(PAUSE).selectAll().orderBy('started_at', 'desc').limit(limit).execute();
  return rows.map(row => ({ ...openPause(row), startedBy: row.started_by, endedAt: row.ended_at }));
}

const PAUSE = 'reports.intake_pause';

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

const forget = (kernel: Kernel): void => kernel.afterCommit(() => void kept.delete(kernel.pool));

const openPause = (row: Selectable<ReportsIntakePause>): Pause => ({
  id: row.id,
  reason: row.reason,
  startedAt: row.started_at,
  endsAt: row.ends_at,
});
