// The official Node SDK, unmodified, pointed here by its environment variables (vehicle-platform §1.2).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { type Authority, authorize, openAuthority } from './support.ts';

/** What these tests use of the SDK, which brings no types. */
type Access = { accessToken: string; refreshToken: string; expiration: Date };
type Smartcar = {
  AuthClient: new (options: {
    clientId: string;
    clientSecret: string;
    redirectUri: string;
    mode: 'simulated';
  }) => {
    getAuthUrl(scope: string[], options?: { state: string; forcePrompt: boolean }): string;
    exchangeCode(code: string): Promise<Access>;
    exchangeRefreshToken(token: string): Promise<Access>;
  };
  Vehicle: new (id: string, token: string) => { odometer(): Promise<{ distance: number }> };
  getVehicles(token: string): Promise<{ vehicles: string[] }>;
  getUser(token: string): Promise<{ id: string }>;
};

let authority: Authority & AsyncDisposable;
let smartcar: Smartcar;
before(async () => {
  authority = await openAuthority();
  process.env['SMARTCAR_API_ORIGIN'] = authority.origin;
  process.env['SMARTCAR_AUTH_ORIGIN'] = authority.origin;
  smartcar = createRequire(import.meta.url)('smartcar');
});
after(() => authority[Symbol.asyncDispose]());

const authClient = () => {
  const { client, secret, redirectUri } = authority;
  return new smartcar.AuthClient({ clientId: client.client_id, clientSecret: secret, redirectUri, mode: 'simulated' });
};

test('from the link that the SDK makes to the odometer', async () => {
  const link = new URL(authClient().getAuthUrl(['required:read_odometer'], { state: 'sdk', forcePrompt: true }));
  assert.equal(link.origin, authority.origin);
  const url = await authorize(authority, { parameters: Object.fromEntries(link.searchParams) });
  const access = await authClient().exchangeCode(url.searchParams.get('code') ?? '');
  assert.equal(access.accessToken.length, 36);
  assert.equal(access.refreshToken.length, 36);
  const { vehicles } = await smartcar.getVehicles(access.accessToken);
  assert.deepEqual(vehicles, [authority.vehicles['volt']]);
  const { distance } = await new smartcar.Vehicle(vehicles[0] ?? '', access.accessToken).odometer();
  assert.ok(distance > 0);
  assert.equal((await smartcar.getUser(access.accessToken)).id, url.searchParams.get('user_id'));
  const refreshed = await authClient().exchangeRefreshToken(access.refreshToken);
  assert.notEqual(refreshed.accessToken, access.accessToken);
});

test('a code that does not exist is told in the words that the SDKs’ own suites expect', async () => {
  await assert.rejects(authClient().exchangeCode('bad-code'), /Invalid code: bad-code\./);
  await assert.rejects(authClient().exchangeRefreshToken('bad-token'), /Invalid refresh_token: bad-token\./);
});
