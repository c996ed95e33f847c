// Who we are to an authenticator: the domain that passkeys belong to, and the origins they may be used on.
import type { Config } from '../../core/config.ts';
import { isLoopback } from '../../core/config-text.ts';

export type RelyingParty = { readonly id: string; readonly origin: string; readonly name: string };

/**
 * Passkeys belong to a domain, and an IP address is none (WebAuthn §5.1.3): a server on a loopback address has them under
 * the name `localhost` and the same port.
 */
export function relyingParty({ publicUrl, operator }: Config): RelyingParty {
  const url = new URL(publicUrl);
  if (isLoopback(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, origin: url.origin, name: operator.name };
}

/** Whether a browser that reached us under this host can use passkeys; if not, `origin` is where it could. */
export const canUsePasskeys = (config: Config, host: string): boolean =>
  new URL(relyingParty(config).origin).host === host;
