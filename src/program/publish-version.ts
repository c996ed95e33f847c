// Publishing: a new version of policy, scope or settings, audited, in force from its commit.
import { type Actor, actorId } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { forgetProgram } from './current-program.ts';
import type { PolicyVersion, ScopeVersion, SettingsVersion } from './program.ts';
import { addPolicy, addScope, addSettings, type NewPolicy, type NewSettings } from './program-store.ts';
import type { ScopeRule } from './scope.ts';

/** `basedOn` is the number of the version that the editor saw. */
type Edit = { readonly basedOn: number };

/**
 * Publishes a policy.
 * @throws Refusal conflict when somebody published one since
 */
export const publishPolicy = (
  kernel: Kernel,
  actor: Actor,
  { basedOn, ...policy }: Edit & Omit<NewPolicy, 'number'>,
): Promise<PolicyVersion> =>
  kernel.transaction(async kernel => {
    const version = published(await addPolicy(kernel, actor, { ...policy, number: basedOn + 1 }));
    await record(kernel, actor, 'program.publish-policy', version, { sha256: version.sha256 });
    return version;
  });

/** Publishes a scope. Refuses as {@link publishPolicy} does. */
export const publishScope = (
  kernel: Kernel,
  actor: Actor,
  { basedOn, rules }: Edit & { readonly rules: readonly ScopeRule[] },
): Promise<ScopeVersion> =>
  kernel.transaction(async kernel => {
    const version = published(await addScope(kernel, actor, { number: basedOn + 1, rules }));
    await record(kernel, actor, 'program.publish-scope', version, { rules: rules.length });
    return version;
  });

/** Publishes targets, response targets and calendar. Refuses as {@link publishPolicy} does. */
export const publishSettings = (
  kernel: Kernel,
  actor: Actor,
  { basedOn, ...settings }: Edit & Omit<NewSettings, 'number'>,
): Promise<SettingsVersion> =>
  kernel.transaction(async kernel => {
    const version = published(await addSettings(kernel, actor, { ...settings, number: basedOn + 1 }));
    await record(kernel, actor, 'program.publish-settings', version, { targets: settings.targets.length });
    return version;
  });

function published<Version>(version: Version | undefined): Version {
  if (version === undefined) throw refuse('conflict');
  return version;
}

async function record(
  kernel: Kernel,
  actor: Actor,
  action: string,
  version: { readonly id: string; readonly number: number },
  facts: Readonly<Record<string, string | number>>,
): Promise<void> {
  const details = { number: version.number, ...facts };
  await kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject: version.id, details });
  forgetProgram(kernel);
}
