// Files that never change under their name, and the few that browsers ask for unasked.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { routes } from '../catalog/routes.ts';
import { signerNames } from '../core/crypto/keyring.ts';
import { refuse } from '../core/errors.ts';
import { publicly } from '../core/http/access.ts';
import { bytes, json, text } from '../core/http/answer.ts';
import { defineRoute } from '../core/http/define-route.ts';
import { accepts } from '../core/http/encoding.ts';
import { asset, assetFiles } from '../web/assets.ts';

const files = assetFiles();
const FOREVER = 'public, max-age=31536000, immutable';
const OPENAPI = path.resolve(import.meta.dirname, '../../openapi');

const assetRoute = defineRoute({
  method: 'GET',
  at: routes.site.asset,
  access: publicly(),
  limit: 'free',
  summary: 'Style sheets, scripts, fonts and icons.',
  handle: async ({ request }) => {
    const file = files.get(request.url.split('?')[0] ?? '');
    if (!file) throw refuse('not_found');
    const [encoding, body] =
      file.br && accepts(request, 'br')
        ? ['br', file.br]
        : file.gzip && accepts(request, 'gzip')
          ? ['gzip', file.gzip]
          : [undefined, file.body];
    return bytes(body, file.contentType, {
      headers: {
        'cache-control': FOREVER,
        vary: 'accept-encoding',
        ...(encoding ? { 'content-encoding': encoding } : {}),
      },
    });
  },
});

const favicon = defineRoute({
  method: 'GET',
  at: routes.site.favicon,
  access: publicly(),
  limit: 'free',
  summary: 'The icon, for clients that ask by its old name.',
  handle: async () => {
    const file = files.get(asset('favicon.svg'));
    if (!file) throw refuse('not_found');
    return bytes(file.body, file.contentType, { headers: { 'cache-control': 'public, max-age=86400' } });
  },
});

const robots = defineRoute({
  method: 'GET',
  at: routes.site.robots,
  access: publicly(),
  limit: 'free',
  summary: 'What search engines may read.',
  handle: async () =>
    text(
      [
        'User-agent: *',
        ...[
          routes.operator.overview,
          routes.reports.queue,
          routes.reports.mine,
          routes.privacy.home,
          routes.developers.home,
          routes.accounts.settings,
        ].map(({ path }) => `Disallow: ${path}`),
        '',
      ].join('\n'),
      { headers: { 'cache-control': 'public, max-age=86400' } },
    ),
});

const keys = defineRoute({
  method: 'GET',
  at: routes.site.keys,
  access: publicly(),
  limit: 'lookup',
  summary: 'The public keys that receipts and audit checkpoints are verified with, past ones included.',
  handle: async ({ kernel: { keyring } }) => {
    const current = new Set(signerNames.map(name => keyring.signer(name).keyId));
    const keys = keyring.verifiers().map(({ publicJwk, name, keyId }) => ({
      ...publicJwk,
      use: 'sig',
      alg: 'EdDSA',
      name,
      ...(!current.has(keyId) && { retired: true }),
    }));
    return json({ keys }, { headers: { 'cache-control': 'public, max-age=300' } });
  },
});

const openapi = defineRoute({
  method: 'GET',
  at: routes.site.openapi,
  access: publicly(),
  limit: 'lookup',
  summary: 'The OpenAPI documents.',
  handle: async ({ params: { file } }) => {
    if (!/^[a-z0-9-]+\.json$/.test(file)) throw refuse('not_found');
    const body = await readFile(path.join(OPENAPI, file)).catch(() => {
      throw refuse('not_found');
    });
    return bytes(body, 'application/json; charset=utf-8', { headers: { 'cache-control': 'public, max-age=300' } });
  },
});

export const staticRoutes = [assetRoute, favicon, robots, keys, openapi];
