import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isRefusal } from './errors.ts';
import { type FetchOptions, isPublicAddress, type OutgoingRequest, openFetch } from './fetch.ts';

/** A server that tells what it was asked, and misbehaves by path. */
const server = http.createServer((request, reply) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
  hits.push(`${request.method} ${request.headers.host} ${request.url} ${request.headers.authorization ?? ''}`.trim());
  if (pathname === '/redirect') return reply.writeHead(302, { location: searchParams.get('to') ?? '' }).end();
  if (pathname === '/large') return reply.end(Buffer.alloc(Number(searchParams.get('bytes'))));
  if (pathname === '/bomb')
    return reply.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)));
  if (pathname === '/silent') return undefined;
  if (pathname === '/trickle') {
    reply.writeHead(200);
    const drip = setInterval(() => reply.write('.'), 20);
    return request.on('close', () => clearInterval(drip));
  }
  if (pathname === '/cut')
    return reply.writeHead(200, { 'content-length': '100' }).write('half', () => request.destroy());
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  return request.on('end', () =>
    reply.writeHead(201, { 'x-answer': 'yes' }).end(
      JSON.stringify({
        method: request.method,
        body: Buffer.concat(chunks).toString(),
        agent: request.headers['user-agent'],
      }),
    ),
  );
});
const hits: string[] = [];
let port = 0;
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

type Address = { address: string; family: number };
/** A name server of our own: each name has the answers to its first, second … question, the last one for ever. */
function names(
  answers: Readonly<Record<string, readonly (readonly string[])[]>>,
): NonNullable<FetchOptions['resolve']> {
  const asked = new Map<string, number>();
  const resolve = (
    host: string,
    _options: unknown,
    done: (error: Error | null, addresses?: Address[]) => void,
  ): void => {
    const time = asked.get(host) ?? 0;
    asked.set(host, time + 1);
    const known = answers[host];
    const addresses = known?.[Math.min(time, known.length - 1)];
    if (!addresses) done(new Error(`unknown name ${host}`));
    else
      done(
        null,
        addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  // dns.lookup has many overloads; the guarded fetch uses this one.
  return resolve as unknown as NonNullable<FetchOptions['resolve']>;
}

const open: { close(): Promise<void> }[] = [];
after(() => Promise.all(open.map(one => one.close())));
function fetchWith(options: FetchOptions) {
  const made = openFetch(options);
  open.push(made);
  return made.fetch;
}
/** As in production, but with plain HTTP, so that only addresses are in question. */
const strict = (answers: Parameters<typeof names>[0] = {}) => fetchWith({ allowHttp: true, resolve: names(answers) });
/** May reach the test's server. */
const lenient = (answers: Parameters<typeof names>[0] = {}) =>
  fetchWith({
    allowHttp: true,
    allow: address => address === '127.0.0.1',
    resolve: names({ 'one.test': [['127.0.0.1']], ...answers }),
  });

async function refusalOf(asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
  } catch (error) {
    assert.ok(isRefusal(error), String(error));
    return `${error.code}: ${error.details['reason']}`;
  }
  return 'answered';
}
const NOT_PUBLIC = 'outgoing_refused: not a public address';

test('an answer comes back whole', async () => {
  const answer = await lenient()(`http://one.test:${port}/echo?a=b`, {
    method: 'POST',
    body: 'hello',
    headers: { 'content-type': 'text/plain' },
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers['x-answer'], 'yes');
  assert.equal(answer.url, `http://one.test:${port}/echo?a=b`);
  assert.deepEqual(JSON.parse(answer.body.toString()), { method: 'POST', body: 'hello', agent: 'Telltale' });
});

test('addresses that are not of the public Internet are known as such', () => {
  const closed = [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    'fe80::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    '100::1',
    '5f00::1',
    '',
    'localhost',
    '1',
    '1.2.3',
    'not an address',
    '127.0.0.1:80',
  ];
  for (const address of closed) assert.equal(isPublicAddress(address), false, address);
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::8a',
    '::ffff:8.8.8.8',
  ])
    assert.equal(isPublicAddress(address), true, address);
});

