// An unfinished authorization request: what was asked, by whom, and answering it through the library.
import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { refuse } from '../core/errors.ts';
import type { RouteContext } from '../core/http/define-route.ts';
import { type AuthorizationRequest, readRequestParameters } from './consent/request-parameters.ts';
import { providerOf } from './provider.ts';
import type { AnswerExtras } from './smartcar-dialect.ts';

type Exchange = Pick<RouteContext, 'kernel' | 'request' | 'reply'>;

/**
 * The request that the browser's own cookie belongs to.
 * @param uid as the address says; a cookie of another request does not open this one
 * @throws Refusal not_found for a browser that did not begin it, link_expired when it took too long or was answered
 */
export async function readAuthorizationRequest(exchange: Exchange, uid: string): Promise<AuthorizationRequest> {
  const { uid: found, params } = await detailsOf(exchange);
  if (found !== uid) throw refuse('not_found');
  return readRequestParameters(params);
}

/**
 * Hands the decision to the library.
 * @param result.extras go to the application along with the answer
 * @returns the path that leads back to the application
 */
export async function answerRequest(
  exchange: Exchange,
  result: InteractionResults & { readonly extras?: AnswerExtras },
): Promise<string> {
  const { request, reply } = exchange;
  const provider = providerOf(exchange.kernel);
  const returnTo = await orExpired(() =>
    provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false }),
  );
  return new URL(returnTo).pathname;
}

async function detailsOf({ kernel, request, reply }: Exchange): ReturnType<Provider['interactionDetails']> {
  const provider = providerOf(kernel);
  // Without the cookie the library would say the same as for a request that is over.
  if (request.cookies[provider.cookieName('interaction')] === undefined) throw refuse('not_found');
  return orExpired(() => provider.interactionDetails(request.raw, reply.raw));
}

/** The library says in its own way that there is no such request any more. */
async function orExpired<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof errors.SessionNotFound) throw refuse('link_expired', {}, { cause });
    throw cause;
  }
}
