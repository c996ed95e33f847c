// What machines read: security.txt, the scope as JSON and as answers, the taxonomy.
import Type from 'typebox';
import { href, routes } from '../catalog/routes.ts';
import { after, DAY } from '../core/clock.ts';
import { publicly } from '../core/http/access.ts';
import { type Answer, bytes, json } from '../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../core/http/define-route.ts';
import type { Kernel } from '../core/kernel.ts';
import { currentProgram } from './current-program.ts';
import type { ProgramKey } from './keys/program-key.ts';
import { signTextAsProgram, usableKey } from './keys/use-key.ts';
import { checkScope, defaultDenyRuleId } from './scope.ts';
import { securityTxtContentType, writeSecurityTxt } from './security-txt.ts';

/** Answers may be kept by caches this long; a published edit is seen everywhere after that. */
const briefly = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

const VALID_DAYS = 180;

/**
 * The security.txt of this server (RFC 9116). It expires half a year after the day it is read on, so it renews itself
 * as long as the server runs, and is the same all day. Web addresses must be https there (§2.5), so a server that is
 * reached by http alone (a demo on loopback) names only its contact.
 */
export async function currentSecurityTxt(kernel: Kernel): Promise<string> {
  const { publicUrl, operator } = kernel.config;
  const { policyVersion } = await currentProgram(kernel);
  const now = kernel.clock.now();
  const today = new Date(Math.floor(now.getTime() / DAY) * DAY);
  const isWeb = publicUrl.startsWith('https:');
  const link = (path: string): string[] => (isWeb ? [publicUrl + path] : []);
  const key = await usableKey(kernel);
  const file = writeSecurityTxt({
    contacts: [...link(href(routes.reports.submit)), operator.securityContact],
    expires: after(today, VALID_DAYS * DAY),
    ...(key && {
      encryption: isWeb ? link(href(routes.program.keyFile)) : [`openpgp4fpr:${key.fingerprint.toLowerCase()}`],
    }),
    preferredLanguages: [policyVersion.language],
    canonical: link(href(routes.program.securityTxt)),
    policy: link(href(routes.program.show)),
    acknowledgments: link(href(routes.advisories.thanks)),
    csaf: link(href(routes.advisories.csafProvider)),
  });
  return signedForToday(kernel, key, file);
}

/** Signing costs milliseconds, so each process signs the same text once. */
async function signedForToday(kernel: Kernel, key: ProgramKey | undefined, file: string): Promise<string> {
  if (key?.custody !== 'server') return file;
  const of = `${key.id}\n${file}`;
  const known = signed.get(kernel.pool);
  if (known?.of === of) return known.text;
  const text = (await signTextAsProgram(kernel, file)) ?? file;
  signed.set(kernel.pool, { of, text });
  return text;
}

const signed = new WeakMap<Kernel['pool'], { readonly of: string; readonly text: string }>();

const moved = (location: string): Answer => ({ status: 301, headers: { location }, body: undefined });

export const publicFiles: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.securityTxt,
    access: publicly(),
    limit: 'lookup',
    summary: 'How to reach the security team, by RFC 9116.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(await currentSecurityTxt(kernel)), securityTxtContentType, { headers: briefly }),
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.securityTxtOld,
    access: publicly(),
    limit: 'lookup',
    summary: 'The old place of security.txt: leads to the present one.',
    handle: async () => moved(href(routes.program.securityTxt)),
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.scopeCheck,
    access: publicly(),
    limit: 'lookup',
    summary: 'Whether a target is in scope, by which rule, and why.',
    query: Type.Object({ u: Type.String({ minLength: 1, maxLength: 4096 }) }),
    handle: async ({ kernel, query }) => {
      const { rules, scopeVersion } = await currentProgram(kernel);
      const { verdict, ruleId, reason } = checkScope(rules, query.u);
      const { id, number, effectiveFrom } = scopeVersion;
      return json(
        { target: query.u, verdict, ruleId, reason, scopeVersion: { id, number, effectiveFrom } },
        { headers: briefly },
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.scope,
    access: publicly(),
    limit: 'lookup',
    summary: 'The scope in force: its rules in order; what no rule covers is out.',
    handle: async ({ kernel }) => {
      const { rules, scopeVersion } = await currentProgram(kernel);
      const { id, number, effectiveFrom } = scopeVersion;
      return json(
        { version: { id, number, effectiveFrom }, rules, otherwise: { effect: 'deny', ruleId: defaultDenyRuleId } },
        { headers: briefly },
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.taxonomy,
    access: publicly(),
    limit: 'lookup',
    summary: 'The kinds of vulnerabilities that reports are sorted by.',
    handle: async ({ kernel }) => json((await currentProgram(kernel)).taxonomy, { headers: briefly }),
  }),
];
