// The vectors of the contract's suites (vehicle-platform §8.1, §8.2), and that the list claims no more than is true.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { isScopeName, type ScopeName } from '../../catalog/scopes.ts';
import { readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { isFault, readingValue } from '../providers/provider.ts';
import { providersOf } from '../providers/registry.ts';
import { makeOfVin } from '../vehicle.ts';
import {
  compatibilityAtLevel,
  compatibilityMatrix,
  compatibilityOf,
  modelYears,
  readScopeNames,
  regionOf,
} from './compatibility.ts';
import { coverage } from './coverage.ts';

const everyMake = () => true;
const ask = (vin: string, ...scopes: ScopeName[]) => compatibilityOf(vin, 'US', scopes, everyMake);

describe('compatibility', () => {
  test('a Tesla is compatible, with odometer and location', () => {
    assert.deepEqual(ask('5YJXCDE22HF068739', 'read_odometer', 'read_location'), {
      compatible: true,
      reason: null,
      capabilities: [
        { permission: 'read_odometer', endpoint: '/odometer', capable: true, reason: null },
        { permission: 'read_location', endpoint: '/location', capable: true, reason: null },
      ],
    });
  });

  test('an Audi is compatible, but can tell neither; what it is, it can', () => {
    const { compatible, capabilities } = ask('WAUAFAFL1GN014882', 'read_odometer', 'read_location');
    assert.deepEqual([compatible, ...capabilities.map(({ capable }) => capable)], [true, false, false]);
    assert.equal(ask('WAUAFAFL1GN014882', 'read_vehicle_info').capabilities[0]?.capable, true);
  });

  test('an old BMW is not compatible, and nothing is said about what it could', () => {
    assert.deepEqual(ask('WBAKE5C58DJ107700', 'read_odometer', 'read_location'), {
      compatible: false,
      reason: 'VEHICLE_NOT_COMPATIBLE',
      capabilities: [],
    });
  });

  test('a VIN of the contract’s test mode can tell the odometer, but has no fuel', () => {
    const { compatible, capabilities } = ask('0SCGMCT0386A85356', 'read_odometer', 'read_fuel');
    assert.equal(compatible, true);
    assert.deepEqual(capabilities, [
      { permission: 'read_odometer', endpoint: '/odometer', capable: true, reason: null },
      { permission: 'read_fuel', endpoint: '/fuel', capable: false, reason: 'VEHICLE_NOT_CAPABLE' },
    ]);
    assert.equal(ask('0SCAUDI012FE3B132', 'read_odometer').compatible, false);
  });

  test('what no car of a make can is said of the make', () => {
    assert.deepEqual(ask('5YJSA1E29LF403082', 'read_fuel').capabilities, [
      { permission: 'read_fuel', endpoint: '/fuel', capable: false, reason: 'SMARTCAR_NOT_CAPABLE' },
    ]);
  });

  test('makes that are unknown, not served, or not in the country are not compatible', () => {
    const reason = (vin: string, region: 'US' | null = 'US', isServed = everyMake) =>
      compatibilityOf(vin, region, ['read_odometer'], isServed).reason;
    assert.equal(reason('ZZZXCDE22HF068739'), 'MAKE_NOT_COMPATIBLE');
    assert.equal(reason('5YJXCDE22HF068739', null), 'MAKE_NOT_COMPATIBLE');
    assert.equal(
      reason('5YJXCDE22HF068739', 'US', () => false),
      'MAKE_NOT_COMPATIBLE',
    );
    assert.deepEqual(['US', 'CA', 'DE', 'BR'].map(regionOf), ['US', 'CA', 'EUROPE', null]);
  });

  test('the year stands in position 10, again every thirty years', () => {
    assert.deepEqual(modelYears('5YJXCDE22HF068739'), [1987, 2017]);
    assert.deepEqual(modelYears('5YJXCDE22OF068739'), []);
  });

  test('one item for each call of a permission, in the order of the scope; names as SDKs write them', () => {
    assert.deepEqual(
      ask('5YJXCDE22HF068739', 'control_charge', 'read_battery').capabilities.map(({ endpoint }) => endpoint),
      [
        '/charge',
        '/charge/limit',
        '/tesla/charge/ammeter',
        '/tesla/charge/charge_port_door',
        '/tesla/charge/schedule',
        '/battery',
        '/battery/capacity',
        '/battery/nominal_capacity',
      ],
    );
    assert.deepEqual(readScopeNames('required:read_vin  read_odometer read_vin'), ['read_vin', 'read_odometer']);
    assert.equal(readScopeNames('read_everything'), undefined);
  });

  test('test mode pretends what its level says', () => {
    const fuel = (level: Parameters<typeof compatibilityAtLevel>[0]) => compatibilityAtLevel(level, ['read_fuel']);
    assert.equal(fuel('compatible').capabilities[0]?.capable, true);
    assert.equal(fuel('phev').capabilities[0]?.capable, true);
    assert.equal(fuel('bev').capabilities[0]?.reason, 'VEHICLE_NOT_CAPABLE');
    assert.equal(compatibilityAtLevel('fuel', ['read_battery']).capabilities[0]?.capable, false);
    for (const level of ['incompatible', 'dinosaur'] as const) assert.equal(fuel(level).compatible, false);
  });

  test('the matrix has exactly six keys in each entry, and only what was asked for', () => {
    const matrix = compatibilityMatrix(
      { region: 'US', makes: ['NISSAN', 'TESLA'], type: 'BEV', scopes: ['read_charge'] },
      everyMake,
    );
    assert.deepEqual(Object.keys(matrix), ['NISSAN', 'TESLA']);
    for (const entry of Object.values(matrix).flat()) {
      assert.deepEqual(Object.keys(entry), ['model', 'startYear', 'endYear', 'type', 'endpoints', 'permissions']);
      assert.equal(entry.type, 'BEV');
      assert.ok(entry.permissions.includes('read_charge') && entry.endpoints.includes('EV charging status'));
    }
    const all = compatibilityMatrix({ region: 'EUROPE', makes: [], type: undefined, scopes: [] }, everyMake);
    assert.ok(Object.keys(all).length >= 10 && !('CADILLAC' in all));
  });

  test('the list knows the makes that VINs tell, and years that come one after the other', () => {
    for (const [make, models] of Object.entries(coverage)) {
      assert.equal(make, make.toUpperCase());
      for (const { model, startYear, endYear, permissions } of models) {
        assert.ok(startYear <= endYear && permissions.every(isScopeName), `${make} ${model}`);
      }
    }
  });

  test('of every simulated car, the list claims no more than the car really answers', async () => {
    await using world = await openWorld();
    let compared = 0;
    for (const provider of providersOf(world.kernel)) {
      const cars = await provider.listVehicles(null, world.clock.now());
      if (isFault(cars)) continue;
      for (const { vehicle, vin, make } of cars) {
        assert.equal(makeOfVin(vin), make);
        for (const region of ['US', 'EUROPE'] as const) {
          const scopes = readEndpoints.flatMap(({ permission }) => permission ?? []);
          const { capabilities } = compatibilityOf(vin, region, [...new Set(scopes)], everyMake);
          for (const { permission, endpoint } of capabilities.filter(({ capable }) => capable)) {
            const read = readEndpoints.find(({ path }) => path.replace('{make}', make.toLowerCase()) === endpoint);
            if (read === undefined) continue;
            const answer = await provider.read({ vehicle, credentials: null }, [read.signals[0]], world.clock.now());
            assert.ok(!isFault(answer));
            assert.notEqual(readingValue(answer, read.signals[0]), null, `${vehicle} ${permission} ${endpoint}`);
            compared += 1;
          }
        }
      }
    }
    assert.ok(compared > 50);
  });
});
