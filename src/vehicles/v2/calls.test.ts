// Every reading call of API v2 on a car, and what SDKs send that nobody should (vehicle-platform §1.3, §6, §7, §28).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openCalledCars } from '../../../test/support/called-cars.ts';
import { readEndpoints } from '../../catalog/vehicle-endpoints.ts';

const called = await openCalledCars();
const { simulator, origin, cars, token, narrow, volt, tesla, call, log } = called;
after(called.close);

test('every read answers 200 with the headers that the catalog names, or tells in the contract’s form why not', async () => {
  for (const { path, hasAge, hasUnits, makes, id, signals } of readEndpoints) {
    const car = makes === null ? volt() : tesla();
    const reply = await call(`${car}${path.replace('{make}', 'tesla')}`);
    assert.ok([200, 501].includes(reply.status), `${id}: ${reply.text}`);
    assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(reply.headers.get('sc-request-id')?.length, 36);
    const [line] = await log();
    assert.deepEqual(
      [line?.signal, line?.outcome, line?.request],
      [signals[0], reply.status === 200 ? 'allowed' : 'failed', reply.headers.get('sc-request-id')],
    );
    if (reply.status === 501) {
      assert.equal(reply.body.code, 'VEHICLE_NOT_CAPABLE', id);
      continue;
    }
    for (const name of ['sc-data-age', 'sc-fetched-at'])
      assert.equal(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(reply.headers.get(name) ?? ''), hasAge, id);
    assert.equal(reply.headers.get('sc-unit-system'), hasUnits ? 'metric' : null, id);
  }
});

test('what the official suites look at in the reads', async () => {
  const read = async (path: string) => (await call(`${volt()}${path}`)).body;
  assert.equal((await read('/vin')).vin.length, 17);
  const charge = await read('/charge');
  assert.ok(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING'].includes(charge.state));
  assert.equal(typeof charge.isPluggedIn, 'boolean');
  const { limit } = await read('/charge/limit');
  assert.ok(limit > 0 && limit <= 1);
  assert.deepEqual(Object.keys(await read('/battery/nominal_capacity')).sort(), [
    'availableCapacities',
    'capacity',
    'url',
  ]);
  assert.deepEqual(Object.keys(await read('/security')).sort(), [
    'chargingPort',
    'doors',
    'isLocked',
    'storage',
    'sunroof',
    'windows',
  ]);
  const dtcs = await read('/diagnostics/dtcs');
  assert.ok(Array.isArray(dtcs.activeCodes));
  const { systems } = await read('/diagnostics/system_status');
  assert.ok(systems.every(({ status }: { status: string }) => ['OK', 'ALERT'].includes(status)));
});

test('what measures something has a fraction on the wire, so typed clients read a float', async () => {
  for (const path of ['/location', '/fuel', '/battery', '/tires/pressure', '/charge/limit', '/engine/oil']) {
    const { text } = await call(`${volt()}${path}`);
    assert.doesNotMatch(text, /:-?\d+[,}]/, `${path}: ${text}`);
  }
});

test('a service history is a list at the top, of the last 365 days unless said otherwise', async () => {
  const all: { serviceDate: string; odometerDistance: number }[] = (
    await call(`${volt()}/service/history?start_date=2016-01-01&end_date=2026-11-23`)
  ).body;
  assert.ok(Array.isArray(all) && all.length > 2);
  assert.ok(all.every(one => one.odometerDistance > 0));
  const first = all
    .map(({ serviceDate }) => serviceDate)
    .sort()[1]
    ?.slice(0, 10);
  const count = async (query: string) => (await call(`${volt()}/service/history${query}`)).body.length;
  const usual = await count('');
  assert.ok(usual < all.length);
  // Node sends the word, Ruby a stray question mark, Java escapes the question mark, Python spells in camel case.
  assert.equal(await count('?start_date=undefined&end_date=undefined'), usual);
  assert.equal(await count('?start_date=&end_date='), usual);
  assert.equal(await count(`?start_date=${first}&end_date=${first}`), 1);
  assert.equal(await count(`?start_date=${first}&end_date=${first}?`), 1);
  assert.equal(await count(`?start_date=${first}&end_date=${first}%3F`), 1);
  assert.equal(await count(`%3Fstart_date=${first}&end_date=${first}`), 1);
  assert.equal(await count(`?startDate=${first}&endDate=${first}T23:59:59.999Z`), 1);
  for (const query of ['?start_date=soon', '?start_date=2026-02-01&end_date=2026-01-01', '?start_date=2026-13-01'])
    assert.equal((await call(`${volt()}/service/history${query}`)).body.type, 'VALIDATION', query);
});

