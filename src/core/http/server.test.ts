import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import Type from 'typebox';
import { bareServer, listenSomewhere, sendRaw } from '../../../test/support/bare-server.ts';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import type { Actor } from '../actor.ts';
import { refuse } from '../errors.ts';
import { isUuid } from '../ids.ts';
import type { Authenticator } from '../module.ts';
import { OperatorFault } from '../operator-fault.ts';
import { publicly, signedIn, withGrant } from './access.ts';
import { download, html, json, seeOther } from './answer.ts';
import { type AnyRoute, defineRoute } from './define-route.ts';

const declared = { access: publicly(), limit: 'page', summary: 'A test.' } as const;
const routes: readonly AnyRoute[] = [
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/page', family: 'page' },
    handle: async () => html('<p>hello'),
  }),
  defineRoute({
    ...declared,
    method: 'POST',
    at: { path: '/page', family: 'page' },
    body: Type.Object({ title: Type.Optional(Type.String()), tags: Type.Optional(Type.Array(Type.String())) }),
    handle: async ({ body }) => json(body),
  }),
  defineRoute({
    ...declared,
    method: 'POST',
    at: { path: '/api/things', family: 'api' },
    body: Type.Object({ count: Type.Integer() }),
    handle: async ({ body }) => json(body),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/api/query', family: 'api' },
    query: Type.Object({ count: Type.Optional(Type.Integer()) }),
    handle: async ({ query }) => json(query),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/moved', family: 'page' },
    handle: async () => seeOther('/page'),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/files/:file', family: 'page' },
    handle: async ({ params }) => download(Buffer.from(params.file), 'name.html', 'text/html'),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/fails', family: 'api' },
    handle: async () => {
      throw new Error('the words of ada@example.com');
    },
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/limited', family: 'api' },
    handle: async () => {
      throw refuse('rate_limited', { retryAfter: 17 });
    },
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/vehicle', family: 'vehicle' },
    access: withGrant('read_odometer'),
    handle: async ({ actor }) => json({ actor: actor.kind }),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/mine', family: 'page' },
    access: signedIn(),
    handle: async ({ actor }) => json({ actor: actor.kind }),
  }),
  defineRoute({
    ...declared,
    method: 'GET',
    at: { path: '/demo', family: 'page' },
    demoOnly: true,
    handle: async () => html('demo'),
  }),
];

const person: Actor = { kind: 'person', id: 'per_1', session: 's', staffRole: undefined, signedInAt: new Date(0) };
const application: Actor = {
  kind: 'application',
  id: 'app_1',
  grant: 'g',
  owner: 'per_1',
  scopes: new Set(['read_odometer']),
  vehicles: new Set(),
};
const authenticators: readonly Authenticator[] = [
  { credential: 'cookie', recognize: async (_, { headers }) => (headers.cookie === 'who=ada' ? person : undefined) },
  {
    credential: 'authorization',
    recognize: async (_, { headers }) => (headers.authorization === 'Bearer good' ? application : undefined),
  },
];

let world: World;
let server: FastifyInstance;
let port: number;
before(async () => {
  world = await openWorld({ limitsOff: true });
  server = await bareServer(world.kernel, { routes, authenticators });
  port = await listenSomewhere(server);
});
after(async () => {
  await server.close();
  await world.close();
});