test('no spelling of an inner address gets through', async () => {
  const fetch = strict();
  const hosts = [
    '127.0.0.1',
    'localhost.localdomain.',
    '0.0.0.0',
    '0',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '１２７.０.０.１',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
    '10.0.0.1',
    '192.168.0.1',
    '172.16.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '100.64.0.1',
    '[::1]',
    '[::]',
    '[fd00::1]',
    '[fe80::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[fd00:ec2::254]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
  ];
  const before = hits.length;
  for (const host of hosts) {
    const refusal = await refusalOf(fetch(`http://${host}:${port}/`));
    assert.match(refusal, host.startsWith('localhost') ? /^outgoing_failed: no answer$/ : /^outgoing_refused: /, host);
  }
  assert.equal(hits.length, before);
});

test('a name is as good as all of its addresses', async () => {
  for (const addresses of [
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['::ffff:127.0.0.1'],
    ['93.184.216.34', '127.0.0.1'],
    ['127.0.0.1', '93.184.216.34'],
    [],
  ])
    assert.equal(
      await refusalOf(strict({ 'inner.test': [addresses] })(`http://inner.test:${port}/`)),
      NOT_PUBLIC,
      addresses.join(),
    );
  assert.equal(await refusalOf(strict()(`http://unknown.test:${port}/`)), 'outgoing_failed: no answer');
  assert.equal(
    await refusalOf(fetchWith({ allowHttp: true })(`http://localhost:${port}/`)),
    NOT_PUBLIC,
    'by the resolver of this machine',
  );
});

test('a name that changes its address between two questions is caught, since the connection asks itself', async () => {
  const asked: string[] = [];
  const rebinding = names({ 'rebind.test': [['127.0.0.1'], ['10.0.0.1']] });
  const counting = ((host: string, options: object, done: never) => {
    asked.push(host);
    return rebinding(host, options, done);
  }) as unknown as NonNullable<FetchOptions['resolve']>;
  const fetch = fetchWith({ allowHttp: true, allow: address => address === '127.0.0.1', resolve: counting });
  assert.equal((await fetch(`http://rebind.test:${port}/echo`)).status, 201);
  assert.equal(asked.length, 1, 'one question for one connection: nothing between check and use');
  // A new connection asks again, and is told an inner address.
  assert.equal(await refusalOf(fetch(`http://rebind.test:${port + 1}/`)), NOT_PUBLIC);
});

test('a private origin that the operator named is open to what admins wrote, at its own port, and to nothing else', async () => {
  const fetch = fetchWith({
    allowHttp: true,
    privateOrigins: [`http://jira.test:${port}`, `http://cloud.test:${port}`],
    resolve: names({
      'jira.test': [['127.0.0.1']],
      'other.test': [['127.0.0.1']],
      'cloud.test': [['169.254.169.254']],
    }),
  });
  const written = { mayBePrivate: true } as const;
  assert.equal((await fetch(`http://jira.test:${port}/echo`, written)).status, 201);
  assert.equal(await refusalOf(fetch(`http://jira.test:${port}/echo`)), NOT_PUBLIC, 'who is no admin');
  assert.equal(await refusalOf(fetch(`http://jira.test:${port + 1}/echo`, written)), NOT_PUBLIC, 'another port');
  assert.equal(await refusalOf(fetch(`http://other.test:${port}/echo`, written)), NOT_PUBLIC, 'another name');
  assert.equal(await refusalOf(fetch(`http://127.0.0.1:${port}/echo`, written)), NOT_PUBLIC, 'the bare address');
  assert.equal(await refusalOf(fetch(`http://cloud.test:${port}/echo`, written)), NOT_PUBLIC, 'link-local stays shut');
});

test('only https, unless a test says otherwise, and never with credentials in the address', async () => {
  const fetch = fetchWith({ allow: () => true, resolve: names({ 'one.test': [['127.0.0.1']] }) });
  for (const url of [
    `http://one.test:${port}/`,
    'ftp://one.test/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:1',
    'blob:https://one.test/x',
    'ws://one.test/',
  ])
    assert.equal(await refusalOf(fetch(url)), 'outgoing_refused: not https', url);
  for (const url of ['', 'one.test', '//one.test', 'https://', 'https://a b/'])
    assert.equal(await refusalOf(fetch(url)), 'outgoing_refused: not a URL', url);
  for (const url of ['https://ada:pass@one.test/', 'https://ada@one.test/', 'https://:pass@one.test/'])
    assert.equal(await refusalOf(fetch(url)), 'outgoing_refused: credentials in the URL', url);
});

