// Carries a fresh receipt code to the page that shows it once: sealed in a cookie that lives five minutes.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { after, MINUTE } from '../../core/clock.ts';
import { clearCookie, readCookie, setCookie } from '../../core/http/cookies.ts';
import type { Kernel } from '../../core/kernel.ts';

export type SentFlash = { readonly report: string; readonly number: string; readonly code: string };

const LIFE = 5 * MINUTE;
const PLACE = { table: 'reports.sent', column: 'flash', row: 'cookie' };

/** Puts the code into the cookie of the answer. */
export async function carryCode(kernel: Kernel, reply: FastifyReply, flash: SentFlash): Promise<void> {
  const vault = await kernel.vault.subject(kernel, 'system');
  const until = after(kernel.clock.now(), LIFE).getTime();
  const sealed = vault.seal(PLACE, JSON.stringify({ ...flash, until }));
  setCookie(kernel.config, reply, 'flash', sealed.toString('base64url'), LIFE / 1000);
}

/** Takes the code out of the cookie, which is gone afterwards; undefined when there is none, or too old. */
export async function takeCode(
  kernel: Kernel,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SentFlash | undefined> {
  const cookie = readCookie(kernel.config, request, 'flash');
  if (cookie === undefined) return undefined;
  clearCookie(kernel.config, reply, 'flash');
  try {
    const vault = await kernel.vault.subject(kernel, 'system');
    // What opens was sealed by `carryCode`.
    const { until, ...flash } = JSON.parse(vault.open(PLACE, Buffer.from(cookie, 'base64url'))) as SentFlash & {
      until: number;
    };
    return until > kernel.clock.now().getTime() ? flash : undefined;
  } catch {
    // A cookie of another module or another installation: it holds no code.
    return undefined;
  }
}