test('nothing is redirected: trailing slashes, a stray question mark and any version are answered at once', async () => {
  for (const path of ['', '/', '?', '/vin/', '/vin?', '/vin%3F', '/tires/pressure/'])
    assert.equal((await call(`${volt()}${path}`)).status, 200, path);
  for (const version of ['1.0', '2.0', '99999999.99'])
    assert.equal((await call(`${volt()}/vin`, { version })).status, 200, version);
  const odd = await call(`${volt()}/vin`, { version: 'Johnny%20Appleseed' });
  assert.deepEqual([odd.status, odd.body.type, odd.body.code], [404, 'RESOURCE_NOT_FOUND', 'VERSION']);
  assert.equal((await call(`${volt()}/nothing`)).body.code, 'PATH');
});

test('a GET with a body is answered, and the connection goes on', async () => {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ connections: 1, pipelining: 1 });
  for (const _ of [1, 2]) {
    const reply = await request(`${origin}/v2.0/vehicles/${volt()}/odometer`, {
      method: 'GET',
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(reply.statusCode, 200);
    await reply.body.dump();
  }
  await dispatcher.close();
});

test('make-specific calls: lower case only, of that make only', async () => {
  assert.equal((await call(`${tesla()}/tesla/compass`)).status, 200);
  const upper = await call(`${tesla()}/TESLA/compass`);
  assert.deepEqual([upper.status, upper.body.type], [403, 'PERMISSION']);
  assert.equal((await call(`${tesla()}/ford/compass`)).body.code, 'PATH');
  assert.equal((await call(`${volt()}/tesla/compass`)).body.code, 'VEHICLE_NOT_CAPABLE');
  assert.equal((await call(`${cars['other']}/tesla/compass`)).status, 403);
  const { nickname, atHome } = (await call(`${tesla()}/tesla/attributes`)).body;
  assert.deepEqual([nickname, typeof atHome], ['Comet', 'boolean']);
});

test('a batch answers each item by itself, in order, with one log statement and one question to the car', async t => {
  const asked = t.mock.method(simulator, 'read');
  const paths = ['/odometer', '/', '/tires/pressure', '/tesla/speedometer', '/fuel', '/security', 'vin', '/odometer'];
  const reply = await call(`${volt()}/batch`, {
    method: 'POST',
    body: { requests: paths.map(path => ({ path })) },
    headers: { 'sc-unit-system': 'imperial' },
  });
  assert.equal(reply.status, 200);
  const { responses } = reply.body;
  assert.deepEqual(
    responses.map(({ path }: { path: string }) => path),
    paths,
  );
  assert.deepEqual(
    responses.map(({ code }: { code: number }) => code),
    [200, 200, 200, 501, 200, 200, 200, 200],
  );
  assert.equal(responses[0].headers['sc-unit-system'], 'imperial');
  assert.match(responses[0].headers['sc-data-age'], /Z$/);
  assert.match(reply.text, /"distance":\d+\.\d+/);
  // The Node SDK reads the content type of every failed item's headers, Python its status and request id from the body.
  const failed = responses[3];
  assert.deepEqual(failed.headers, { 'content-type': 'application/json' });
  assert.deepEqual(
    [failed.body.type, failed.body.code, failed.body.statusCode, failed.body.requestId, failed.body.resolution],
    ['COMPATIBILITY', 'VEHICLE_NOT_CAPABLE', 501, reply.headers.get('sc-request-id'), { type: null }],
  );
  assert.equal(asked.mock.callCount(), 2, 'once for what changes, once for what never does');
  const lines = await log(7);
  assert.ok(
    lines.every(({ request, outcome }) => request === reply.headers.get('sc-request-id') && outcome === 'allowed'),
  );
});

