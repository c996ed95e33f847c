// The accounts of test mode: any name and password open one, and some names say what is in it (vehicle-platform §16.1).
import { isVehicleErrorCode, type VehicleErrorCode, vehicleErrors } from '../../../catalog/vehicle-errors.ts';

/** How far a car of a test account can be connected, and what drives it. */
const testLevels = ['compatible', 'phev', 'incompatible', 'fuel', 'dinosaur', 'bev'] as const;
export type TestLevel = (typeof testLevels)[number];

/** What is in a test account. */
export type TestAccount = {
  /** How many cars. */
  readonly cars: number;
  /** Of its one car; null for VINs of our own making. */
  readonly vin: string | null;
  readonly level: TestLevel;
  /** What the account itself answers instead of its cars; null when it answers. */
  readonly refusal: VehicleErrorCode | null;
  /** What its cars answer to everything but VIN, make, model and year; null when they answer. */
  readonly fault: VehicleErrorCode | null;
};

const plain: TestAccount = { cars: 1, vin: null, level: 'compatible', refusal: null, fault: null };

/** What is in the account of this name; every name has one. */
export const testAccount = (username: string): TestAccount => {
  const name = username.trim();
  const [, local = '', host = ''] = /^([^@]*)@(.*)$/.exec(name) ?? [];
  const at = host.toLowerCase();
  const named = documented[name.toLowerCase()];
  if (named !== undefined) return { ...plain, ...named };
  if (at === 'smartcar.com') {
    const count = /^(\d{1,3})-vehicles$/i.exec(local)?.[1];
    if (count !== undefined) return { ...plain, cars: Number(count) };
    const code = local.toUpperCase();
    return isVehicleErrorCode(code) ? { ...plain, fault: code } : plain;
  }
  const level = testLevels.find(one => at === `${one}.smartcar.com`);
  if (level !== undefined && /^[a-z0-9]{17}$/i.test(local)) return { ...plain, vin: local.toUpperCase(), level };
  return ofOldError(name) ?? plain;
};

const documented: Readonly<Record<string, Partial<TestAccount>>> = {
  'smartcar@vehicle-incompatible.com': { vin: '0SCAUDI012FE3B132', level: 'incompatible' },
  'smartcar@invalid-subscription.com': { vin: '0SCAUDI0155C49A95', refusal: 'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION' },
  'smartcar@successful-request.com': { vin: '0SCAUDI037A5ADB1C' },
};

// `smartcar@vs-001.vehicle-state-error.com`: the errors of API v1, by their codes.
const ofOldError = (name: string): TestAccount | null => {
  const [, code = ''] =
    /^smartcar@(vs-\d{3}|voa-\d{3})\.(?:vehicle-state-error|vehicle-owner-action-required)\.com$/i.exec(name) ?? [];
  if (code === '') return null;
  const wanted = code.toUpperCase().replace('-', '_');
  const fault = Object.keys(vehicleErrors)
    .filter(isVehicleErrorCode)
    .find(one => vehicleErrors[one].v1.code === wanted);
  const number = wanted.replace('_', '').padEnd(6, '0');
  return { ...plain, vin: `0SCLR000${number}001`.slice(0, 17), fault: fault ?? 'VEHICLE_STATE.UNKNOWN' };
};
