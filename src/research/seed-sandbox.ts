// The demo's researcher has a sandbox, whose secret is told to whoever may read demo.json.
import { findOrCreatePersonByEmail } from '../accounts/index.ts';
import { demoPeople } from '../catalog/demo-people.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { builtInRedirect, createSandbox } from './create-sandbox.ts';

/** Adds `sandbox: {clientId, clientSecret, redirectUri}` to the facts. */
export async function seedSandbox(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const { email, name } = demoPeople.researcher;
  const researcher = await findOrCreatePersonByEmail(kernel, email, name);
  const { application, clientSecret } = await createSandbox(kernel, researcher);
  return {
    ...facts,
    sandbox: {
      clientId: application,
      clientSecret: clientSecret.reveal(),
      redirectUri: builtInRedirect(kernel),
    },
  };
}
