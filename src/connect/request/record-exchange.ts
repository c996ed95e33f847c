// The request log's line for what the library answered: tokens, introspection, revocation, pushed requests.
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Kernel } from '../../core/kernel.ts';
import { recordRequest } from '../../developers/index.ts';

/**
 * Puts a line aside when a program asked and named an application that there is. Whether it proved to be that application
 * is in the line: `invalid_client` says that it did not. Browsers on their way to an owner's decision get none.
 * @param began in milliseconds of `performance.now()`
 */
export function recordExchange(kernel: Kernel, ctx: KoaContextWithOIDC, began: number): void {
  const { client } = ctx.oidc;
  const request = ctx.res.getHeader('request-id');
  if (ctx.method !== 'POST' || client === undefined || typeof request !== 'string') return;
  const error = (ctx.body as { readonly error?: unknown } | null | undefined)?.error;
  recordRequest(kernel, {
    request,
    application: client.clientId,
    at: kernel.clock.now(),
    method: ctx.method,
    path: ctx.path,
    status: ctx.status,
    error: typeof error === 'string' ? error : null,
    vehicle: null,
    owner: null,
    micros: Math.round((performance.now() - began) * 1000),
  });
}
