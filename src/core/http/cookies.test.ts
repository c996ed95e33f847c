import assert from 'node:assert/strict';
import { test } from 'node:test';
import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { readConfig } from '../config.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';

async function serverAt(publicUrl: string) {
  const { config } = readConfig({ NODE_ENV: 'test', PUBLIC_URL: publicUrl });
  const server = Fastify();
  await server.register(cookie);
  server.get('/set', async (_, reply) => setCookie(config, reply, 'session', 'a b;"ü', 60));
  server.get('/clear', async (_, reply) => clearCookie(config, reply, 'session'));
  server.get('/read', async request => readCookie(config, request, 'session') ?? 'none');
  const setBy = async (url: string): Promise<string> => String((await server.inject(url)).headers['set-cookie']);
  const readWith = async (header: string): Promise<string> =>
    (await server.inject({ url: '/read', headers: { cookie: header } })).body;
  return { setBy, readWith };
}

test('over https a cookie is bound to this host', async () => {
  const { setBy, readWith } = await serverAt('https://telltale.example');
  const set = await setBy('/set');
  assert.match(set, /^__Host-telltale-session=/);
  // RFC 6265bis §4.1.3.2: Secure, Path=/ and no Domain, or the browser drops it.
  for (const part of ['; Secure', '; Path=/', '; HttpOnly', '; SameSite=Lax', '; Max-Age=60'])
    assert.ok(set.includes(part), part);
  assert.doesNotMatch(set, /Domain/i);
  assert.equal(await readWith(set.split(';')[0] ?? ''), 'a b;"ü');
  assert.equal(await readWith('telltale-session=forged-by-a-subdomain'), 'none');
  const cleared = await setBy('/clear');
  assert.match(cleared, /^__Host-telltale-session=;/);
  for (const part of ['; Secure', '; Path=/', '1970']) assert.ok(cleared.includes(part), part);
});

test('over http the same cookie goes without what only https has', async () => {
  const { setBy, readWith } = await serverAt('http://127.0.0.1:8080');
  const set = await setBy('/set');
  assert.match(set, /^telltale-session=.*; HttpOnly; SameSite=Lax$/);
  assert.doesNotMatch(set, /Secure/);
  assert.equal(await readWith(set.split(';')[0] ?? ''), 'a b;"ü');
});
