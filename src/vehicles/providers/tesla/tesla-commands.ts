// Commands to a Tesla: woken first when it sleeps, signed by the command proxy where one is configured.
// Source: developer.tesla.com/docs/fleet-api/endpoints/vehicle-commands; the proxy takes the same paths and needs VINs.
import { setTimeout as pause } from 'node:timers/promises';
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { TeslaConfig } from '../../../core/config-makers.ts';
import { flagIn, type Json, objectIn, textIn } from '../ask-json.ts';
import type { Provider, ProviderConnection, ProviderDoor, ProviderFault } from '../provider.ts';
import { readCredentials, type TeslaCredentials } from './tesla-account.ts';
import { askTesla, stateOfCar } from './tesla-client.ts';

const WAKE_FOR = 45 * SECOND;
const WAKE_STEP = 3 * SECOND;
/** Waking wears the 12 V battery and is billed: a car that did not come is left alone for so long. */
const BETWEEN_WAKES = 2 * MINUTE;

// The reasons of a command that the car took and did not do.
const reasons: readonly (readonly [RegExp, VehicleErrorCode | 'done'])[] = [
  [/already_set|is_charging|already/i, 'done'],
  [/^complete$|fully.?charged/i, 'VEHICLE_STATE.FULLY_CHARGED'],
  [/disconnected|not.plugged|no_cable/i, 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED'],
  [/not_charging/i, 'VEHICLE_STATE.NOT_CHARGING'],
  [/no_power|charge.?fault/i, 'VEHICLE_STATE.CHARGE_FAULT'],
  [/could_not_wake|asleep/i, 'VEHICLE_STATE.ASLEEP'],
  [/driving|in.?motion|not_parked/i, 'VEHICLE_STATE.IN_MOTION'],
  [/mobile_access|remote_access/i, 'VEHICLE_STATE.REMOTE_ACCESS_DISABLED'],
  [/unknown_key|not.*paired|whitelist/i, 'CONNECTED_SERVICES_ACCOUNT.VIRTUAL_KEY_REQUIRED'],
];

export function teslaCommands(config: TeslaConfig, door: ProviderDoor): Provider['commands'] {
  const wokenAt = new Map<string, number>();

  const wake = async (vin: string, { api, access }: TeslaCredentials): Promise<'online' | ProviderFault> => {
    const state = await stateOfCar(door, api, access, vin);
    if (state === 'online' || typeof state === 'object') return state;
    const asleep: ProviderFault = { fault: state === 'asleep' ? 'VEHICLE_STATE.ASLEEP' : 'VEHICLE_STATE.UNREACHABLE' };
    const now = door.clock.now().getTime();
    if (!config.mayWake || now - (wokenAt.get(vin) ?? 0) < BETWEEN_WAKES) return asleep;
    // What is older holds nobody back any more.
    for (const [car, at] of wokenAt) if (now - at >= BETWEEN_WAKES) wokenAt.delete(car);
    wokenAt.set(vin, now);
    const said = await askTesla(door, api, access, `/api/1/vehicles/${encodeURIComponent(vin)}/wake_up`, {
      method: 'POST',
    });
    if ('fault' in said) return said;
    for (let waited = 0; waited < WAKE_FOR; waited += WAKE_STEP) {
      const next = await stateOfCar(door, api, access, vin);
      if (next === 'online') return next;
      if (typeof next === 'object' && next.fault === 'UPSTREAM.RATE_LIMIT') return next;
      await pause(WAKE_STEP);
    }
    return asleep;
  };

  const run = async (
    { vehicle: vin, credentials }: ProviderConnection,
    name: string,
    json: Json = {},
  ): Promise<'done' | ProviderFault> => {
    const account = readCredentials(credentials ?? '');
    const awake = await wake(vin, account);
    if (awake !== 'online') return awake;
    const origin = config.commandProxy?.origin ?? account.api;
    const said = await askTesla(
      door,
      origin,
      account.access,
      `/api/1/vehicles/${encodeURIComponent(vin)}/command/${name}`,
      { method: 'POST', json },
    );
    if ('fault' in said) return said;
    const response = objectIn(said.response);
    if (flagIn(response['result']) === true) return 'done';
    const reason = textIn(response['reason']) ?? '';
    const meaning = reasons.find(([pattern]) => pattern.test(reason))?.[1] ?? 'VEHICLE_STATE.UNKNOWN';
    return meaning === 'done' ? 'done' : { fault: meaning };
  };

  return {
    lock_or_unlock: (connection, { action }) => run(connection, action === 'LOCK' ? 'door_lock' : 'door_unlock'),
    start_or_stop_charge: (connection, { action }) =>
      run(connection, action === 'START' ? 'charge_start' : 'charge_stop'),
    set_charge_limit: (connection, { limit }) =>
      run(connection, 'set_charge_limit', { percent: Math.round(limit * 100) }),
    set_charge_current: (connection, { current }) =>
      run(connection, 'set_charging_amps', { charging_amps: Math.round(current) }),
    move_charge_port_door: (connection, { action }) =>
      run(connection, action === 'OPEN' ? 'charge_port_door_open' : 'charge_port_door_close'),
    send_destination: (connection, { latitude, longitude }) =>
      run(connection, 'navigation_gps_request', { lat: latitude, lon: longitude, order: 1 }),
  };
}
