// What the suites of the official Node SDK look at (vehicle-platform §21), asked by the SDK itself. Its variables come from
// the environment; FACTS holds tokens of owners who have gone through Connect in test mode.
import smartcar from 'smartcar';

const facts = JSON.parse(process.env.FACTS);
const failures = [];
const check = (name, isSo, said) => {
  if (!isSo) failures.push(`${name}: ${JSON.stringify(said)}`);
};
/** The error that the SDK makes of a refusal. */
const refused = async (name, call, wanted) => {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => null,
      thrown => thrown,
    );
  if (error === null) failures.push(`${name}: was answered`);
  for (const [field, value] of Object.entries(wanted))
    check(name, JSON.stringify(error?.[field]) === JSON.stringify(value), { [field]: error?.[field] });
  return error;
};
const AUTHENTICATION =
  'AUTHENTICATION:null - The authorization header is missing or malformed, or it contains invalid or expired ' +
  'authentication credentials. Please check for missing parameters, spelling and casing mistakes, and other syntax issues.';

const client = new smartcar.AuthClient({ redirectUri: process.env.SMARTCAR_REDIRECT_URI, mode: 'test' });
const access = await client.exchangeCode(facts.code);
check('token', access.accessToken.length === 36 && access.refreshToken.length === 36, access);
check('token expires', access.expiration > new Date() && access.refreshExpiration > access.expiration, access);
const refreshed = await client.exchangeRefreshToken(access.refreshToken);
check('refresh', refreshed.accessToken !== access.accessToken, refreshed);
const badCode = await refused('bad code', () => client.exchangeCode('bad'), { statusCode: 400 });
check('bad code says', badCode.message === 'invalid_request:undefined - Invalid code: bad.', badCode.message);

const token = refreshed.accessToken;
check('user', (await smartcar.getUser(token)).id.length === 36);
const list = await smartcar.getVehicles(token);
check('vehicles', list.vehicles.length === 1 && list.paging.count === 1 && list.paging.offset === 0, list);
check('request id', list.meta.requestId.length === 36, list.meta);
const page = await smartcar.getVehicles(token, { limit: 1, offset: 1 });
check('second page', page.vehicles.length === 0 && page.paging.offset === 1, page);

const [id] = list.vehicles;
const volt = new smartcar.Vehicle(id, token);
const attributes = await volt.attributes();
check('attributes', attributes.make === 'CHEVROLET' && attributes.model === 'Volt', attributes);
check('year', Number.isInteger(attributes.year), attributes);
check('vin', (await volt.vin()).vin.length === 17);
const charge = await volt.charge();
check('charge', ['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING'].includes(charge.state), charge);
check('plugged in', typeof charge.isPluggedIn === 'boolean', charge);
check('data age', charge.meta.dataAge instanceof Date && !Number.isNaN(charge.meta.dataAge.getTime()), charge.meta);
const battery = await volt.battery();
check('battery', battery.percentRemaining > 0 && battery.percentRemaining <= 1 && battery.range > 0, battery);
check('battery capacity', (await volt.batteryCapacity()).capacity > 0);
const nominal = await volt.nominalCapacity();
check('nominal capacity', typeof nominal.capacity === 'object' && Array.isArray(nominal.availableCapacities), nominal);
const fuel = await volt.fuel();
check('fuel', fuel.percentRemaining > 0 && fuel.percentRemaining <= 1 && fuel.amountRemaining > 0, fuel);
check('oil', (await volt.engineOil()).lifeRemaining > 0);
const tires = await volt.tirePressure();
check(
  'tires',
  ['frontLeft', 'frontRight', 'backLeft', 'backRight'].every(one => tires[one] > 0),
  tires,
);
const odometer = await volt.odometer();
check('odometer', odometer.distance > 0 && odometer.meta.unitSystem === 'metric', odometer);
const location = await volt.location();
check('location', location.latitude > -90 && location.longitude > -180, location);
const lock = await volt.lockStatus();
check('lock status', typeof lock.isLocked === 'boolean' && Array.isArray(lock.chargingPort), lock);
check('systems', (await volt.diagnosticSystemStatus()).systems.length > 0);
check('trouble codes', Array.isArray((await volt.diagnosticTroubleCodes()).activeCodes));
const permissions = await volt.permissions({ limit: 50 });
check('permissions', `${permissions.permissions.toSorted()}` === `${facts.scope.toSorted()}`, permissions);
const paged = await volt.permissions({ limit: 1, offset: 1 });
check('paged permissions', paged.paging.count === facts.scope.length && paged.paging.offset === 1, paged);
const imperial = new smartcar.Vehicle(id, token, { unitSystem: 'imperial' });
check('imperial', (await imperial.odometer()).meta.unitSystem === 'imperial');

