// The bytes of webhooks survive what receivers do with them, whatever a car says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { smartcar } from '../../test/support/official-smartcar.ts';
import { type SignalId, signalIds } from '../catalog/signals.ts';
import { textHmac } from '../core/crypto/webhook-signature.ts';
import type { SigningKey } from '../developers/index.ts';
import { bytesOf, type Envelope, payloadOf } from './envelope.ts';
import { keyThatAnswered, signBody } from './signing.ts';
import { readWebhookForm } from './webhook.ts';

const envelopeOf = (data: Record<string, unknown>): Envelope => ({
  eventId: 'e',
  eventType: 'VEHICLE_STATE',
  data,
  meta: { version: '4.0' },
});
const at = { deliveryId: 'd', deliveredAt: new Date(1768168616650) };

test('the bytes are what JSON.stringify writes of what JSON.parse reads, without exponents or useless fractions', () => {
  const anything = fc.record({
    number: fc.oneof(fc.double(), fc.double({ min: -1e-5, max: 1e-5, noNaN: true }), fc.integer()),
    text: fc.string({ unit: 'binary' }),
    list: fc.array(fc.oneof(fc.double(), fc.constant(undefined), fc.constant(null))),
    missing: fc.constant(undefined),
  });
  fc.assert(
    fc.property(anything, data => {
      const bytes = bytesOf(payloadOf(envelopeOf(data)), at);
      assert.equal(JSON.stringify(JSON.parse(bytes)), bytes);
      const { number } = JSON.parse(bytes).data as { number: number };
      assert.doesNotMatch(JSON.stringify(number), /e|\.0$/);
      assert.ok(bytes.includes('"deliveredAt":1768168616650'));
    }),
  );
});

test('id and time of a try stand in the message’s own meta, whatever its texts look like', () => {
  const text = '","meta":{"deliveryId":"x"}}\\","meta":{';
  const envelope = {
    ...envelopeOf({ text, meta: { deliveryId: 'a signal’s' } }),
    meta: { version: '4.0', webhookName: text },
  };
  const read = JSON.parse(bytesOf(payloadOf(envelope), at)) as typeof envelope;
  assert.deepEqual(read.meta, { deliveryId: 'd', deliveredAt: 1768168616650, version: '4.0', webhookName: text });
  assert.deepEqual(read.data, { text, meta: { deliveryId: 'a signal’s' } });
});

test('signatures and answers to challenges are those of the official package', () => {
  // Vectors of vehicle-platform §15.2.
  assert.equal(
    textHmac('amt', 'challenge').toString('hex'),
    '9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e',
  );
  assert.equal(
    textHmac('amt', '{"pizza":"pasta"}').toString('hex'),
    '4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70',
  );
  const old: SigningKey = { id: 'old', token: 'old-token', endsAt: new Date() };
  const fresh: SigningKey = { id: 'fresh', token: 'fresh-token', endsAt: null };
  const body = bytesOf(payloadOf(envelopeOf({ value: 53.0, small: 1e-7, name: 'é\u2028' })), at);
  const sign = (proven: string | null, number: number) => signBody([fresh, old], { body, proven, number }).headers;
  const isOf = (token: string, header = '') => smartcar.verifyPayload(token, header, JSON.parse(body));
  // What was proven signs first, then the other; without proof the older one, which the receiver has had for longer.
  assert.ok(isOf('old-token', sign(null, 1)['SC-Signature']));
  assert.ok(isOf('fresh-token', sign(null, 1)['SC-Signature-Other']));
  assert.ok(isOf('fresh-token', sign('fresh', 1)['SC-Signature']));
  assert.ok(isOf('old-token', sign('fresh', 2)['SC-Signature']));
  assert.equal(signBody([fresh], { body, proven: 'old', number: 3 }).headers['SC-Signature-Other'], undefined);
  assert.equal(keyThatAnswered([fresh, old], 'c', smartcar.hashChallenge('old-token', 'c')), old);
  assert.equal(keyThatAnswered([fresh, old], 'c', smartcar.hashChallenge('else', 'c')), undefined);
});

test('a form is read as a whole: triggers are part of what is sent, and only public https addresses are taken', () => {
  const form = { name: ' Charging  at home ', callback: 'https://example.com/hook', triggers: 'charging' };
  const read = readWebhookForm({ ...form, data: ['odometer', 'nonsense', 'attributes'], autoSubscribe: 'on' });
  assert.deepEqual(read.ok && read.value, {
    name: 'Charging at home',
    callback: 'https://example.com/hook',
    errorCallback: null,
    triggers: ['charging'],
    data: ['odometer', 'charging'],
    autoSubscribe: true,
    takesOrders: false,
  });
  const faults = (more: object) => {
    const faulty = readWebhookForm({ ...form, ...more });
    return faulty.ok ? [] : Object.keys(faulty.errors);
  };
  assert.deepEqual(faults({ triggers: ['attributes'] }), ['triggers'], 'no signal of API v3');
  assert.deepEqual(faults({ callback: 'http://example.com/', errorCallback: 'https://a:b@example.com/' }), [
    'callback',
    'errorCallback',
  ]);
  assert.deepEqual(faults({ name: 'a\u202eb' }), ['name']);
  fc.assert(
    fc.property(fc.subarray([...signalIds]), fc.subarray([...signalIds]), (triggers: SignalId[], data: SignalId[]) => {
      const any = readWebhookForm({ ...form, triggers, data });
      if (!any.ok) return;
      assert.ok(any.value.triggers.every(id => any.value.data.includes(id)));
    }),
  );
});