function assertGuarded(headers: Readonly<Record<string, unknown>>, what: string): void {
  assert.match(String(headers['content-security-policy']), /default-src 'none'/, what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  // An answer of the vehicle API is no document: what only documents heed it leaves out.
  if (headers['sc-request-id'] === undefined) {
    assert.equal(headers['x-frame-options'], 'DENY', what);
    assert.equal(headers['referrer-policy'], 'same-origin', what);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
    assert.match(String(headers['permissions-policy']), /camera=\(\)/, what);
  }
  assert.equal(headers['cache-control'], 'no-store', what);
  assert.ok(isUuid(String(headers['request-id'] ?? headers['sc-request-id'])), what);
  assert.equal(headers['x-powered-by'], undefined, what);
}

const requests: Readonly<
  Record<
    string,
    [status: number, request: { method?: string; url: string; headers?: Record<string, string>; payload?: string }]
  >
> = {
  'a page': [200, { url: '/page' }],
  'a page with a final slash': [200, { url: '/page/' }],
  'HEAD of a page': [200, { method: 'HEAD', url: '/page' }],
  'a redirect': [303, { url: '/moved' }],
  'a download': [200, { url: '/files/x' }],
  JSON: [200, { url: '/api/query?count=3' }],
  'no route, as a page': [404, { url: '/nothing', headers: { accept: 'text/html' } }],
  'no route, as an API': [404, { url: '/nothing' }],
  'no route, as a vehicle API': [404, { url: '/v2.0/nothing' }],
  'our own failure': [500, { url: '/fails' }],
  'too many requests': [429, { url: '/limited' }],
  nobody: [401, { url: '/mine' }],
  'no token': [401, { url: '/vehicle' }],
  'another method': [405, { method: 'DELETE', url: '/page' }],
  OPTIONS: [405, { method: 'OPTIONS', url: '/page' }],
  'PATCH of an address with an id': [405, { method: 'PATCH', url: '/files/x' }],
  'OPTIONS of nothing': [404, { method: 'OPTIONS', url: '/nothing' }],
  'an address that cannot be decoded': [404, { url: '/files/%E0%A4%A' }],
  'an id that is too long': [404, { url: `/files/${'x'.repeat(201)}` }],
  'JSON that is none': [
    400,
    { method: 'POST', url: '/api/things', headers: { 'content-type': 'application/json' }, payload: '{"count":' },
  ],
  'JSON without anything': [
    400,
    { method: 'POST', url: '/api/things', headers: { 'content-type': 'application/json' }, payload: '' },
  ],
  'JSON that reaches for a prototype': [
    400,
    {
      method: 'POST',
      url: '/api/things',
      headers: { 'content-type': 'application/json' },
      payload: '{"__proto__":{"a":1},"count":1}',
    },
  ],
  'a media type that nobody reads': [
    415,
    { method: 'POST', url: '/api/things', headers: { 'content-type': 'application/xml' }, payload: '<a/>' },
  ],
  'a body that is too large': [
    413,
    {
      method: 'POST',
      url: '/api/things',
      headers: { 'content-type': 'application/json' },
      payload: `{"count":1${' '.repeat(256 * 1024)}}`,
    },
  ],
  'a form that is too large': [
    413,
    {
      method: 'POST',
      url: '/page',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `title=${'x'.repeat(256 * 1024)}`,
    },
  ],
  'another site': [403, { method: 'POST', url: '/page', headers: { 'sec-fetch-site': 'cross-site' }, payload: '' }],
  'a demo page': [200, { url: '/demo' }],
};

const ask = ([, request]: (typeof requests)[string], to = server): Promise<LightMyRequestResponse> =>
  to.inject({ ...request, method: (request.method ?? 'GET') as 'GET' });

for (const [what, request] of Object.entries(requests))
  test(`the answer to ${what} is guarded and tells nothing`, async () => {
    const answer = await ask(request);
    assert.equal(answer.statusCode, request[0], answer.body);
    if (what !== 'a download') assertGuarded(answer.headers, what);
    assert.equal(answer.headers['strict-transport-security'], undefined, 'this server speaks plain HTTP');
    assert.doesNotMatch(answer.body, /ada@example|node_modules|\bat .*:\d+:\d+/);
    if (request[0] === 405) assert.match(String(answer.headers.allow), /GET, HEAD/);
    if (request[1].method === 'HEAD') assert.equal(answer.body, '');
  });

test('a download is guarded more tightly still', async () => {
  const { headers } = await server.inject('/files/x');
  assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'");
  assert.equal(headers['content-type'], 'application/octet-stream');
  assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('what is no HTTP at all is answered in the same way, once, and the connection ends', async () => {
  const broken: [string, number][] = [
    ['GARBAGE\r\n\r\n', 400],
    ['FROB /page HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['GET /page HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n', 400],
    [`GET /page HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['POST /page HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ];
  for (const [bytes, status] of broken) {
    const answer = await sendRaw(port, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `), answer);
    assert.doesNotMatch(body, /node_modules|\bat .*:\d+/);
    const headers = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map(line => [line.split(': ')[0]?.toLowerCase(), line.split(': ').slice(1).join(': ')]),
    );
    assertGuarded(headers, bytes.slice(0, 30));
    assert.equal(JSON.parse(body).status, status);
    assert.equal(headers['sc-request-id'], JSON.parse(body).requestId);
  }
});

test('a request that names no host gets nothing but a status', async () => {
  assert.match(await sendRaw(port, 'GET /page HTTP/1.1\r\n\r\n'), /^HTTP\/1.1 400 .*\r\n\r\n(?:0\s*)?$/s);
});

test('over https every answer, good or bad, tells browsers to stay there', async () => {
  const secure = await bareServer(world.kernel, {
    routes,
    authenticators,
    config: { publicUrl: 'https://telltale.example' },
  });
  for (const [what, request] of Object.entries(requests))
    assert.equal(
      (await ask(request, secure)).headers['strict-transport-security'],
      'max-age=31536000; includeSubDomains',
      what,
    );
  await secure.close();
});

test('pages of the demo do not exist in production', async () => {
  const production = await bareServer(world.kernel, { routes, config: { environment: 'production' } });
  assert.equal((await production.inject('/demo')).statusCode, 404);
  assert.equal((await production.inject({ method: 'DELETE', url: '/demo' })).statusCode, 404);
  await production.close();
});

test('every request has a number of its own, and the client has no say in it', async () => {
  const ids = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const { headers } = await server.inject({
        url: '/page',
        headers: { 'request-id': 'mine', 'x-request-id': 'mine' },
      });
      return String(headers['request-id']);
    }),
  );
  assert.ok(ids.every(isUuid));
  assert.equal(new Set(ids).size, 50);
  const problem = await server.inject({ url: '/fails', headers: { 'request-id': 'mine' } });
  assert.equal(problem.json().requestId, problem.headers['request-id']);
  assert.ok(
    world.logLines.some(line => line.includes(String(problem.headers['request-id']))),
    'and the log knows it',
  );
  assert.equal((await server.inject('/vehicle')).headers['request-id'], undefined);
  assert.ok(isUuid(String((await server.inject('/vehicle')).headers['sc-request-id'])));
});

