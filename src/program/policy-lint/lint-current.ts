// The policy check over the program as it stands, or as it would stand with another policy.
import { requiredReportFields } from '../../catalog/intake-form.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { CurrentProgram, PolicyVersion } from '../program.ts';
import { type LintFinding, lintPolicy } from './policy-lint.ts';

/** @param draft takes the place of the policy in force */
export function lintProgram(
  { config }: Pick<Kernel, 'config'>,
  program: CurrentProgram,
  draft: Partial<PolicyVersion> = {},
): LintFinding[] {
  return lintPolicy({
    ...program,
    policyVersion: { ...program.policyVersion, ...draft },
    product: {
      requiredFields: requiredReportFields,
      takesAnonymous: true,
      contacts: [config.publicUrl + href(routes.reports.submit), config.operator.securityContact],
    },
  });
}
