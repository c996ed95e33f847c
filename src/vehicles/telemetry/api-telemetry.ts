// A fleet's own telemetry by HTTP: batches of signals, and the codes by which its cars are connected.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { withToken } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { makeOfVin, modelYearOfVin, vinFault } from '../vehicle.ts';
import { VIN } from '../vin/vin-index.ts';
import { pairingCode } from './fleet.ts';
import { saveFleetCar } from './fleet-car-store.ts';
import { telemetryIntake } from './take-in-telemetry.ts';
import { type Batch, type GivenBatch, GivenSignals, isBatchFault, MOST_BATCHES, readBatch } from './telemetry.ts';

const BatchBody = Type.Object(
  { vin: Type.String({ maxLength: 40 }), signals: GivenSignals },
  { additionalProperties: false },
);

const takeRoute = defineRoute({
  method: 'POST',
  at: routes.vehicles.telemetry,
  access: withToken('telemetry:write'),
  limit: 'telemetry',
  limitBytes: 2_097_152,
  summary: 'Takes batches of signals that a fleet’s cars sent; they are on disk before the answer.',
  body: Type.Object({ batches: Type.Array(BatchBody, { minItems: 1, maxItems: MOST_BATCHES }) }),
  handle: async ({ kernel, body }) => {
    requireFleet(kernel);
    const batches = readBatches(kernel, body.batches);
    const unknown = await telemetryIntake(kernel).take(batches);
    return json({ batches: batches.length, unknown });
  },
});

const pairRoute = defineRoute({
  method: 'POST',
  at: routes.vehicles.fleetCars,
  access: withToken('telemetry:write'),
  limit: 'apiRead',
  summary: 'Names a car of the fleet and gives the code by which its owner connects it.',
  body: Type.Object({
    vin: Type.String({ maxLength: 40 }),
    model: Type.String({ minLength: 1, maxLength: 40 }),
    powertrain: Type.String({ enum: ['BEV', 'PHEV', 'HEV', 'ICE'] }),
  }),
  handle: async ({ kernel, actor, body }) => {
    requireFleet(kernel);
    const vin = body.vin.toUpperCase();
    const isKnown = vinFault(vin) === null && makeOfVin(vin) !== null && modelYearOfVin(vin) !== null;
    if (!isKnown)
      throw refuse('invalid_input', { field: 'vin', expected: 'must be a VIN of a maker that is known here' });
    const model = body.model.normalize('NFC').trim();
    if (model === '' || /\p{C}/u.test(model))
      throw refuse('invalid_input', { field: 'model', expected: 'must be text' });
    await kernel.transaction(async kernel => {
      await saveFleetCar(kernel, { vin, model, powertrain: body.powertrain });
      await kernel.audit.record(kernel.db, {
        actor: actor.kind === 'person' ? actor.id : '',
        action: 'vehicle.fleet-car',
        subject: kernel.vault.blindIndex(VIN, vin).toString('hex').slice(0, 16),
        details: {},
      });
    });
    return json({ vin, code: pairingCode(kernel, vin).replace(/(.{4})(?=.)/g, '$1-') });
  },
});

export const telemetryRoutes: readonly AnyRoute[] = [takeRoute, pairRoute];

/** Where it is not switched on, the addresses do not exist. */
function requireFleet({ config }: Kernel): void {
  if (config.makers.fleet === undefined) throw refuse('not_found');
}

/** All of them or none. @throws Refusal invalid_input with the path of the first fault */
function readBatches(kernel: Kernel, given: readonly GivenBatch[]): Batch[] {
  const now = kernel.clock.now();
  return given.map((one, index) => {
    const read = readBatch(one, now);
    if (isBatchFault(read))
      throw refuse('invalid_input', { field: `batches/${index}/${read.field}`, expected: read.expected });
    return read;
  });
}
