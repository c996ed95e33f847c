// Client secrets and management tokens: how many, what they are called, how long a replaced one still works. Pure.
import { DAY, MINUTE } from '../../core/clock.ts';
import { isPlainText } from '../application.ts';
import type { Checked } from '../client-auth.ts';

export type CredentialKind = 'client-secret' | 'management-token';

/** A credential without its secret, which nobody can show again. */
export type Credential = {
  readonly id: string;
  readonly kind: CredentialKind;
  /** What its developers call it; management tokens have none. */
  readonly name: string | undefined;
  readonly createdAt: Date;
  /** Set for one that is being replaced. */
  readonly expiresAt: Date | undefined;
  /** Exact to `USE_EXACT`; undefined when it was never used, or not since uses are noted. */
  readonly lastUsedAt: Date | undefined;
};

/** Enough for each place that an application runs in, and one more while it is changed. */
export const MAX_SECRETS = 5;
/** How long a replaced management token still works: webhooks are signed with both meanwhile. */
export const OVERLAP = DAY;
/** How exactly the last use is kept. */
export const USE_EXACT = MINUTE;

/** The client secret that every application begins with. */
export const FIRST_NAME = 'First secret';

/** Picks the management token that has not been replaced. */
export const isTokenInUse = ({ kind, expiresAt }: Credential): boolean =>
  kind === 'management-token' && expiresAt === undefined;

export const isClientSecret = ({ kind }: Credential): boolean => kind === 'client-secret';

/** Reads the name of a new client secret. */
export function readSecretName(typed: string | undefined): Checked<string> {
  const name = (typed ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  return isPlainText(name, 2, 40)
    ? { ok: true, value: name }
    : {
        ok: false,
        errors: { name: 'Give it a name of 2 to 40 letters: where it will be used, such as “Production”.' },
      };
}
