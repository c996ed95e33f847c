import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { isRefusal } from '../errors.ts';
import { checkSameOrigin } from './csrf.ts';

const HOST = 'telltale.example';

/** Whether a post with these headers passes. */
async function passes(headers: Record<string, string>): Promise<boolean> {
  const server = Fastify();
  server.post('/', async request => {
    try {
      checkSameOrigin(request);
      return 'yes';
    } catch (error) {
      assert.ok(isRefusal(error, 'cross_site'));
      return 'no';
    }
  });
  const { body } = await server.inject({ method: 'POST', url: '/', headers: { host: HOST, ...headers } });
  return body === 'yes';
}

const sites = [undefined, 'same-origin', 'none', 'same-site', 'cross-site', 'SAME-ORIGIN', ''];
const origins = [
  undefined,
  'https://telltale.example',
  'http://telltale.example',
  'https://evil.example',
  'https://telltale.example.evil.example',
  'https://sub.telltale.example',
  'https://telltale.example:8443',
  'null',
  '',
];
const cookies = [undefined, 'telltale-session=x'];

test('every combination of Sec-Fetch-Site, Origin and cookie', async () => {
  const passed: string[] = [];
  for (const site of sites)
    for (const origin of origins)
      for (const cookie of cookies) {
        const headers = {
          ...(site === undefined ? {} : { 'sec-fetch-site': site }),
          ...(origin === undefined ? {} : { origin }),
          ...(cookie === undefined ? {} : { cookie }),
        };
        if (await passes(headers)) passed.push(`${site} ${origin} ${cookie === undefined ? 'no cookie' : 'cookie'}`);
      }
  const own = ['https://telltale.example', 'http://telltale.example'];
  const expected = [
    // What a browser says of itself decides, whatever the rest.
    ...['same-origin', 'none'].flatMap(site =>
      origins.flatMap(origin => [`${site} ${origin} no cookie`, `${site} ${origin} cookie`]),
    ),
    ...own.flatMap(origin => [`undefined ${origin} no cookie`, `undefined ${origin} cookie`]),
    'undefined undefined no cookie',
  ];
  assert.deepEqual(passed.sort(), expected.sort());
});

test('a port is part of the origin', async () => {
  assert.ok(await passes({ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080', cookie: 'a=b' }));
  assert.ok(!(await passes({ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:9090', cookie: 'a=b' })));
});
