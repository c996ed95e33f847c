// All SQL of embargo proposals and the answers to them. The caller has found the case for its actor.
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { EmbargoAnswer } from '../machines/embargo-management.ts';
import type { AdvisoriesTables } from '../tables.ts';
import type { Proposal, ZonedInstant } from './case-record.ts';

const TABLE = 'advisories.embargo_proposal';
const ANSWER = 'advisories.embargo_answer';

/** Adds the one proposal that waits; an earlier one must have its outcome. */
export async function insertProposal(
  kernel: Kernel,
  caseId: string,
  {
    proposer,
    until,
    reason,
  }: { readonly proposer: string; readonly until: ZonedInstant; readonly reason: string | null },
): Promise<string> {
  const id = newId('emb', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, caseId);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      case: caseId,
      proposer,
      until: until.at,
      zone: until.zone,
      reason: reason === null ? null : vault.seal(place(id), reason),
      at: kernel.clock.now(),
    })
    .execute();
  return id;
}

/** Writes the outcome of the proposal that waits in a case, if there is one. */
export async function decideOpenProposal(
  kernel: Kernel,
  caseId: string,
  outcome: NonNullable<Proposal['outcome']>,
): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ outcome, decided_at: kernel.clock.now() })
    .where('case', '=', caseId)
    .where('outcome', 'is', null)
    .execute();
}

/** Writes a party's answer in place of an earlier one. */
export async function saveAnswer(
  kernel: Kernel,
  proposal: string,
  { participant, answer }: EmbargoAnswer,
): Promise<void> {
  const said = { answer, at: kernel.clock.now() };
  await tables(kernel)
    .insertInto(ANSWER)
    .values({ proposal, participant, ...said })
    .onConflict(conflict => conflict.columns(['proposal', 'participant']).doUpdateSet(said))
    .execute();
}

/** All proposals of a case with their answers, oldest first. */
export async function listProposals(kernel: Kernel, caseId: string): Promise<Proposal[]> {
  const rows = await tables(kernel).selectFrom(TABLE).selectAll().where('case', '=', caseId).orderBy('id').execute();
  const vault = await kernel.vault.existing(kernel.db, caseId);
  if (!vault || rows.length === 0) return [];
  const answers = await tables(kernel)
    .selectFrom(ANSWER)
    .selectAll()
    .where(
      'proposal',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('at')
    .execute();
  // The check constraints of the tables hold the values of these text columns to the types named.
  return rows.map(row => ({
    id: row.id,
    proposer: row.proposer,
    until: { at: row.until, zone: row.zone },
    reason: row.reason && vault.open(place(row.id), row.reason),
    at: row.at,
    outcome: row.outcome as Proposal['outcome'],
    answers: answers
      .filter(({ proposal }) => proposal === row.id)
      .map(({ participant, answer }) => ({ participant, answer: answer as EmbargoAnswer['answer'] })),
  }));
}

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();
const place = (row: string) => ({ table: TABLE, column: 'reason', row });