test('redirects are followed as far as asked, within the origin', async () => {
  const fetch = lenient();
  const at = (path: string) => `http://one.test:${port}${path}`;
  const to = (target: string) => at(`/redirect?to=${encodeURIComponent(target)}`);
  assert.equal(await refusalOf(fetch(to('/echo'))), 'outgoing_failed: redirected too often');
  const answer = await fetch(to('/echo'), { redirects: 1 });
  assert.deepEqual([answer.status, answer.url], [201, at('/echo')]);
  assert.equal(await refusalOf(fetch(to(to('/echo')), { redirects: 1 })), 'outgoing_failed: redirected too often');
  assert.equal(
    await refusalOf(fetch(to(''), { redirects: 3 })),
    'outgoing_failed: redirected too often',
    'in a circle',
  );
  assert.equal(
    await refusalOf(fetch(to('http://[bad'), { redirects: 1 })),
    'outgoing_failed: redirected to no address',
  );
});

test('a redirect is checked like the first address, and takes no credentials elsewhere', async () => {
  const fetch = lenient({ 'two.test': [['127.0.0.1']], 'inner.test': [['10.0.0.1']] });
  const to = (target: string, request: OutgoingRequest = {}) =>
    refusalOf(
      fetch(`http://one.test:${port}/redirect?to=${encodeURIComponent(target)}`, {
        redirects: 3,
        headers: { authorization: 'Bearer secret' },
        ...request,
      }),
    );
  for (const url of [
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://0x0a000001/',
  ])
    assert.equal(await to(url), NOT_PUBLIC, url);
  assert.match(await to(`http://inner.test:${port}/`), /redirected to another origin/);
  assert.equal(await to('file:///etc/passwd'), 'outgoing_refused: not https');
  assert.equal(await to(`http://ada:pass@one.test:${port}/`), 'outgoing_refused: credentials in the URL');
  assert.match(await to(`http://two.test:${port}/echo`), /redirected to another origin/);
  assert.match(
    await to('/echo', { method: 'POST', body: 'x' }),
    /redirected to another origin/,
    'a body is not sent twice',
  );
  assert.ok(!hits.some(hit => hit.split(' ')[1]?.startsWith('two.test')));
});

test('an answer that is too large is cut off, unpacked size included', async () => {
  const fetch = lenient();
  assert.equal((await fetch(`http://one.test:${port}/large?bytes=1048576`)).body.length, 1_048_576);
  assert.equal(
    await refusalOf(fetch(`http://one.test:${port}/large?bytes=1048577`)),
    'outgoing_failed: answer too large',
  );
  assert.equal(
    await refusalOf(fetch(`http://one.test:${port}/large?bytes=11`, { limitBytes: 10 })),
    'outgoing_failed: answer too large',
  );
  assert.equal(await refusalOf(fetch(`http://one.test:${port}/bomb`)), 'outgoing_failed: answer too large');
});

test('a slow, silent or broken answer ends in time', async () => {
  const fetch = lenient();
  const started = performance.now();
  assert.equal(
    await refusalOf(fetch(`http://one.test:${port}/silent`, { timeoutMs: 150 })),
    'outgoing_failed: no answer',
  );
  assert.equal(
    await refusalOf(fetch(`http://one.test:${port}/trickle`, { timeoutMs: 150 })),
    'outgoing_failed: answer broke off',
  );
  assert.ok(performance.now() - started < 3000);
  assert.equal(await refusalOf(fetch(`http://one.test:${port}/cut`)), 'outgoing_failed: answer broke off');
  assert.equal(await refusalOf(fetch('http://one.test:1/')), 'outgoing_failed: no answer');
});

test('a server that the operator named may lie at a private address: that origin alone, and never a link-local one', async () => {
  const neighbor = `http://proxy.test:${port}`;
  const fetch = fetchWith({
    allowHttp: true,
    neighbors: [
      { origin: neighbor, ca: undefined },
      { origin: 'http://metadata.test', ca: undefined },
    ],
    resolve: names({
      'proxy.test': [['127.0.0.1']],
      'other.test': [['127.0.0.1']],
      'metadata.test': [['169.254.169.254']],
    }),
  });
  assert.equal((await fetch(`${neighbor}/x`)).status, 201);
  for (const url of [
    `http://other.test:${port}/`,
    `http://127.0.0.1:${port}/`,
    'http://proxy.test/',
    'http://metadata.test/',
  ])
    assert.equal(await refusalOf(fetch(url)), NOT_PUBLIC, url);
  assert.match(
    await refusalOf(fetch(`${neighbor}/redirect?to=http://other.test:${port}/`, { redirects: 2 })),
    /another origin/,
  );
});