const paths = [
  '/odometer',
  '/security',
  '/diagnostics/system_status',
  '/diagnostics/dtcs',
  '/fuel',
  '/location',
  '/charge',
];
const batch = await imperial.batch(paths);
check('batch', batch.odometer().meta.requestId.length === 36, batch);
check('batch in miles', batch.odometer().meta.unitSystem === 'imperial', batch.odometer());
check('batch values', batch.lockStatus().doors.length > 0 && batch.diagnosticSystemStatus().systems.length > 0);
await refused('unknown path', () => volt.batch(['/odometer', '/LOCATIONNNNNNNN']), {
  type: 'VALIDATION',
  statusCode: 400,
});

const [fordId] = (await smartcar.getVehicles(facts.ford)).vehicles;
const ford = new smartcar.Vehicle(fordId, facts.ford);
const [kiaId] = (await smartcar.getVehicles(facts.kia)).vehicles;
const kia = new smartcar.Vehicle(kiaId, facts.kia);
for (const [name, call] of [
  ['lock', () => volt.lock()],
  ['unlock', () => volt.unlock()],
  ['start', () => ford.startCharge()],
  ['stop', () => ford.stopCharge()],
  ['lock a Ford', () => ford.lock()],
  ['unlock a Ford', () => ford.unlock()],
  ['limit', () => ford.setChargeLimit(0.7)],
  ['limit of a Kia', () => kia.setChargeLimit(0.9)],
  ['destination', () => ford.sendDestination(47.6205063, -122.3518523)],
]) {
  const { status, message } = await call();
  check(name, status === 'success' && message === 'Successfully sent request to vehicle', { status, message });
}
check('limit is told', (await kia.getChargeLimit()).limit === 0.9, await kia.getChargeLimit());
const history = (await ford.serviceHistory('2023-05-20', '2024-02-10')).data;
check('history', Array.isArray(history) && history.every(one => one.odometerDistance > 0), history);

const denied = { type: 'PERMISSION', statusCode: 403, resolution: { type: 'REAUTHENTICATE' } };
await refused('permission', () => ford.fuel(), denied);
const limited = await ford.batch(['/charge', '/fuel']);
check('allowed item', typeof limited.charge().state === 'string');
await refused('refused item', () => limited.fuel(), { type: 'PERMISSION' });
const unknown = await refused('bad token', () => new smartcar.Vehicle(id, 'abc').odometer(), { statusCode: 401 });
check('bad token says', unknown.message === AUTHENTICATION, unknown.message);
check(
  'documentation',
  unknown.docURL === 'https://smartcar.com/docs/errors/api-errors/authentication-errors#null',
  unknown.docURL,
);
await refused('Basic', () => volt.request('get', 'odometer', null, { Authorization: 'Basic abc' }), {
  statusCode: 401,
});
await refused('bad id', () => new smartcar.Vehicle('bad_id', token).odometer(), {
  statusCode: 400,
  type: 'VALIDATION',
});
await refused('no webhook', () => volt.subscribe('webhookID'), { statusCode: 400, type: 'VALIDATION' });
await refused('no management token', () => volt.unsubscribe('amt', 'webhookID'), {
  statusCode: 401,
  type: 'AUTHENTICATION',
});
const subscribed = await volt.subscribe(facts.webhook);
check('subscribe', subscribed.webhookId === facts.webhook && subscribed.vehicleId === id, subscribed);
check('unsubscribe', (await volt.unsubscribe(facts.amt, facts.webhook)).status === 'success');

smartcar.setApiVersion('1.0');
const old = await refused('version 1', () => new smartcar.Vehicle('bad_id', token).odometer(), { statusCode: 400 });
check('version 1 says', old.type === 'validation_error', old.type);
await refused('permission of version 1', () => new smartcar.Vehicle(fordId, facts.ford).fuel(), {
  statusCode: 403,
  type: 'permission_error',
});
smartcar.setApiVersion('99999999.99');
check('a version to come', (await new smartcar.Vehicle(id, token).odometer()).distance > 0);
smartcar.setApiVersion('nonsense');
await refused('no version', () => new smartcar.Vehicle(id, token).odometer(), {
  statusCode: 404,
  type: 'RESOURCE_NOT_FOUND',
});
smartcar.setApiVersion('2.0');

const connected = await smartcar.getConnections(facts.amt, { vehicleId: id });
check(
  'connections',
  connected.connections.length === 1 && typeof connected.connections[0].connectedAt === 'string',
  connected,
);
check(
  'the demo vehicle',
  (await smartcar.getVehicle('test-data-token', 'tst2e255-d3c8-4f90-9fec-e6e68b98e9cb')).body.attributes.model ===
    'Model Y',
);
check('disconnect', (await volt.disconnect()).status === 'success');
const deleted = await smartcar.deleteConnections(facts.amt, { vehicleId: fordId });
check('delete', deleted.connections.length === 1 && deleted.connections[0].vehicleId === fordId, deleted);
const again = await smartcar.deleteConnections(facts.amt, { vehicleId: fordId });
check('delete again', again.connections.length === 0, again);

console.log(failures.length === 0 ? 'everything' : failures.join('\n'));
process.exit(failures.length === 0 ? 0 : 1);