test('in a batch, an item without permission is 403; an unknown path refuses the whole request', async () => {
  const ask = (paths: string[], version = '2.0') =>
    call(`${cars['other']}/batch`, {
      method: 'POST',
      body: { requests: paths.map(path => ({ path })) },
      as: narrow,
      version,
    });
  const { body, headers } = await ask(['/odometer', '/fuel']);
  assert.deepEqual([body.responses[0].code, body.responses[1].code], [200, 403]);
  assert.equal(body.responses[1].body.resolution.type, 'REAUTHENTICATE');
  assert.deepEqual((await log(2)).map(({ outcome }) => outcome).sort(), ['allowed', 'denied']);
  assert.equal(headers.get('sc-request-id'), body.responses[1].body.requestId);
  const old = (await ask(['/fuel'], '1.0')).body.responses[0];
  assert.deepEqual(
    { ...old.body, requestId: 36 },
    {
      error: 'permission_error',
      message: 'Insufficient permissions to access requested resource.',
      statusCode: 403,
      requestId: 36,
    },
  );
  for (const paths of [['/odometer', '/LOCATIONNNNNNNN'], [], ['/application'], ['/{make}/compass']]) {
    const refused = await ask(paths);
    assert.deepEqual([refused.status, refused.body.type], [400, 'VALIDATION'], String(paths));
    assert.equal([refused.body.detail[0].field].flat()[0], 'requests');
  }
  assert.equal(
    (await call(`${cars['other']}/batch`, { method: 'POST', body: { requests: 'x' }, as: narrow })).status,
    400,
  );
});

test('a car that cannot be asked fails what changes; what never changes is still answered', async t => {
  const { read } = simulator;
  t.mock.method(simulator, 'read', async (...given: Parameters<typeof read>) =>
    given[1].includes('vin') ? read(...given) : { fault: 'RATE_LIMIT.VEHICLE' as const, retryAfter: 60 },
  );
  const { body } = await call(`${volt()}/batch`, {
    method: 'POST',
    body: { requests: [{ path: '/vin' }, { path: '/odometer' }] },
  });
  assert.deepEqual(
    body.responses.map(({ code }: { code: number }) => code),
    [200, 429],
  );
  assert.deepEqual([body.responses[1].headers['retry-after'], body.responses[1].headers['Retry-After']], ['60', '60']);
  assert.deepEqual((await log(2)).map(({ outcome }) => outcome).sort(), ['allowed', 'failed']);
});

test('who is wrong is told before what is wrong', async () => {
  for (const authorization of ['Bearer abc', 'Basic YTpi', ''])
    assert.equal((await call('bad_id/odometer', { headers: { authorization } })).status, 401, authorization);
  const bad = await call('bad_id/odometer');
  assert.deepEqual([bad.status, bad.body.type, bad.body.resolution], [400, 'VALIDATION', { type: null }]);
  assert.equal((await call('bad_id/odometer', { version: '1.0' })).body.error, 'validation_error');
  assert.equal((await call('bad_id/application', { method: 'DELETE' })).status, 400);
});

test('anything but a UUID is invalid and not unknown, also what no router reads', async () => {
  for (const id of ['x'.repeat(300), '%zz', '%ff', '%00'])
    for (const version of ['2.0', '1.0']) {
      const { status, body } = await call(`${id}/odometer`, { version });
      assert.deepEqual(
        [status, body.type ?? body.error],
        [400, version === '1.0' ? 'validation_error' : 'VALIDATION'],
        id,
      );
    }
  const { body } = await call(`${'x'.repeat(300)}/odometer`);
  assert.deepEqual(body.detail, [{ field: 'id', message: 'must be a UUID' }]);
});

test('a car is given back with an empty body of the type JSON, once', async () => {
  const reply = await call(`${cars['other']}/application`, { method: 'DELETE', as: narrow });
  assert.deepEqual([reply.status, reply.body], [200, { status: 'success' }]);
  assert.equal((await call(`${cars['other']}/odometer`, { as: narrow })).status, 401);
});