test('a form carries strings, JSON must be what it says, and nothing undeclared comes in', async () => {
  const post = async (url: string, type: string, payload: string) => {
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': type },
      payload,
    });
    return `${statusCode} ${statusCode === 200 ? body : (JSON.parse(body.startsWith('{') ? body : '{}').field ?? '')}`;
  };
  const form = 'application/x-www-form-urlencoded';
  assert.equal(await post('/page', form, 'title=1&tags=a'), '200 {"title":"1","tags":["a"]}');
  assert.equal(await post('/page', form, 'tags=a&tags=b'), '200 {"tags":["a","b"]}');
  assert.match(await post('/page', form, 'other=1'), /^400/);
  assert.equal(await post('/api/things', 'application/json', '{"count":1}'), '200 {"count":1}');
  assert.equal(await post('/api/things', 'application/json', '{"count":"1"}'), '400 count');
  assert.equal(await post('/api/things', 'application/json', '{"count":1,"other":2}'), '400 other');
  assert.equal(await post('/api/things', 'application/json', '[]'), '400 ');
  assert.match(await post('/page', form, 'title=%00'), /^400/);
  assert.equal((await server.inject('/api/query?other=1')).statusCode, 400);
  assert.equal((await server.inject('/api/query?count=x')).statusCode, 400);
  assert.equal((await server.inject('/files/%00')).statusCode, 400);
});

