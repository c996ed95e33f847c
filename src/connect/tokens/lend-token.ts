// A token for one call that a developer tries: made for it, gone after it, and never out of this process.
import { after, MINUTE } from '../../core/clock.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Redacted, redact } from '../../core/redacted.ts';
import { deleteAccessToken, insertAccessToken } from '../token-store.ts';
import { findTestGrant, listTestGrants } from './test-grant-store.ts';

/** A car that no owner drives, as an application is connected with it. */
export type TestConnection = {
  readonly grant: string;
  readonly application: string;
  readonly owner: string;
  readonly vehicle: string;
  readonly scopes: readonly string[];
  readonly mode: 'test' | 'simulated';
};

/** How many grants are offered, newest first. */
const MOST = 50;

/** The connections of these applications with test and simulated cars, newest first. @param applications the caller's own */
export async function listTestConnections(kernel: Kernel, applications: readonly string[]): Promise<TestConnection[]> {
  const grants = await listTestGrants(kernel, applications, MOST);
  return grants.flatMap(({ id, application, owner, scopes, vehicles, mode }) =>
    vehicles.map(vehicle => ({ grant: id, application, owner, vehicle, scopes, mode })),
  );
}

/**
 * Hands a token of a grant, with all its scopes, to `use`; it is good for a minute at most and removed when that ends.
 * @throws Refusal not_found for a grant of another application, one that has ended, or one of real cars
 */
export async function lendToken<T>(
  kernel: Kernel,
  { grant, application }: Pick<TestConnection, 'grant' | 'application'>,
  use: (token: Redacted<string>) => Promise<T>,
): Promise<T> {
  const found = await findTestGrant(kernel, application, grant);
  if (found === undefined) throw refuse('not_found');
  const token = newToken(kernel.random, 216);
  const hash = hashToken(token);
  const expiresAt = after(kernel.clock.now(), MINUTE);
  if (!(await insertAccessToken(kernel, { hash, grant, scopes: found.scopes, expiresAt }))) throw refuse('not_found');
  try {
    return await use(redact(token));
  } finally {
    await deleteAccessToken(kernel, hash);
  }
}
