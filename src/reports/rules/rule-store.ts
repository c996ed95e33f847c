// All SQL of assignment rules: their versions and the one draft, who is away, and what the rules gave to whom.
import { sql } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Sealed } from '../../core/crypto/envelope.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportPriority, ReportSource } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';
import type { AssignmentRule, PastReport } from './assignment-rule.ts';

const RULES = 'reports.assignment_rules';

export type RuleVersion = {
  readonly version: number;
  readonly rules: readonly AssignmentRule[];
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly inForceAt: Date | null;
  readonly putBy: string | null;
};

/** The rules in force; undefined before any were put in force. */
export async function findRulesInForce(kernel: Kernel): Promise<RuleVersion | undefined> {
  return (await listVersions(kernel)).find(({ inForceAt }) => inForceAt !== null);
}

/** The draft, if somebody has begun one. */
export async function findDraft(kernel: Kernel): Promise<RuleVersion | undefined> {
  const row = await tables(kernel).selectFrom(RULES).selectAll().where('in_force_at', 'is', null).executeTakeFirst();
  return row && open(row, await kernel.vault.subject(kernel, SUBJECT));
}

/** The versions, the latest first, without the draft; at most `limit`. */
export async function listVersions(kernel: Kernel, limit = 20): Promise<RuleVersion[]> {
  const rows = await tables(kernel)
    .selectFrom(RULES)
    .selectAll()
    .where('in_force_at', 'is not', null)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  return rows.map(row => open(row, vault));
}

/** Serializes changes of the rules within this transaction. */
export async function lockRules(kernel: Kernel): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('reports.assignment-rules', 0))`.execute(kernel.db);
}

/** Writes the draft; begins one when there is none. The rules are locked. */
export async function saveDraft(kernel: Kernel, actor: Actor, rules: readonly AssignmentRule[]): Promise<void> {
  const [latest] = await listVersions(kernel, 1);
  const version = (latest?.version ?? 0) + 1;
  const vault = await kernel.vault.subject(kernel, SUBJECT);
  const change = {
    rules: vault.seal(placeOf(version), JSON.stringify(rules)),
    changed_at: kernel.clock.now(),
    changed_by: actorId(actor),
  };
  await tables(kernel)
    .insertInto(RULES)
    .values({ version, ...change })
    .onConflict(conflict => conflict.column('version').doUpdateSet(change))
    .execute();
}

/** Throws the draft away. */
export async function dropDraft(kernel: Kernel): Promise<void> {
  await tables(kernel).deleteFrom(RULES).where('in_force_at', 'is', null).execute();
}

/**
 * Puts the draft in force as it was seen.
 * @throws Refusal conflict when somebody changed it since, or when there is none
 */
export async function putInForce(kernel: Kernel, actor: Actor, seen: Date): Promise<number> {
  const draft = await findDraft(kernel);
  if (!draft || draft.changedAt.getTime() !== seen.getTime()) throw refuse('conflict');
  await tables(kernel)
    .updateTable(RULES)
    .set({ in_force_at: kernel.clock.now(), put_by: actorId(actor) })
    .where('version', '=', draft.version)
    .execute();
  return draft.version;
}

/** Who is away, and until when; those who are back are left out. */
export async function listAbsences(kernel: Kernel): Promise<ReadonlyMap<string, Date>> {
  const rows = await tables(kernel)
    .selectFrom('reports.absence')
    .select(['person', 'until'])
    .where('until', '>', kernel.clock.now())
    .execute();
  return new Map(rows.map(({ person, until }) => [person, until]));
}

/** Notes until when somebody is away; null when they are back. */
export async function setAbsence(kernel: Kernel, actor: Actor, person: string, until: Date | null): Promise<void> {
  if (until === null) {
    await tables(kernel).deleteFrom('reports.absence').where('person', '=', person).execute();
    return;
  }
  const facts = { until, at: kernel.clock.now(), set_by: actorId(actor) };
  await tables(kernel)
    .insertInto('reports.absence')
    .values({ person, ...facts })
    .onConflict(conflict => conflict.column('person').doUpdateSet(facts))
    .execute();
}

/** How many open reports each has. */
export async function countOpenByPerson(kernel: Kernel): Promise<Map<string, number>> {
  const { rows } = await sql<{ person: string; count: number }>`
    select assignee as person, count(*) as count from reports.report
     where assignee is not null and state not in ('resolved', 'closed') group by assignee`.execute(kernel.db);
  return new Map(rows.map(({ person, count }) => [person, count]));
}

/** Who got the last report by each of these rules. */
export async function lastByRule(kernel: Kernel, rules: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ rule: string; person: string }>`
    select wanted.id as rule, last.person
      from unnest(${[...rules]}::text[]) as wanted (id)
      cross join lateral (
        select person from reports.assigned_by_rule where rule = wanted.id order by at desc, report desc limit 1
      ) last`.execute(kernel.db);
  return new Map(rows.map(({ rule, person }) => [rule, person]));
}

/** Notes what a rule gave to whom. */
export async function noteAssigned(
  kernel: Kernel,
  given: { readonly report: string; readonly version: number; readonly rule: string; readonly person: string },
): Promise<void> {
  await tables(kernel)
    .insertInto('reports.assigned_by_rule')
    .values({ ...given, at: kernel.clock.now() })
    .onConflict(conflict => conflict.column('report').doNothing())
    .execute();
}

/** By which door a report came in. The caller has found it. */
export async function sourceOf(kernel: Kernel, report: string): Promise<ReportSource> {
  const row = await tables(kernel)
    .selectFrom('reports.report')
    .select('source')
    .where('id', '=', report)
    .executeTakeFirstOrThrow();
  // A check constraint holds it to the type.
  return row.source as ReportSource;
}

/** The newest reports with what rules look at, as they are now. */
export async function listPast(
  kernel: Kernel,
  limit: number,
): Promise<(PastReport & { readonly number: string; readonly assignee: string | null })[]> {
  const rows = await tables(kernel)
    .selectFrom('reports.report')
    .select([
      'id',
      'number',
      'target_id',
      'taxonomy_id',
      'priority',
      'language',
      'source',
      'labels',
      'reporter',
      'assignee',
      'submitted_at',
      'ended_at',
    ])
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(row => ({
    id: row.id,
    number: row.number,
    targetId: row.target_id,
    taxonomyId: row.taxonomy_id,
    // Check constraints hold these to the types.
    priority: row.priority as ReportPriority | null,
    source: row.source as ReportSource,
    language: row.language,
    labels: row.labels,
    reporter: row.reporter,
    assignee: row.assignee,
    submittedAt: row.submitted_at,
    endedAt: row.ended_at,
  }));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

/** Rules belong to nobody in particular. */
const SUBJECT = 'system';
const placeOf = (version: number) => ({ table: RULES, column: 'rules', row: String(version) });

type Row = {
  version: number;
  rules: Sealed;
  changed_at: Date;
  changed_by: string;
  in_force_at: Date | null;
  put_by: string | null;
};

const open = (row: Row, vault: SubjectVault): RuleVersion => ({
  version: row.version,
  // Written by `saveDraft` alone.
  rules: JSON.parse(vault.open(placeOf(row.version), row.rules)) as AssignmentRule[],
  changedAt: row.changed_at,
  changedBy: row.changed_by,
  inForceAt: row.in_force_at,
  putBy: row.put_by,
});
