// What every provider promises of accounts, cars and commands, checked over the registry: a new one only adds its sample
// account. What it promises of readings stands in `contract-readings.test.ts`.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inTime, noon, openProviderSamples } from '../../../test/support/provider-samples.ts';
import type { SignalId } from '../../catalog/signals.ts';
import type { Command } from '../../catalog/vehicle-endpoints.ts';
import { isVehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { makeOfVin, vinFault } from '../vehicle.ts';
import { type CommandInputs, isFault, type RunCommand } from './provider.ts';
import { findProvider, providersOfMake } from './registry.ts';

const { kernel, providers, samples, sampleOf, carsOf, readAt, close } = await openProviderSamples();
after(close);

/** An order for each command there is. */
const inputs: CommandInputs = {
  lock_or_unlock: { action: 'LOCK' },
  start_or_stop_charge: { action: 'START' },
  set_charge_limit: { limit: 0.8 },
  send_destination: { latitude: 1, longitude: 2 },
  set_charge_current: { current: 16 },
  move_charge_port_door: { action: 'OPEN' },
  set_charge_schedule: { type: 'START_TIME', enable: true, time: '23:30' },
  set_location_schedule: {
    latitude: 1,
    longitude: 2,
    limit: 0.8,
    chargeOnPlugin: null,
    weekday: [{ start: '22:00', end: '06:00' }],
    weekend: [],
  },
  add_charge_schedule: {
    id: '36ab27d0-fd9d-4455-823a-ce30af709ffc',
    type: 'daily',
    days: ['MONDAY'],
    latitude: 1,
    longitude: 2,
    start: '08:00',
    end: '10:00',
  },
  remove_charge_schedule: { id: '36ab27d0-fd9d-4455-823a-ce30af709ffc' },
};

test('every maker that can be configured is configured here, and every provider has a sample account', () => {
  const missing = Object.entries(kernel.config.makers).filter(([, config]) => config === undefined);
  assert.deepEqual(missing, []);
  assert.deepEqual(providers.map(({ id }) => id).toSorted(), Object.keys(samples).toSorted());
});

for (const provider of providers) {
  const contract = (promise: string, check: () => Promise<void>) => test(`${provider.id}: ${promise}`, check);

  contract('is found by its id and by each of its makes', async () => {
    assert.equal(findProvider(kernel, provider.id), provider);
    assert.equal(providers.filter(other => other.id === provider.id).length, 1);
    assert.ok(provider.modes.length > 0);
    for (const make of provider.makes) {
      assert.equal(make, make.toUpperCase());
      for (const mode of ['live', 'test', 'simulated'] as const)
        assert.equal(providersOfMake(kernel, make, mode).includes(provider), provider.modes.includes(mode));
    }
  });

  contract(
    'asks for a password only where it is none of a maker’s, and takes neither a wrong one nor a made-up code',
    async () => {
      if (provider.signIn.kind === 'redirect') {
        const input = { code: 'made-up', redirectUri: 'http://127.0.0.1:8080/callback', codeVerifier: 'v'.repeat(43) };
        const refused = await provider.signIn.exchange(input, noon);
        assert.deepEqual(refused, { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' });
        return;
      }
      assert.equal(provider.signIn.of === 'own-server', provider.modes.includes('live'));
      const { signIn } = sampleOf(provider);
      if (signIn) {
        const answer = await provider.signIn.signIn(signIn, noon);
        const cars = isFault(answer) ? answer : await provider.listVehicles(answer.credentials, noon);
        assert.ok(!isFault(cars));
        assert.ok(cars.length > 0);
        assert.ok(cars.every(({ make }) => signIn.make === undefined || make === signIn.make));
        assert.deepEqual(await provider.signIn.signIn(signIn, noon), answer, 'the same account again');
      }
      const none = await provider.signIn.signIn({ username: '', password: '' }, noon);
      assert.ok(isFault(none));
    },
  );

  contract('lists cars with well-formed, distinct VINs of makes that it serves', async () => {
    const cars = await carsOf(provider);
    for (const car of cars) {
      assert.equal(vinFault(car.vin), null, `${car.make} ${car.vin}`);
      assert.equal(makeOfVin(car.vin), car.make);
      assert.ok(provider.makes.includes(car.make));
      assert.ok(Number.isInteger(car.year));
    }
    assert.equal(new Set(cars.map(car => car.vin)).size, cars.length);
    assert.equal(new Set(cars.map(car => car.vehicle)).size, cars.length);
  });

  contract('tells the same identity in the list and in readings', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, ['vin', 'attributes'], noon);
      assert.ok(!isFault(readings));
      const { make, model, year, powertrain } = car;
      const value = (signal: SignalId) => readings.find(reading => reading.signal === signal)?.value;
      assert.equal(value('vin'), car.vin);
      assert.deepEqual(value('attributes'), { make, model, year, powertrain });
    }
  });

  contract('says which commands it takes, and takes no other; a command twice is no harm', async () => {
    const [car] = await carsOf(provider);
    assert.ok(car);
    for (const [command, input] of Object.entries(inputs)) {
      const run = provider.commands[command as Command] as RunCommand<Command> | undefined;
      if (run === undefined) continue;
      for (const answer of [await inTime(run(car.connection, input, noon)), await run(car.connection, input, noon)]) {
        if (answer === 'done') continue;
        assert.ok(isVehicleErrorCode(answer.fault), `${command} ${answer.fault}`);
        assert.ok(answer.retryAfter === undefined || answer.retryAfter > 0);
      }
    }
    assert.deepEqual(
      Object.keys(provider.commands).filter(command => !Object.hasOwn(inputs, command)),
      [],
    );
  });

  contract('answers about a car that it does not know with a fault, to reads and to commands', async () => {
    const unknown = { vehicle: 'no such car', credentials: sampleOf(provider).credentials };
    const answers = [
      await inTime(readAt(provider, unknown, ['odometer'], noon)),
      ...(await Promise.all(
        Object.entries(inputs).map(([command, input]) =>
          (provider.commands[command as Command] as RunCommand<Command> | undefined)?.(unknown, input, noon),
        ),
      )),
    ];
    for (const answer of answers.filter(given => given !== undefined)) {
      assert.ok(isFault(answer));
      assert.ok(isVehicleErrorCode(answer.fault));
    }
  });

  contract('carries out a command, or says why not in words of the API', async () => {
    for (const car of await carsOf(provider)) {
      const answer = await provider.commands.lock_or_unlock?.(car.connection, { action: 'LOCK' }, noon);
      assert.ok(answer === undefined || answer === 'done' || isVehicleErrorCode(answer.fault));
    }
  });
}
