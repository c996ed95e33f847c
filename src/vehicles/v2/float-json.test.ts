import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { floatJson } from './float-json.ts';

test('whole measures keep a fraction, everything else is as usual', () => {
  assert.equal(floatJson({ distance: 53 }), '{"distance":53.0}');
  assert.equal(floatJson({ distance: 53.27 }), '{"distance":53.27}');
  assert.equal(floatJson({ percentRemaining: 1, range: null }), '{"percentRemaining":1.0,"range":null}');
  assert.equal(floatJson({ latitude: -0 }), '{"latitude":0.0}');
  assert.equal(floatJson({ id: 'x', year: 2016 }), '{"id":"x","year":2016}');
  assert.equal(floatJson({ paging: { count: 1, offset: 0 } }), '{"paging":{"count":1,"offset":0}}');
  assert.equal(
    floatJson([{ serviceId: 12345, odometerDistance: 50000, serviceTasks: [{ taskId: 1 }] }]),
    '[{"serviceId":12345,"odometerDistance":50000.0,"serviceTasks":[{"taskId":1}]}]',
  );
  assert.equal(
    floatJson({ capacity: { nominal: 81, source: 'SMARTCAR' } }),
    '{"capacity":{"nominal":81.0,"source":"SMARTCAR"}}',
  );
});

test('a value that is so large that JSON writes an exponent is left alone', () => {
  assert.equal(floatJson({ distance: 1e21 }), '{"distance":1e+21}');
  assert.equal(floatJson({ distance: Number.NaN }), '{"distance":null}');
});

test('any JSON value means the same as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value =>
      assert.deepEqual(JSON.parse(floatJson(value)), JSON.parse(JSON.stringify(value))),
    ),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('distance', 'limit', 'x'), fc.double({ noNaN: true, noDefaultInfinity: true })),
      value => assert.deepEqual(JSON.parse(floatJson(value)), JSON.parse(JSON.stringify(value))),
    ),
  );
  assert.equal(
    floatJson({ a: undefined, b: [undefined], at: new Date(0) }),
    '{"b":[null],"at":"1970-01-01T00:00:00.000Z"}',
  );
});
