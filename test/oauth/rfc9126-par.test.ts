// RFC 9126: the application pushes its request to us and sends the browser with a handle alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { MINUTE } from '../../src/core/clock.ts';
import { newUuid } from '../../src/core/ids.ts';
import { type Authority, answerConsent, exchange, http, openAuthority, readCallback } from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

async function push(more: Record<string, string> = {}): Promise<Response> {
  const { server, client, secret, redirectUri } = authority;
  const parameters = {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'required:read_odometer',
    state: 'pushed',
    mode: 'simulated',
    approval_prompt: 'force',
    ...more,
  };
  return oauth.pushedAuthorizationRequest(server, client, oauth.ClientSecretBasic(secret), parameters, http);
}

async function pushed(): Promise<string> {
  const { server, client } = authority;
  const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(server, client, await push());
  assert.ok(expires_in <= 60);
  return request_uri;
}

const open = (request_uri: string, client_id = authority.client.client_id) =>
  authority.owner.get(`/oauth/authorize?${new URLSearchParams({ client_id, request_uri })}`);

/** The error that the application's one registered address is told. */
const errorOf = ({ location = '' }: { location: string | undefined }): string | null => {
  const { origin, searchParams } = new URL(location);
  assert.equal(origin, new URL(authority.redirectUri).origin);
  return searchParams.get('error');
};

test('§4: a pushed request leads through consent to tokens', async () => {
  const started = await open(await pushed());
  const path = started.location ?? '';
  const page = await authority.owner.open(path);
  const url = await answerConsent(authority, path, page.body);
  const tokens = await exchange(authority, readCallback(authority, url, 'pushed'));
  assert.equal(tokens.scope, 'read_odometer');
});

test('§7.3: an answered request cannot be used again', async () => {
  const request = await pushed();
  const path = (await open(request)).location ?? '';
  const page = await authority.owner.open(path);
  await answerConsent(authority, path, page.body);
  assert.equal(errorOf(await open(request)), 'invalid_request_uri');
});

test('§2.2: a handle expires, and belongs to one client', async () => {
  const request = await pushed();
  const other = await open(request, newUuid(authority.world.kernel.random));
  assert.deepEqual([other.status, other.location], [400, undefined]);
  authority.world.clock.advance(MINUTE);
  assert.equal(errorOf(await open(request)), 'invalid_request_uri');
});

test('§2.3: what would fail later fails at once, and needs credentials', async () => {
  for (const more of [{ redirect_uri: 'https://evil.example/' }, { scope: 'read_everything' }] as Record<
    string,
    string
  >[])
    assert.equal((await push(more)).status, 400);
  const { status } = await fetch(`${authority.origin}/oauth/par`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${authority.client.client_id}:wrong`).toString('base64')}` },
    body: new URLSearchParams({ response_type: 'code' }),
  });
  assert.equal(status, 401);
});
