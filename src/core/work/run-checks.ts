// Runs every check and keeps going: one that throws has failed, and says so.
import type { Kernel } from '../kernel.ts';
import { describeError } from '../log.ts';
import type { Check } from '../module.ts';

export type CheckResult = {
  readonly name: string;
  readonly claim: string;
  readonly ok: boolean;
  readonly detail: string;
};

/** Runs the checks one after another. */
export async function runChecks(kernel: Kernel, checks: readonly Check[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const isDemo = kernel.config.environment === 'demo';
  for (const { name, claim, run, productionOnly, appliesTo } of checks) {
    if (isDemo && productionOnly) continue;
    if (appliesTo && !(await appliesTo(kernel).catch(() => true))) continue;
    const { ok, detail } = await run(kernel).catch((error: unknown) => ({
      ok: false,
      detail: `could not run: ${JSON.stringify(describeError(error)['type'])}`,
    }));
    results.push({ name, claim, ok, detail });
  }
  return results;
}
