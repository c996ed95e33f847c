// The demo's newsletter: one issue that went out to nobody, and a draft.
import { system } from '../core/actor.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { addIssue, findIssue } from './issues/issue-store.ts';
import { sendIssue } from './issues/send-issue.ts';

export async function seedNewsletter(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const actor = system('demo');
  const write = async (title: string, body: string): Promise<string> => {
    const id = newId('iss', kernel.clock, kernel.random);
    await addIssue(kernel, actor, { id, topic: 'newsletter', title, body });
    return id;
  };
  const first = await findIssue(kernel, await write('Demo: what your car says about you', firstBody));
  if (first) await sendIssue(kernel, actor, first);
  await write('Demo: a draft for next month', 'Not finished. **Write here** what happened, in a few short parts.');
  return facts;
}

const firstBody = `This issue belongs to the demo.

# What a car tells

An odometer reading once a day says little. The same reading each hour says when you are at home. That is why owners here see *every* read, with the application and the reason beside it.

# Take it back

Permissions that are never used are listed first on an owner’s page. Taking one back takes a click.

# For researchers

Simulated cars behave like real ones and belong to nobody. Use them: nobody’s car is worth a finding.`;
