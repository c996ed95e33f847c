// A browser asks for a sign-in link: it is marked, so that the link can tell whether it comes back to the same one.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '../../core/crypto/tokens.ts';
import { readCookie, setCookie } from '../../core/http/cookies.ts';
import type { Kernel } from '../../core/kernel.ts';
import { LINK_MINUTES, requestLink } from './request-link.ts';

/** Mails a link to the address. @param email normalized @param returnPath a path of ours, where the link leads in the end */
export async function mailSignInLink(
  kernel: Kernel,
  request: FastifyRequest,
  reply: FastifyReply,
  email: string,
  returnPath: string,
): Promise<void> {
  const known = readCookie(kernel.config, request, 'signing-in');
  const browser = known !== undefined && /^[\w-]{43}$/.test(known) ? known : newToken(kernel.random);
  setCookie(kernel.config, reply, 'signing-in', browser, LINK_MINUTES * 60);
  await requestLink(kernel, { email, returnPath, browser });
}
