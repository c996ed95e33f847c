// All SQL of the program's versions. Everything here is published, so finders need no actor.
import type { Selectable } from 'kysely';
import { type Actor, actorId } from '../core/actor.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { BusinessCalendar } from './business-time.ts';
import type { PolicyVersion, SafeHarbor, ScopeVersion, SettingsVersion, Target } from './program.ts';
import type { ResponseTargets } from './response-targets.ts';
import type { ScopeRule } from './scope.ts';
import type { ProgramPolicyVersion, ProgramScopeVersion, ProgramSettingsVersion, ProgramTables } from './tables.ts';

/** The newest policy, or the one of this number or id. */
export async function findPolicy(kernel: Kernel, which?: number | string): Promise<PolicyVersion | undefined> {
  const query = tables(kernel).selectFrom('program.policy_version').selectAll();
  const row = await (which === undefined
    ? query.orderBy('number', 'desc').limit(1)
    : typeof which === 'number'
      ? query.where('number', '=', which)
      : query.where('id', '=', which)
  ).executeTakeFirst();
  return row && openPolicy(row);
}

/** All policies without their text, newest first. */
export async function listPolicies(
  kernel: Kernel,
): Promise<Pick<PolicyVersion, 'id' | 'number' | 'sha256' | 'issuedAt'>[]> {
  const rows = await tables(kernel)
    .selectFrom('program.policy_version')
    .select(['id', 'number', 'sha256', 'issued_at'])
    .orderBy('number', 'desc')
    .limit(200)
    .execute();
  return rows.map(({ id, number, sha256, issued_at }) => ({ id, number, sha256, issuedAt: issued_at }));
}

/** The newest scope, or the one with this id. */
export async function findScope(kernel: Kernel, id?: string): Promise<ScopeVersion | undefined> {
  const query = tables(kernel).selectFrom('program.scope_version').selectAll();
  const row = await (id === undefined
    ? query.orderBy('number', 'desc').limit(1)
    : query.where('id', '=', id)
  ).executeTakeFirst();
  return row && openScope(row);
}

/** The scope of this number. */
export async function findScopeByNumber(kernel: Kernel, number: number): Promise<ScopeVersion | undefined> {
  const row = await tables(kernel)
    .selectFrom('program.scope_version')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  return row && openScope(row);
}

/** Scopes below a number, or all, newest first. */
export async function listScopes(
  kernel: Kernel,
  { below, limit }: { readonly below?: number | undefined; readonly limit: number },
): Promise<ScopeVersion[]> {
  const query = tables(kernel).selectFrom('program.scope_version').selectAll().orderBy('number', 'desc').limit(limit);
  const rows = await (below === undefined ? query : query.where('number', '<', below)).execute();
  return rows.map(openScope);
}

/** The newest settings. */
export async function findSettings(kernel: Kernel): Promise<SettingsVersion | undefined> {
  const row = await tables(kernel)
    .selectFrom('program.settings_version')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && openSettings(row);
}

export type NewPolicy = Pick<PolicyVersion, 'number' | 'language' | 'safeHarbor' | 'body'>;

/** Adds a policy version; undefined when that number is taken. */
export async function addPolicy(kernel: Kernel, actor: Actor, policy: NewPolicy): Promise<PolicyVersion | undefined> {
  const row = await tables(kernel)
    .insertInto('program.policy_version')
    .values({
      id: newId('pol', kernel.clock, kernel.random),
      number: policy.number,
      language: policy.language,
      safe_harbor: policy.safeHarbor,
      body: policy.body,
      sha256: hashToken(policy.body).toString('hex'),
      issued_at: kernel.clock.now(),
      issued_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('number').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && openPolicy(row);
}

/** Adds a scope version; undefined when that number is taken. */
export async function addScope(
  kernel: Kernel,
  actor: Actor,
  { number, rules }: Pick<ScopeVersion, 'number' | 'rules'>,
): Promise<ScopeVersion | undefined> {
  const row = await tables(kernel)
    .insertInto('program.scope_version')
    .values({
      id: newId('scp', kernel.clock, kernel.random),
      number,
      rules: JSON.stringify(rules),
      effective_from: kernel.clock.now(),
      issued_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('number').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && openScope(row);
}

export type NewSettings = Omit<SettingsVersion, 'id' | 'issuedAt'>;

/** Adds a settings version; undefined when that number is taken. */
export async function addSettings(
  kernel: Kernel,
  actor: Actor,
  settings: NewSettings,
): Promise<SettingsVersion | undefined> {
  const { targets, retiredTargets } = settings;
  const row = await tables(kernel)
    .insertInto('program.settings_version')
    .values({
      id: newId('set', kernel.clock, kernel.random),
      number: settings.number,
      targets: JSON.stringify({ targets, retiredTargets }),
      promises: JSON.stringify(settings.responseTargets),
      calendar: JSON.stringify(settings.calendar),
      issued_at: kernel.clock.now(),
      issued_by: actorId(actor),
    })
    .onConflict(conflict => conflict.column('number').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && openSettings(row);
}

/** How fast the program was in one respect. */
export type ResponseFigure = {
  readonly kind: 'acknowledge' | 'decide' | 'remediate';
  readonly medianMs: number;
  /** How many were done, or ran out. */
  readonly sample: number;
  /** How many of them kept the promise. */
  readonly within: number;
};

/** Replaces the figures; a kind that is not among them has too little to measure. */
export async function saveFigures(kernel: Kernel, figures: readonly ResponseFigure[]): Promise<void> {
  const measured_at = kernel.clock.now();
  await tables(kernel).deleteFrom('program.response_figure').execute();
  if (figures.length === 0) return;
  const rows = figures.map(({ kind, medianMs, sample, within }) => ({
    kind,
    median_ms: Math.round(medianMs),
    sample,
    within,
    measured_at,
  }));
  await tables(kernel).insertInto('program.response_figure').values(rows).execute();
}

export async function listFigures(kernel: Kernel): Promise<ResponseFigure[]> {
  const rows = await tables(kernel).selectFrom('program.response_figure').selectAll().execute();
  return rows.map(({ kind, median_ms, sample, within }) => ({
    // Only `saveFigures` writes this column.
    kind: kind as ResponseFigure['kind'],
    medianMs: median_ms,
    sample,
    within,
  }));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ProgramTables>();

// Check constraints hold the text columns to the types named; only this file writes the JSON columns.

const openPolicy = (row: Selectable<ProgramPolicyVersion>): PolicyVersion => ({
  id: row.id,
  number: row.number,
  language: row.language,
  safeHarbor: row.safe_harbor as SafeHarbor,
  body: row.body,
  sha256: row.sha256,
  issuedAt: row.issued_at,
  issuedBy: row.issued_by,
});

const openScope = (row: Selectable<ProgramScopeVersion>): ScopeVersion => ({
  id: row.id,
  number: row.number,
  rules: row.rules as readonly ScopeRule[],
  effectiveFrom: row.effective_from,
  issuedBy: row.issued_by,
});

const openSettings = (row: Selectable<ProgramSettingsVersion>): SettingsVersion => {
  const { targets, retiredTargets } = row.targets as { targets: Target[]; retiredTargets: Target[] };
  return {
    id: row.id,
    number: row.number,
    targets,
    retiredTargets,
    responseTargets: row.promises as ResponseTargets,
    calendar: row.calendar as BusinessCalendar,
    issuedAt: row.issued_at,
  };
};
