// Staff edits what a case says of itself, adds vulnerabilities, and closes it.
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { isInForce } from '../machines/embargo-management.ts';
import type { Vulnerability } from './case-record.ts';
import { saveCase } from './case-store.ts';
import { changeCase, tell } from './change-case.ts';
import { insertVulnerability } from './vulnerability-store.ts';

/**
 * Writes a new title and summary.
 * @param edit.revision of the form that the text was typed into
 * @throws Refusal conflict when somebody edited it since
 */
export const editCase = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  edit: { readonly title: string; readonly summary: string; readonly revision: number },
): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    if (locked.found.revision !== edit.revision) throw refuse('conflict', { case: id });
    await saveCase(locked.kernel, locked.found, { title: edit.title, summary: edit.summary });
    await tell(locked, { kind: 'edited', audience: 'everyone' });
  });

/** Adds something else that the case is about. */
export const addVulnerability = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  fresh: Omit<Vulnerability, 'id' | 'issue'>,
): Promise<void> =>
  changeCase(kernel, actor, id, async locked => {
    const vulnerability = await insertVulnerability(locked.kernel, id, { ...fresh, issue: null });
    await tell(locked, { kind: 'vulnerability', audience: 'everyone', details: { vulnerability } });
  });

/** Closes a case for good: everybody can still read it, nobody can change it. @returns why not, as a sentence */
export const closeCase = (kernel: Kernel, actor: Actor, id: string): Promise<string | undefined> =>
  changeCase(kernel, actor, id, async locked => {
    if (isInForce(locked.found.embargo)) return 'An embargo is in force: end it first, or let it run out.';
    await tell(locked, { kind: 'closed', audience: 'everyone' });
    await saveCase(locked.kernel, locked.found, { closedAt: locked.kernel.clock.now() });
    return undefined;
  });