test('a path that climbs is either no route or plain text to the handler', async () => {
  for (const url of ['/files/../../etc/passwd', '/files/..', '/assets/../../package.json', '//files//x', '/files/a/b'])
    assert.equal((await server.inject({ url, headers: { accept: 'text/html' } })).statusCode, 404, url);
  const raw = await sendRaw(port, 'GET /files/../fails HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  assert.match(raw, /^HTTP\/1.1 404 /, 'the server itself resolves no dots');
  // Encoded, it is one segment: the handler gets it as text, and looks nothing up by it.
  assert.equal((await server.inject('/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd')).body, '../../etc/passwd');
});

test('a cookie opens no API and a token no page', async () => {
  const status = async (url: string, headers: Record<string, string>) =>
    (await server.inject({ url, headers })).statusCode;
  assert.equal(await status('/mine', { cookie: 'who=ada' }), 200);
  assert.equal(await status('/mine', { authorization: 'Bearer good' }), 401);
  assert.equal(await status('/vehicle', { authorization: 'Bearer good' }), 200);
  assert.equal(await status('/vehicle', { cookie: 'who=ada' }), 401);
});

test('behind a declared proxy plain HTTP is refused, unless the proxy says that it was https', async () => {
  const proxied = await bareServer(world.kernel, {
    routes,
    config: { trustedProxies: 1, publicUrl: 'https://telltale.example' },
  });
  const ask = async (remoteAddress: string, headers: Record<string, string>) =>
    (await proxied.inject({ url: '/page', remoteAddress, headers })).statusCode;
  const PROXY = '10.0.0.1';
  assert.equal(await ask(PROXY, { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }), 200);
  assert.equal(await ask(PROXY, { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'http' }), 403);
  assert.equal(
    await ask(PROXY, { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https, http' }),
    403,
    'the nearest proxy counts',
  );
  assert.equal(await ask(PROXY, { 'x-forwarded-for': '192.0.2.7' }), 403);
  assert.equal(await ask(PROXY, {}), 403);
  assert.equal(
    await ask(PROXY, { 'x-forwarded-for': '127.0.0.1, 192.0.2.7' }),
    403,
    'what the client wrote itself is not believed',
  );
  assert.equal(await ask('127.0.0.1', {}), 200, 'health probes of this machine');
  await proxied.close();

  const direct = await server.inject({
    url: '/page',
    remoteAddress: '192.0.2.7',
    headers: { 'x-forwarded-for': '127.0.0.1' },
  });
  assert.equal(direct.statusCode, 200);
});

test('with a certificate the server speaks TLS 1.2 and later, and nothing else on that port', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'telltale-tls-'));
  const { cert, key } = selfSignedCertificate();
  const tls = { certFile: path.join(folder, 'cert.pem'), keyFile: path.join(folder, 'key.pem') };
  writeFileSync(tls.certFile, cert);
  writeFileSync(tls.keyFile, key);
  const secure = await bareServer(world.kernel, { routes, config: { tls, publicUrl: 'https://localhost' } });
  try {
    const port = await listenSomewhere(secure);
    const get = (options: https.RequestOptions) =>
      new Promise<{ status: number | undefined; hsts: unknown; protocol: string }>((resolve, reject) => {
        const request = https.get(
          { host: '127.0.0.1', port, path: '/page', ca: cert, agent: false, ...options },
          answer => {
            answer.resume();
            const socket = answer.socket as import('node:tls').TLSSocket;
            resolve({
              status: answer.statusCode,
              hsts: answer.headers['strict-transport-security'],
              protocol: String(socket.getProtocol()),
            });
          },
        );
        request.on('error', reject);
      });
    assert.deepEqual(await get({}), { status: 200, hsts: 'max-age=31536000; includeSubDomains', protocol: 'TLSv1.3' });
    assert.equal((await get({ maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
    await assert.rejects(get({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }));
    await assert.rejects(get({ ca: undefined as unknown as string }), /self-signed/);
    assert.equal(await sendRaw(port, 'GET /page HTTP/1.1\r\nhost: x\r\n\r\n').catch(() => ''), '');
  } finally {
    await secure.close();
  }
  const fault = (files: typeof tls) =>
    assert.rejects(
      bareServer(world.kernel, { routes, config: { tls: files } }),
      (error: unknown) =>
        error instanceof OperatorFault && error.message.includes(files.certFile) && !error.message.includes(key),
    );
  writeFileSync(tls.keyFile, selfSignedCertificate().key);
  await fault(tls);
  writeFileSync(tls.keyFile, 'no key');
  await fault(tls);
  await fault({ ...tls, certFile: folder });
  rmSync(folder, { recursive: true });
});
