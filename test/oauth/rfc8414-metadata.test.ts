// RFC 8414: what this authorization server offers, for clients that ask.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { openAuthority } from './support.ts';

test('§2 and §3: the metadata names our endpoints, whatever host the client claims', async () => {
  await using authority = await openAuthority();
  const { origin } = authority;
  const metadata = await new Promise<Record<string, unknown>>((resolve, reject) => {
    request(`${origin}/.well-known/oauth-authorization-server`, {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    })
      .on('response', async response => {
        let text = '';
        for await (const chunk of response) text += chunk;
        resolve(JSON.parse(text));
      })
      .on('error', reject)
      .end();
  });
  assert.equal(metadata['issuer'], origin);
  for (const [name, path] of Object.entries({
    authorization_endpoint: '/oauth/authorize',
    token_endpoint: '/oauth/token',
    revocation_endpoint: '/oauth/revoke',
    introspection_endpoint: '/oauth/introspect',
    pushed_authorization_request_endpoint: '/oauth/par',
  }))
    assert.equal(metadata[name], origin + path);
  assert.deepEqual(metadata['response_types_supported'], ['code', 'none']);
  assert.deepEqual(metadata['code_challenge_methods_supported'], ['S256']);
  assert.deepEqual(metadata['grant_types_supported'], ['authorization_code', 'refresh_token', 'client_credentials']);
  assert.deepEqual(metadata['token_endpoint_auth_methods_supported'], [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    'none',
  ]);
  for (const name of ['token_endpoint_auth_signing_alg_values_supported', 'dpop_signing_alg_values_supported'])
    assert.deepEqual(metadata[name], ['ES256', 'Ed25519', 'EdDSA', 'PS256']);
  assert.equal(metadata['authorization_response_iss_parameter_supported'], true);
  assert.deepEqual(metadata['response_modes_supported'], ['query']);
  assert.ok((metadata['scopes_supported'] as string[]).includes('read_odometer'));
  // Nobody signs in through this server.
  assert.deepEqual(
    Object.keys(metadata).filter(name => /^(id_token|claim|subject|userinfo|jwks)/.test(name)),
    [],
  );
});
