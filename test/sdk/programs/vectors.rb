# frozen_string_literal: true

# What the suites of the official Ruby SDK look at (vehicle-platform §21), asked by the SDK itself. Its variables come from
# the environment; FACTS holds tokens of owners who have gone through Connect in test mode.
require 'json'
require 'smartcar'

FACTS = JSON.parse(ENV.fetch('FACTS'))
FAILURES = []

def check(name, is_so, said = nil)
  FAILURES << "#{name}: #{said.inspect}" unless is_so
end

# The error that the SDK makes of a refusal.
def refused(name, status, type)
  said = yield
  FAILURES << "#{name}: was answered with #{said.inspect}"
  nil
rescue SmartcarError => e
  check(name, [e.status_code, e.type] == [status, type], [e.status_code, e.type, e.message])
  check("#{name}'s request id", e.request_id.to_s.length == 36, e.request_id)
  e
end

# The error of the token endpoint, which has no type.
def refused_token(name, text)
  yield
  FAILURES << "#{name}: was taken"
rescue SmartcarError => e
  said = e.instance_variable_get(:@error_description)
  check(name, [e.status_code, e.error, said] == [400, 'invalid_request', text], [e.status_code, e.error, said])
end

client = Smartcar::AuthClient.new({ mode: 'test' })
access = client.exchange_code(FACTS['code'])
check('token', [access.access_token.length, access.refresh_token.length] == [36, 36], access)
check('token expires', !client.expired?(access.expires_at), access.expires_at)
refreshed = client.exchange_refresh_token(access.refresh_token)
check('refresh', refreshed.access_token != access.access_token, refreshed)
refused_token('bad code', 'Invalid code: bad.') { client.exchange_code('bad') }
refused_token('bad refresh token', 'Invalid refresh_token: bad.') { client.exchange_refresh_token('bad') }

token = refreshed.access_token
check('user', Smartcar.get_user(token: token).id.length == 36)
list = Smartcar.get_vehicles(token: token)
check('vehicles', [list.vehicles.length, list.paging.count, list.paging.offset] == [1, 1, 0], list)
page = Smartcar.get_vehicles(token: token, paging: { limit: 1, offset: 1 })
check('second page', page.vehicles == [] && page.paging.offset == 1, page)

volt = Smartcar::Vehicle.new(token: token, id: list.vehicles.first)
attributes = volt.attributes
check('attributes', [attributes.make, attributes.model, attributes.year.class] == ['CHEVROLET', 'Volt', Integer], attributes)
check('id', attributes.id.length == 36 && attributes.meta.request_id.length == 36, attributes)
check('vin', volt.vin.vin.length == 17)
charge = volt.charge
check('charge', %w[CHARGING FULLY_CHARGED NOT_CHARGING].include?(charge.state), charge)
check('plugged in', [true, false].include?(charge.is_plugged_in?), charge)
battery = volt.battery
check('battery', battery.percentage_remaining.between?(0, 1) && battery.range.instance_of?(Float), battery)
check('battery capacity', volt.battery_capacity.capacity.instance_of?(Float))
fuel = volt.fuel
check('fuel', fuel.amount_remaining.instance_of?(Float) && fuel.range.instance_of?(Float), fuel)
location = volt.location
check('location', location.latitude.instance_of?(Float) && location.longitude.instance_of?(Float), location)
tires = volt.tire_pressure
check('tires', %i[back_left front_left back_right front_right].all? { |one| tires[one].instance_of?(Float) }, tires)
check('oil', volt.engine_oil.life_remaining.between?(0, 1))
odometer = volt.odometer
check('odometer', odometer.distance.is_a?(Numeric) && odometer.meta.unit_system == 'metric', odometer)
check('charge limit', volt.get_charge_limit.limit.is_a?(Numeric))
lock = volt.lock_status
check('lock status', [true, false].include?(lock.is_locked) && lock.doors.is_a?(Array), lock)
%i[charge battery battery_capacity fuel location tire_pressure engine_oil odometer get_charge_limit lock_status].each do |read|
  meta = volt.send(read).meta
  check("#{read}'s age", meta.data_age.is_a?(DateTime) && meta.fetched_at.is_a?(DateTime), meta)
end
check('systems', volt.diagnostic_system_status.systems.length.positive?)
check('trouble codes', volt.diagnostic_trouble_codes.active_codes.is_a?(Array))
check('permissions', volt.permissions(limit: 50).permissions.sort == FACTS['scope'].sort, volt.permissions)
# Without dates the SDK asks for the last year, and ends its address with a question mark.
history = volt.service_history
check('history', history.items.all? { |one| one.odometerDistance.instance_of?(Float) }, history)

