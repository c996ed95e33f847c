// Cookies as all modules set them: HttpOnly, same-site, and bound to this host when it speaks HTTPS.
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

export type CookieName = 'session' | 'receipt' | 'participant' | 'document-visitor' | 'flash' | 'signing-in';

const options = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

/** The name on the wire: `__Host-` keeps subdomains and plain HTTP from setting it (RFC 6265bis §4.1.3.2). */
const wireName = (config: Config, name: CookieName): string => `${isSecure(config) ? '__Host-' : ''}telltale-${name}`;

const isSecure = (config: Config): boolean => config.publicUrl.startsWith('https:');

/** The cookie's value as the client sent it. */
export const readCookie = (config: Config, request: FastifyRequest, name: CookieName): string | undefined =>
  request.cookies[wireName(config, name)];

/** @param seconds how long the browser keeps it */
export function setCookie(config: Config, reply: FastifyReply, name: CookieName, value: string, seconds: number): void {
  reply.setCookie(wireName(config, name), value, { ...options, secure: isSecure(config), maxAge: seconds });
}

export function clearCookie(config: Config, reply: FastifyReply, name: CookieName): void {
  reply.clearCookie(wireName(config, name), { ...options, secure: isSecure(config) });
}
