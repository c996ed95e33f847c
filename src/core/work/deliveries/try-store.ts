// Writes down tries: what came back, what follows, and how the receivers are doing; those of many receivers in one statement.
import { bytesArray, integerArray, momentArray, textArray } from '../../database/binary-array.ts';
import { prepared } from '../../database/prepared.ts';
import type { Kernel } from '../../kernel.ts';
import type { Attempt, LaneHealth, TryOutcome } from './delivery.ts';
import { DELIVERY_TRY } from './delivery-store.ts';

/** A try that was made. */
export type Tried = {
  readonly attempt: Attempt;
  readonly outcome: TryOutcome;
  /** Of how many since the delivery was last begun. */
  readonly tries: number;
  readonly milliseconds: number;
  /** When it is tried next; null when this was the last time. */
  readonly dueAt: Date | null;
};

/** What one lane's turn came to: it is let go of with it. */
export type EndedTurn = { readonly lane: string; readonly health: LaneHealth; readonly tried: readonly Tried[] };

/** Writes down ended turns and lets go of their lanes. A delivery that was removed meanwhile leaves nothing behind. */
export async function recordTurns(kernel: Kernel, channel: string, turns: readonly EndedTurn[]): Promise<void> {
  const now = kernel.clock.now();
  const all = turns.flatMap(({ tried }) => tried);
  const vaults = await kernel.vault.subjects(
    kernel.db,
    turns.map(({ lane }) => lane),
  );
  const answers = all.map(({ attempt: { id, lane, number }, outcome: { answer } }) =>
    answer === undefined || answer === ''
      ? null
      : (vaults.get(lane)?.seal({ table: DELIVERY_TRY, column: 'answer', row: `${id}:${number}` }, answer) ?? null),
  );
  await prepared(kernel, {
    name: 'core.record-turns',
    text: RECORD,
    values: [
      textArray(all.map(({ attempt }) => attempt.id)),
      integerArray(all.map(({ attempt }) => attempt.number)),
      integerArray(all.map(({ tries }) => tries)),
      all.map(({ dueAt }) => dueAt),
      momentArray(all.map(({ attempt }) => attempt.at)),
      integerArray(all.map(({ milliseconds }) => milliseconds)),
      textArray(all.map(({ outcome }) => outcome.outcome)),
      integerArray(all.map(({ outcome }) => outcome.status ?? null)),
      textArray(all.map(({ outcome }) => outcome.reason ?? null)),
      bytesArray(answers),
      bytesArray(all.map(({ outcome }) => outcome.signature ?? null)),
      now,
      textArray(turns.map(({ lane }) => lane)),
      integerArray(turns.map(({ health }) => health.failures)),
      turns.map(({ health }) => health.failingSince),
      turns.map(({ health }) => health.restsUntil),
      channel,
    ],
  });
}

// What was ended or postponed while it was under way is no longer in the queue: its try is noted as long as it exists.
const RECORD = `
  with given as (
    select * from unnest(
      $1::text[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::text[],
      $8::int[], $9::text[], $10::bytea[], $11::bytea[]
    ) as given (id, number, tries, due_at, at, milliseconds, outcome, status, reason, answer, signature)
  ), ended as (
    delete from core.delivery_waiting w using given
     where w.delivery = given.id and given.due_at is null returning w.delivery as id
  ), waits as (
    update core.delivery_waiting w set tries = given.tries, all_tries = given.number, due_at = given.due_at
      from given where w.delivery = given.id and given.due_at is not null returning w.delivery as id
  ), known as (
    select id from ended union all select id from waits
  ), changed as (
    update core.delivery d
       set failed_at = case
             when given.outcome = 'accepted' then null
             when given.id in (select id from ended) then $12::timestamptz
             else d.failed_at end
      from given
     where d.id = given.id
       and ((given.outcome <> 'accepted' and given.due_at is null) or given.id not in (select id from known))
    returning d.id
  ), noted as (
    insert into core.delivery_try (delivery, number, at, milliseconds, outcome, status, reason, answer, signature)
    select id, number, at, milliseconds, outcome, status, reason, answer, signature
      from given where id in (select id from known union all select id from changed)
    on conflict (delivery, number) do nothing
  )
  update core.delivery_lane l
     set failures = turn.failures, failing_since = turn.failing_since, rests_until = turn.rests_until, leased_until = null
    from unnest($13::text[], $14::int[], $15::timestamptz[], $16::timestamptz[])
      as turn (lane, failures, failing_since, rests_until)
   where l.channel = $17 and l.lane = turn.lane`;
