// The first version of everything, so that a fresh installation has a program to stand on before anybody edits it.
import { system } from '../core/actor.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { forgetProgram } from './current-program.ts';
import { defaultPolicy } from './default-policy.ts';
import { addPolicy, addScope, addSettings, findPolicy } from './program-store.ts';
import { defaultResponseTargets, mondayToFriday } from './response-targets.ts';
import type { ScopeRule } from './scope.ts';

/** Publishes the first versions where there are none. Harmless to repeat, also by two processes at once. */
export async function prepareProgram(kernel: Kernel): Promise<void> {
  if (await findPolicy(kernel)) return;
  await kernel.transaction(async kernel => {
    const actor = system('first-program');
    const { operator, publicUrl } = kernel.config;
    const host = new URL(publicUrl).host;
    const policy = await addPolicy(kernel, actor, {
      number: 1,
      language: 'en',
      safeHarbor: 'full',
      body: defaultPolicy(operator.name),
    });
    // Another process was quicker.
    if (!policy) return;
    const scope = await addScope(kernel, actor, { number: 1, rules: [ownHost(host)] });
    await addSettings(kernel, actor, {
      number: 1,
      targets: [{ id: newId('tgt', kernel.clock, kernel.random), name: host, category: 'website' }],
      retiredTargets: [],
      responseTargets: defaultResponseTargets,
      calendar: mondayToFriday(operator.timeZone),
    });
    await kernel.audit.record(kernel.db, {
      actor: 'system:first-program',
      action: 'program.begin',
      subject: policy.id,
      details: { policySha256: policy.sha256, scopeVersion: scope?.id ?? '' },
    });
    forgetProgram(kernel);
  });
}

/** The rule for the host under which this server itself is reached. */
export const ownHost = (host: string): ScopeRule => ({
  id: 'own-host',
  effect: 'allow',
  match: 'exact-host',
  identifier: host,
  assetType: 'website',
  eligibleForSubmission: true,
  instruction: 'This server, with accounts and data of your own.',
});
