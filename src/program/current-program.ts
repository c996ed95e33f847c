// The program as it stands, read once and kept for seconds: every report and every scope check asks for it.
import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';
import type { Db } from '../core/database/db.ts';
import type { Kernel } from '../core/kernel.ts';
import type { CurrentProgram } from './program.ts';
import { findPolicy, findScope, findSettings } from './program-store.ts';
import { findChoice, findRelease, listUsedTaxonomies } from './taxonomies/taxonomy-store.ts';

/** Another process may have published something since; this is how long it may go unnoticed. */
const KEPT_MS = 5 * SECOND;

type Kept = { readonly program: Promise<CurrentProgram>; readonly until: number };

// One product per pool: tests open many in one process.
const kept = new WeakMap<Kernel['pool'], Kept>();
const edited = new WeakSet<Db>();

/**
 * The versions in force now, with everything they say. Within a transaction that publishes a version, that version.
 * @throws Error when the product was never started on this database (`prepareProgram` makes the first versions)
 */
export function currentProgram(kernel: Kernel): Promise<CurrentProgram> {
  if (edited.has(kernel.db)) return loadProgram(kernel);
  const found = kept.get(kernel.pool);
  if (found && found.until > timeOf(kernel.clock)) return found.program;
  const program = loadProgram(kernel);
  const fresh = { program, until: timeOf(kernel.clock) + KEPT_MS };
  kept.set(kernel.pool, fresh);
  program.catch(() => {
    if (kept.get(kernel.pool) === fresh) kept.delete(kernel.pool);
  });
  return program;
}

/** To be called by whoever publishes a version, in its transaction. */
export function forgetProgram(kernel: Kernel): void {
  edited.add(kernel.db);
  kernel.afterCommit(() => {
    edited.delete(kernel.db);
    kept.delete(kernel.pool);
  });
}

async function loadProgram(kernel: Kernel): Promise<CurrentProgram> {
  const policyVersion = await findPolicy(kernel);
  const scopeVersion = await findScope(kernel);
  const settings = await findSettings(kernel);
  const taxonomy = await findRelease(kernel, (await findChoice(kernel)).version);
  if (!policyVersion || !scopeVersion || !settings || !taxonomy) throw new Error('the program has no versions yet');
  return {
    handle: new URL(kernel.config.publicUrl).hostname,
    policyVersion,
    scopeVersion,
    settingsVersion: { id: settings.id, number: settings.number, issuedAt: settings.issuedAt },
    rules: scopeVersion.rules,
    targets: settings.targets,
    retiredTargets: settings.retiredTargets,
    taxonomy,
    usedTaxonomies: await listUsedTaxonomies(kernel),
    calendar: settings.calendar,
    responseTargets: settings.responseTargets,
  };
}

const timeOf = (clock: Clock): number => clock.now().getTime();