batch = volt.batch(['/charge', '/battery', '/odometer', '/tires/pressure', '/security'])
check('batch', batch.odometer.meta.request_id.length == 36 && batch.odometer.distance.positive?, batch)
check('batch aliases', batch.tire_pressure.front_left.positive? && !batch.lock_status.doors.nil?, batch)
generic = volt.request('get', 'odometer')
check('generic read', generic.body.distance.is_a?(Numeric) && generic.meta.unit_system == 'metric', generic)
posted = volt.request('post', 'batch', { requests: [{ path: '/odometer' }, { path: '/tires/pressure' }] })
check('generic batch', posted.body.responses[1].body.frontLeft.is_a?(Numeric), posted)

ford_token = FACTS['ford']
ford = Smartcar::Vehicle.new(token: ford_token, id: Smartcar.get_vehicles(token: ford_token).vehicles.first)
%i[lock! unlock! start_charge! stop_charge!].each do |command|
  said = ford.send(command)
  check(command, [said.status, said.message] == ['success', 'Successfully sent request to vehicle'], said)
end
check('limit', ford.set_charge_limit!(0.7).status == 'success')

denied = refused('permission', 403, 'PERMISSION') { ford.fuel }
check('permission', denied && denied.code.nil? && denied.resolution.type == 'REAUTHENTICATE', denied)
check('permission says', denied&.message == "PERMISSION: - #{denied&.description}", denied&.message)
limited = ford.batch(['/charge', '/fuel'])
check('allowed item', !limited.charge.state.nil?)
refused('refused item', 403, 'PERMISSION') { limited.fuel }
unknown = refused('bad token', 401, 'AUTHENTICATION') { volt.request('get', 'odometer', {}, { Authorization: 'Bearer abc' }) }
check('documentation', unknown&.doc_url.to_s.end_with?('/authentication-errors#null'), unknown&.doc_url)
refused('bad id', 400, 'VALIDATION') { Smartcar::Vehicle.new(token: token, id: 'bad_id').odometer }
refused('no webhook', 400, 'VALIDATION') { volt.subscribe!('webhookID') }
# After a refusal the SDK's car keeps the wrong token; so it is asked of another one.
other = Smartcar::Vehicle.new(token: token, id: volt.id)
refused('no management token', 401, 'AUTHENTICATION') { other.unsubscribe!('amt', 'webhookID') }
subscribed = volt.subscribe!(FACTS['webhook'])
check('subscribe', [subscribed.vehicle_id, subscribed.webhook_id] == [volt.id, FACTS['webhook']], subscribed)
check('unsubscribe', volt.unsubscribe!(FACTS['amt'], FACTS['webhook']).meta.request_id.length == 36)

tesla = Smartcar.get_compatibility(vin: '5YJXCDE22HF068739', scope: %w[read_odometer read_location])
check('compatibility', tesla.compatible && tesla.capabilities.all?(&:capable), tesla)
matrix = Smartcar.get_compatibility_matrix('US', { make: 'NISSAN', scope: 'read_odometer' })
check('matrix', matrix.NISSAN.first.model.is_a?(String), matrix)
connections = Smartcar.get_connections(amt: FACTS['amt'], filter: { vehicle_id: volt.id })
check('connections', connections.connections.length == 1 && connections.paging.cursor.nil?, connections)

signals = volt.get_signals
check('signals', signals.body.data.length > 20)
signal = volt.get_signal('odometer-traveleddistance')
check('a signal', signal.body.attributes.body.value.positive?, signal)
check('a car of version 3', Smartcar.get_vehicle(token: token, vehicle_id: volt.id).body.id == volt.id)
refused('no signal', 404, 'RESOURCE_NOT_FOUND') { volt.get_signal('no-such') }

check('hash', Smartcar.hash_challenge('amt', '{"pizza":"pasta"}') == '4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70')
check('disconnect', volt.disconnect!.status == 'success')
deleted = Smartcar.delete_connections(amt: FACTS['amt'], filter: { vehicle_id: ford.id })
check('delete', deleted.connections.map(&:vehicleId) == [ford.id], deleted)

puts FAILURES.empty? ? 'everything' : FAILURES
exit FAILURES.empty? ? 0 : 1
