// What one request to the library has learned so far, for the parts of our storage that the library calls one by one.
import Provider from 'oidc-provider';
import type { RegisteredApplication } from '../../developers/index.ts';

export type Exchange = {
  /** The client of the request, once it was found. */
  application?: RegisteredApplication;
  /** The code or refresh token that was brought: its grant, and how often all tokens of that had been ended by then. */
  source?: { readonly grant: string; readonly family: number };
  /** Which of the two it was. */
  brought?: 'code' | 'refresh_token';
};

const exchanges = new WeakMap<object, Exchange>();

/** The exchange of the request that runs now; a fresh one outside any, as when the product itself asks the library. */
export function currentExchange(): Exchange {
  const { ctx } = Provider;
  if (ctx === undefined) return {};
  const exchange = exchanges.get(ctx) ?? {};
  exchanges.set(ctx, exchange);
  return exchange;
}

/** What the running request does, as the library names its endpoints; undefined outside any. */
export const currentEndpoint = (): string | undefined => Provider.ctx?.oidc.route;
