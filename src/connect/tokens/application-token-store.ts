// All SQL of tokens that applications have for themselves: no grant stands behind them, and they live for an hour.
import type { ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

const TABLE = 'connect.application_token';

export type ApplicationToken = {
  readonly application: string;
  /** The sandbox that the application belongs to; null for real ones. */
  readonly sandbox: string | null;
  /** Thumbprint of the key that it is bound to (RFC 9449 §6). */
  readonly jkt: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
};

export async function insertApplicationToken(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  token: Omit<ApplicationToken, 'issuedAt'> & { readonly hash: Buffer },
): Promise<void> {
  const { hash, application, sandbox, jkt, expiresAt } = token;
  await db
    .withTables<ConnectTables>()
    .insertInto(TABLE)
    .values({ hash, application, sandbox, jkt: jkt ?? null, issued_at: clock.now(), expires_at: expiresAt })
    .execute();
}

/** Tokens that are good now, by their hash in latin1. */
export async function findApplicationTokens(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  hashes: readonly Buffer[],
): Promise<Map<string, ApplicationToken>> {
  const rows = await db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .selectAll()
    .where('hash', 'in', [...hashes])
    .where('expires_at', '>', clock.now())
    .execute();
  return new Map(
    rows.map(({ hash, application, sandbox, jkt, issued_at, expires_at }) => [
      hash.toString('latin1'),
      { application, sandbox, jkt: jkt ?? undefined, issuedAt: issued_at, expiresAt: expires_at },
    ]),
  );
}

export async function deleteApplicationToken({ db }: Pick<Kernel, 'db'>, hash: Buffer): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom(TABLE).where('hash', '=', hash).execute();
}

/** Removes those of a sandbox that ends. @returns whose they were */
export async function deleteApplicationTokensOf({ db }: Pick<Kernel, 'db'>, sandbox: string): Promise<string[]> {
  const rows = await db
    .withTables<ConnectTables>()
    .deleteFrom(TABLE)
    .where('sandbox', '=', sandbox)
    .returning('application')
    .execute();
  return [...new Set(rows.map(({ application }) => application))];
}

/** Removes what expired before `moment`. */
export async function deleteExpiredApplicationTokens({ db }: Pick<Kernel, 'db'>, moment: Date): Promise<void> {
  await db.withTables<ConnectTables>().deleteFrom(TABLE).where('expires_at', '<', moment).execute();
}

/** The application that acts with such a token. */
export const actorOfToken = ({ application, sandbox }: ApplicationToken): ApplicationItself => ({
  kind: 'application-itself',
  id: application,
  ...(sandbox !== null && { sandbox }),
});
