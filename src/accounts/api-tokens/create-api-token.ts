// A member of staff makes an API token for themselves.
import { type Actor, actorId } from '../../core/actor.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh } from '../../core/http/access.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { NewToken } from './api-token.ts';
import { insertApiToken } from './api-token-store.ts';
import { TOKEN_PREFIX } from './authenticate-api-token.ts';

/**
 * Makes the token. @returns the token itself, which is nowhere else
 * @throws Refusal `not_allowed` unless the actor is staff in person, `fresh_sign_in_required`
 */
export async function createApiToken(kernel: Kernel, actor: Actor, input: NewToken): Promise<string> {
  if (actor.kind !== 'person' || actor.token !== undefined || actor.staffRole === undefined)
    throw refuse('not_allowed');
  if (!isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
  const { id: person, staffRole: role } = actor;
  const token = `${TOKEN_PREFIX}${newToken(kernel.random)}`;
  await kernel.transaction(async kernel => {
    const id = await insertApiToken(kernel, { ...input, person, role, token });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'api-token.create',
      subject: id,
      details: { scopes: input.scopes.join(' '), expiresAt: input.expiresAt.toISOString() },
    });
  });
  return token;
}
