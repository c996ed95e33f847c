// WebAuthn challenges: in the database, so that any process can check what another one asked; good once, for minutes.
import { after, MINUTE } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AccountsTables } from '../tables.ts';

const TABLE = 'accounts.challenge';
const LIFETIME = 5 * MINUTE;

export type Ceremony = 'register' | 'authenticate';

/** @param person who registers; undefined when signing in. @returns 32 fresh bytes */
export async function insertChallenge(
  kernel: Kernel,
  ceremony: Ceremony,
  person: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = kernel.random.bytes(32);
  const now = kernel.clock.now();
  await kernel.db
    .withTables<AccountsTables>()
    .insertInto(TABLE)
    .values({
      challenge_hash: hashToken(challenge.toString('base64url')),
      ceremony,
      person: person ?? null,
      created_at: now,
      expires_at: after(now, LIFETIME),
    })
    .execute();
  return new Uint8Array(challenge);
}

/** Uses a challenge up. @param challenge as the authenticator signed it, base64url */
export async function takeChallenge(
  kernel: Kernel,
  challenge: string,
  ceremony: Ceremony,
  person: string | undefined,
): Promise<boolean> {
  const row = await kernel.db
    .withTables<AccountsTables>()
    .deleteFrom(TABLE)
    .where('challenge_hash', '=', hashToken(challenge))
    .where('ceremony', '=', ceremony)
    .where('person', person === undefined ? 'is' : '=', person ?? null)
    .where('expires_at', '>', kernel.clock.now())
    .returning('ceremony')
    .executeTakeFirst();
  return row !== undefined;
}
