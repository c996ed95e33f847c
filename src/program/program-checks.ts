// What the program can prove about itself: that it is published, and that machines and people can read it.
import { href, routes } from '../catalog/routes.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import type { Check } from '../core/module.ts';
import { currentProgram } from './current-program.ts';
import { lintProgram } from './policy-lint/lint-current.ts';
import { currentSecurityTxt } from './public-files.ts';
import { findRuleFault } from './scope.ts';
import { securityTxtContentType } from './security-txt.ts';
import { lintSecurityTxt } from './security-txt-lint.ts';

export const programChecks: readonly Check[] = [
  {
    name: 'program.policy',
    claim: 'A disclosure policy is published, and its text is the one that its hash names.',
    run: async kernel => {
      const { policyVersion } = await currentProgram(kernel);
      const isTrue = hashToken(policyVersion.body).toString('hex') === policyVersion.sha256;
      return { ok: isTrue, detail: `Version ${policyVersion.number}, SHA-256 ${policyVersion.sha256}.` };
    },
  },
  {
    name: 'program.policy-check',
    claim: 'The policy says what BOD 20-01, ISO/IEC 29147, the Cyber Resilience Act and disclose.io ask for.',
    run: async kernel => {
      const findings = lintProgram(kernel, await currentProgram(kernel));
      const missing = findings.filter(({ state }) => state === 'missing').map(({ id }) => id);
      const detail = missing.length > 0 ? `Not met: ${missing.join(', ')}.` : `${findings.length} rules looked at.`;
      return { ok: missing.length === 0, detail };
    },
  },
  {
    name: 'program.scope',
    claim: 'The scope allows something, and every rule in it can be understood.',
    run: async kernel => {
      const { rules } = await currentProgram(kernel);
      const allowed = rules.filter(({ effect }) => effect === 'allow').length;
      const faulty = rules.filter(rule => findRuleFault(rule) !== null).map(({ id }) => id);
      const detail = `${allowed} of ${rules.length} rules allow something${faulty.length > 0 ? `; faulty: ${faulty.join(', ')}` : ''}.`;
      return { ok: allowed > 0 && faulty.length === 0, detail };
    },
  },
  {
    name: 'program.security-txt',
    claim: 'security.txt is valid by RFC 9116 and expires between 30 days and a year from now.',
    run: async kernel => {
      const now = kernel.clock.now();
      const file = await currentSecurityTxt(kernel);
      const isHttps = kernel.config.publicUrl.startsWith('https:');
      const findings = lintSecurityTxt(Buffer.from(file), {
        now,
        contentType: securityTxtContentType,
        ...(isHttps && { url: kernel.config.publicUrl + href(routes.program.securityTxt) }),
      }).filter(({ level }) => level === 'error');
      const until = Date.parse(/^Expires: (.+)\r$/mu.exec(file)?.[1] ?? '');
      const days = Math.floor((until - now.getTime()) / 86_400_000);
      const detail = findings.map(({ message }) => message).join(' ') || `No errors; it expires in ${days} days.`;
      return { ok: findings.length === 0 && days >= 30 && days <= 364, detail };
    },
  },
];
