// What a 401 of the vehicle API tells about proving oneself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challengeFor } from './challenge.ts';

const car = '/v2.0/vehicles/36ab27d0-fd9d-4455-823a-ce30af709ffc/odometer';
const algorithms = 'algs="ES256 Ed25519 EdDSA PS256"';

test('who tried nothing learns the schemes, who tried one learns what was wrong', () => {
  assert.equal(challengeFor(car, undefined, false), `Bearer, DPoP ${algorithms}`);
  assert.equal(challengeFor(car, 'Bearer x', false), `Bearer error="invalid_token", DPoP ${algorithms}`);
  assert.equal(challengeFor(car, 'Basic x', false), `Bearer, DPoP ${algorithms}`);
  assert.equal(challengeFor(car, 'DPoP x', true), `DPoP error="invalid_token", ${algorithms}`);
  assert.equal(challengeFor(car, 'dpop x', false), `DPoP error="invalid_dpop_proof", ${algorithms}`);
});

test('calls of the application itself want its secret', () => {
  for (const url of ['/v2.0/compatibility?vin=x', '/v2.0/management/connections', '/v2.0/compatibility/matrix'])
    assert.match(challengeFor(url, 'Bearer x', false), /^Basic realm="/);
});
