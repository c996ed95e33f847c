// The mistakes that break an official SDK (vehicle-platform §28), each as the SDK would meet it on the wire. Those about
// webhooks and Connect are tested where these are.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { scopes } from '../../src/catalog/scopes.ts';
import { vehicleErrors } from '../../src/catalog/vehicle-errors.ts';
import { vehicleErrorBody, vehicleErrorBodyV1 } from '../../src/vehicles/error-body.ts';
import { grantedCars } from '../support/granted-cars.ts';
import { openWorld, type World } from '../support/world.ts';

type Raw = { status: number; names: string[]; headers: NodeJS.Dict<string | string[]>; text: string };

describe('mistakes that would break an official SDK', () => {
  let world: World;
  let origin: string;
  let token: string;
  let volt: string;
  let secrets: Record<string, string>;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    secrets = (await world.seed())['application'] ?? {};
    const granted = await grantedCars(
      world,
      ['volt'],
      scopes.map(({ name }) => name),
      'per_sdk',
      secrets['clientId'],
    );
    token = granted.token;
    volt = granted.cars['volt'] ?? '';
    origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => world.close());

  /** By Node's own client, which shows header names as they were sent. */
  const raw = (method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Raw> =>
    new Promise((resolve, reject) => {
      const sent = request(
        origin + path,
        {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
            ...headers,
          },
        },
        reply => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () =>
            resolve({
              status: reply.statusCode ?? 0,
              names: reply.rawHeaders.filter((_, index) => index % 2 === 0),
              headers: reply.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const car = (path: string) => `/v2.0/vehicles/${volt}${path}`;

  test('1: an item of a batch that failed has headers', async () => {
    const { text } = await raw('POST', car('/batch'), {}, '{"requests":[{"path":"/tesla/compass"}]}');
    assert.equal(JSON.parse(text).responses[0].headers['content-type'], 'application/json');
  });

  test('2: no error has a key that is null where Java reads text, and none lacks code and resolution', () => {
    for (const code of Object.keys(vehicleErrors) as (keyof typeof vehicleErrors)[]) {
      const body: Record<string, unknown> = { ...vehicleErrorBody(code, 'r', { docsBase: 'https://x.example' }) };
      assert.ok('code' in body && 'resolution' in body, code);
      for (const name of ['type', 'description', 'docURL', 'requestId'])
        assert.equal(typeof body[name], 'string', code);
      assert.ok(!('suggestedUserMessage' in body) || typeof body['suggestedUserMessage'] === 'string', code);
      assert.ok(!('url' in (body['resolution'] as object)), code);
      for (const name of Object.keys(body)) assert.match(name, /^[a-z_]\w*$/i, 'Ruby makes a variable of each key');
      const old: Record<string, unknown> = { ...vehicleErrorBodyV1(code, 'r') };
      assert.ok(!('code' in old) || typeof old['code'] === 'string', code);
      assert.equal(typeof old['message'], 'string');
    }
  });

  test('3: names of answer headers are in lower case, also of errors', async () => {
    for (const path of [car('/odometer'), car('/nothing'), '/v2.0/vehicles/bad/odometer']) {
      const { names } = await raw('GET', path);
      const ours = names.filter(name => !/^(?:Date|Connection|Keep-Alive|Transfer-Encoding)$/.test(name));
      assert.deepEqual(
        ours,
        ours.map(name => name.toLowerCase()),
      );
      assert.ok(ours.includes('sc-request-id') && ours.includes('content-type'));
    }
    // SDKs read answers of the token endpoint with the same code.
    const form = 'application/x-www-form-urlencoded';
    for (const [type, body] of [
      [form, 'grant_type=authorization_code&code=bad'],
      [form, 'grant_type=client_credentials'],
      [form, 'x'.repeat(40_000)],
      ['text/plain', 'x'],
    ] as const)
      for (const user of [`${secrets['clientId']}:${secrets['clientSecret']}`, 'nobody:x']) {
        const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
        const { names, headers } = await raw('POST', '/oauth/token', { authorization, 'content-type': type }, body);
        const ours = names.filter(name => !/^(?:Date|Connection|Keep-Alive|Transfer-Encoding)$/.test(name));
        assert.deepEqual(
          ours,
          ours.map(name => name.toLowerCase()),
        );
        assert.match(String(headers['sc-request-id']), /^[0-9a-f-]{36}$/);
        assert.equal(headers['request-id'], headers['sc-request-id']);
      }
  });

  test('4: version 2 answers with 200 and a body, whatever was done', async () => {
    for (const [method, path, body] of [
      ['GET', car('/odometer'), undefined],
      ['POST', car('/charge/limit'), '{"limit":0.8}'],
      ['POST', car('/batch'), '{"requests":[{"path":"/vin"}]}'],
    ] as const) {
      const reply = await raw(method, path, {}, body);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(typeof JSON.parse(reply.text), 'object');
    }
  });

  test('5: a final slash is answered, not redirected', async () => {
    for (const path of ['/v2.0/user/', '/v2.0/vehicles/', car('/'), car('/odometer/'), `/v3/vehicles/${volt}/`])
      assert.equal((await raw('GET', path)).status, 200, path);
    const basic = Buffer.from(`default:${secrets['managementToken']}`).toString('base64');
    assert.equal((await raw('GET', '/v2.0/management/connections/', { authorization: `Basic ${basic}` })).status, 200);
  });

  test('6: empty JSON bodies, bodies of GET, numbers as text, the word undefined, %3F, and default: as user', async () => {
    assert.equal((await raw('GET', car('/vin'), {}, '{}')).status, 200);
    assert.equal((await raw('GET', car('/vin'))).status, 200);
    assert.equal((await raw('POST', car('/charge/limit'), {}, '{"limit":"0.7"}')).status, 200);
    assert.equal((await raw('GET', car('/service/history?start_date=undefined&end_date=undefined'))).status, 200);
    assert.equal((await raw('GET', car('/service/history%3Fstart_date=2024-01-01&end_date=2025-01-01'))).status, 200);
    assert.equal((await raw('GET', '/v2.0/vehicles?limit=undefined')).status, 200);
    assert.notEqual((await raw('POST', `/v3/vehicles/${volt}/commands/security/lock`, {}, '')).status, 400);
  });

  test('7: what Ruby and Python read as floats has a fraction', async () => {
    for (const path of ['/battery', '/battery/capacity', '/fuel', '/location', '/tires/pressure', '/odometer']) {
      const { text } = await raw('GET', car(path));
      assert.doesNotMatch(text, /:-?\d+[,}]/, text);
    }
    const { text } = await raw('GET', car('/service/history?start_date=2016-01-01'));
    for (const [, value] of text.matchAll(/"odometerDistance":([^,}]+)/g)) assert.match(value ?? '', /\./);
  });

  test('8: times are milliseconds in version 3, and have three digits and a Z in version 2', async () => {
    const { headers } = await raw('GET', car('/odometer'));
    assert.match(String(headers['sc-data-age']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { text } = await raw('GET', `/v3/vehicles/${volt}/signals/odometer-traveleddistance`);
    assert.match(text, /"retrievedAt":\d{13},"oemUpdatedAt":\d{13}\b/);
  });

  test('9: status and request id stand in the body of every error, in all versions', async () => {
    for (const path of ['/v2.0/vehicles/bad/vin', '/v1.0/vehicles/bad/vin', '/v3/vehicles/bad', '/v2.0/nothing']) {
      const { status, headers, text } = await raw('GET', path);
      const { statusCode, requestId } = JSON.parse(text);
      assert.deepEqual([statusCode, requestId], [status, headers['sc-request-id']], path);
    }
    // What Python compares: a version 1 error has exactly these.
    const old = JSON.parse((await raw('GET', '/v1.0/vehicles/bad/vin')).text);
    assert.deepEqual(Object.keys(old).sort(), ['error', 'message', 'requestId', 'statusCode']);
  });

  test('10: the matrix has makes at the top, and nothing else', async () => {
    const basic = Buffer.from(`${secrets['clientId']}:${secrets['clientSecret']}`).toString('base64');
    const { text } = await raw('GET', '/v2.0/compatibility/matrix?region=US', { authorization: `Basic ${basic}` });
    for (const [make, models] of Object.entries(JSON.parse(text))) {
      assert.equal(make, make.toUpperCase());
      assert.ok(Array.isArray(models));
    }
  });

  test('11: the origin of the API serves Connect too, and POST / is a token endpoint', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: secrets['clientId'] ?? '',
      redirect_uri: secrets['redirectUri'] ?? '',
      scope: 'read_odometer',
    });
    const connect = await raw('GET', `/oauth/authorize?${query}`);
    assert.ok(connect.status === 302 || connect.status === 303 || connect.status === 200, String(connect.status));
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const basic = Buffer.from(`${secrets['clientId']}:${secrets['clientSecret']}`).toString('base64');
    const token = await raw(
      'POST',
      '/',
      { ...form, authorization: `Basic ${basic}` },
      'grant_type=authorization_code&code=bad&redirect_uri=undefined',
    );
    assert.deepEqual([token.status, JSON.parse(token.text).error], [400, 'invalid_request']);
  });
});
