// Programs with API tokens, for tests of what they may read and do.
import { insertApiToken } from '../../src/accounts/api-tokens/api-token-store.ts';
import type { DemoPerson } from '../../src/catalog/demo-people.ts';
import { demoPeople } from '../../src/catalog/demo-people.ts';
import { type TokenScope, tokenScopes } from '../../src/catalog/token-scopes.ts';
import { after, DAY } from '../../src/core/clock.ts';
import { newToken } from '../../src/core/crypto/tokens.ts';
import { JSON_API } from '../../src/core/http/negotiate.ts';
import { personOf } from './sign-in.ts';
import type { World } from './world.ts';

/** A token of this person, with these scopes. @returns the token and its id */
export async function apiToken(
  world: World,
  who: DemoPerson,
  scopes: readonly TokenScope[] = tokenScopes,
  days = 30,
): Promise<{ token: string; id: string; person: string }> {
  const { kernel, clock } = world;
  const person = await personOf(world, who);
  const role = demoPeople[who].staffRole;
  if (role === undefined) throw new Error(`${who} is no staff`);
  const token = `tta_${newToken(kernel.random)}`;
  const expiresAt = after(clock.now(), days * DAY);
  const id = await insertApiToken(kernel, { person, role, token, name: 'Test', scopes, expiresAt });
  return { token, id, person };
}

/** What a program of this person sends beside its request. */
export async function tokenHeaders(
  world: World,
  who: DemoPerson,
  scopes?: readonly TokenScope[],
): Promise<Record<string, string>> {
  const { token } = await apiToken(world, who, scopes);
  return { authorization: `Bearer ${token}`, accept: JSON_API };
}
