import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findScope, scopes } from './scopes.ts';
import { findSignalByCode, signalIds, signals } from './signals.ts';
import { commandEndpoints, findReadEndpoint, readEndpoints } from './vehicle-endpoints.ts';

const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

// Every code that the contract names in vehicle-platform §14.1 (and §5 for the trim), written out.
const codes = `
charge-amperage charge-amperagemax charge-amperagerequested charge-chargelimits charge-chargerate charge-chargerphases
charge-chargerecords charge-chargetimers charge-chargingconnectortype charge-chargeportstatuscolor charge-fastchargertype
charge-detailedchargingstatus charge-energyadded charge-ischarging charge-ischargingcableconnected
charge-ischargingcablelatched charge-ischargingportflapopen charge-isfastchargerpresent charge-timetocomplete
charge-voltage charge-wattage closure-islocked closure-doors closure-windows closure-sunroof closure-enginecover
closure-fronttrunk closure-reartrunk closure-tailgate connectivitysoftware-currentfirmwareversion
connectivitystatus-isonline connectivitystatus-isasleep connectivitystatus-isdigitalkeypaired diagnostics-abs
diagnostics-activesafety diagnostics-airbag diagnostics-brakefluid diagnostics-driverassistance diagnostics-emissions
diagnostics-evbatteryconditioning diagnostics-evcharging diagnostics-evdriveunit diagnostics-evhvbattery
diagnostics-lighting diagnostics-mil diagnostics-oillife diagnostics-oilpressure diagnostics-oiltemperature
diagnostics-telematics diagnostics-tirepressure diagnostics-tirepressuremonitoring diagnostics-transmission
diagnostics-washerfluid diagnostics-waterinfuel diagnostics-dtccount diagnostics-dtclist hvac-cabintargettemperature
hvac-iscabinhvacactive hvac-isfrontdefrosteractive hvac-isreardefrosteractive hvac-issteeringheateractive
internalcombustionengine-fuellevel internalcombustionengine-range internalcombustionengine-amountremaining
internalcombustionengine-oillife location-preciselocation location-isathome lowvoltagebattery-stateofcharge
lowvoltagebattery-status motion-currentspeed odometer-traveleddistance service-isinservice service-records
surveillance-isenabled tractionbattery-stateofcharge tractionbattery-range tractionbattery-nominalcapacity
tractionbattery-isheateractive tractionbattery-maxrangechargecounter transmission-drivemode transmission-gearstate
vehicleidentification-vin vehicleidentification-trim vehicleidentification-nickname vehicleidentification-exteriorcolor
vehicleidentification-packages vehicleuseraccount-role vehicleuseraccount-permissions wheel-tires`
  .trim()
  .split(/\s+/);

test('the codes of API v3 are exactly those of the contract', () => {
  const ours = signalIds.flatMap(id => signals[id].v3?.code ?? []);
  assert.deepEqual(ours.toSorted(), codes.toSorted());
  assert.equal(findSignalByCode('odometer-traveleddistance'), 'odometer');
  assert.equal(findSignalByCode('odometer'), undefined);
});

test('each signal is opened by a permission that exists and takes its sensitivity', () => {
  for (const id of signalIds) {
    const scope = findScope(signals[id].permission);
    assert.ok(scope, `${id}: ${signals[id].permission}`);
    assert.equal(scope.group, 'see', `${id} is data, so a permission to see opens it`);
    assert.equal(signals[id].sensitivity, scope.sensitivity);
  }
});

test('no scope, code, VSS path, endpoint or path is listed twice', () => {
  assert.deepEqual(repeated(scopes.map(scope => scope.name)), []);
  assert.deepEqual(repeated(scopes.map(scope => scope.sentence)), []);
  assert.deepEqual(repeated(signalIds.flatMap(id => signals[id].v3?.code ?? [])), []);
  assert.deepEqual(repeated(signalIds.flatMap(id => signals[id].vss ?? [])), []);
  assert.deepEqual(repeated(signalIds.map(id => signals[id].label)), []);
  const endpoints = [...readEndpoints, ...commandEndpoints];
  assert.deepEqual(repeated(endpoints.map(endpoint => endpoint.id)), []);
  assert.deepEqual(repeated(endpoints.map(endpoint => `${endpoint.method} ${endpoint.path}`)), []);
});

test('no call hands out a signal that its own permission does not open', () => {
  for (const endpoint of readEndpoints)
    for (const id of endpoint.signals)
      if (endpoint.permission !== null) assert.equal(signals[id].permission, endpoint.permission, endpoint.id);
});

test('commands need a permission to do, never one to see', () => {
  for (const endpoint of commandEndpoints) assert.equal(findScope(endpoint.permission)?.group, 'do', endpoint.id);
});

test('the reads of the contract are there, with the headers it asks for', () => {
  const headers = (path: string) => {
    const endpoint = findReadEndpoint(path)?.endpoint;
    assert.ok(endpoint, path);
    return [endpoint.hasAge, endpoint.hasUnits];
  };
  for (const path of ['/odometer', '/fuel', '/battery', '/tires/pressure'])
    assert.deepEqual(headers(path), [true, true]);
  for (const path of ['/', '/vin']) assert.deepEqual(headers(path), [false, false]);
  for (const path of [
    '/location',
    '/battery/capacity',
    '/battery/nominal_capacity',
    '/charge',
    '/charge/limit',
    '/engine/oil',
    '/security',
    '/service/history',
    '/diagnostics/system_status',
    '/diagnostics/dtcs',
  ])
    assert.deepEqual(headers(path), [true, false], path);
  assert.equal(findReadEndpoint('/tesla/compass')?.make, 'tesla');
  for (const path of ['/LOCATIONNNNNNNN', '/{make}/compass', '/ford/compass', '/tesla', ''])
    assert.equal(findReadEndpoint(path), undefined, path);
});

test('the permissions are those that the official suites ask for, spelled as they spell them', () => {
  const asked = `read_vehicle_info read_vin read_odometer read_location read_fuel read_battery read_charge control_charge
    read_charge_locations read_charge_records read_charge_events read_engine_oil read_tires read_security
    control_security control_navigation read_service_history read_diagnostics read_alerts read_user_profile
    read_extended_vehicle_info read_compass read_speedometer read_thermometer read_climate control_climate
    control_trunk control_pin`;
  assert.deepEqual(scopes.map(scope => scope.name).toSorted(), asked.trim().split(/\s+/).toSorted());
  for (const scope of scopes) assert.equal(scope.group, scope.name.startsWith('control_') ? 'do' : 'see');
});
