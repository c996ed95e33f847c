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
      textArray(all.map(stateAfter)),
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

const RECORD = `
  with given as (
    select * from unnest(
      $1::text[], $2::int[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::text[],
      $9::int[], $10::text[], $11::bytea[], $12::bytea[]
    ) as given (id, number, tries, state, due_at, at, milliseconds, outcome, status, reason, answer, signature)
  ), saved as (
    update core.delivery d
       set tries = given.tries, all_tries = given.number, state = given.state,
           due_at = coalesce(given.due_at, d.due_at),
           ended_at = case when given.due_at is null then $13::timestamptz end
      from given where d.id = given.id returning d.id
  ), noted as (
    insert into core.delivery_try (delivery, number, at, milliseconds, outcome, status, reason, answer, signature)
    select id, number, at, milliseconds, outcome, status, reason, answer, signature
      from given where id in (select id from saved)
    on conflict (delivery, number) do nothing
  )
  update core.delivery_lane l
     set failures = turn.failures, failing_since = turn.failing_since, rests_until = turn.rests_until, leased_until = null
    from unnest($14::text[], $15::int[], $16::timestamptz[], $17::timestamptz[])
      as turn (lane, failures, failing_since, rests_until)
   where l.channel = $18 and l.lane = turn.lane`;

const stateAfter = ({ outcome, dueAt }: Tried): string =>
  outcome.outcome === 'accepted' ? 'delivered' : dueAt === null ? 'failed' : 'waiting';
