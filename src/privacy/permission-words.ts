// What an application may do, in as few words as fit on a card. The full sentences are in catalog/scopes.ts. Pure.
import type { ScopeName } from '../catalog/scopes.ts';
import type { EndReason } from '../connect/index.ts';

const words: Readonly<Record<ScopeName, string>> = {
  read_vehicle_info: 'make and model',
  read_vin: 'VIN',
  read_odometer: 'odometer',
  read_location: 'location',
  read_battery: 'battery',
  read_charge: 'charging',
  read_charge_locations: 'charging places',
  read_charge_records: 'charging costs',
  read_charge_events: 'charging events',
  read_fuel: 'fuel',
  read_engine_oil: 'engine oil',
  read_tires: 'tires',
  read_security: 'doors and locks',
  read_diagnostics: 'faults',
  read_alerts: 'alerts',
  read_service_history: 'service history',
  read_speedometer: 'speed',
  read_compass: 'heading',
  read_thermometer: 'temperature',
  read_climate: 'climate',
  read_extended_vehicle_info: 'equipment',
  read_user_profile: 'your profile',
  control_charge: 'charging',
  control_security: 'locks',
  control_navigation: 'navigation',
  control_climate: 'climate',
  control_trunk: 'trunk',
  control_pin: 'PIN',
};

/** "odometer", for tables and lists; the name itself for a permission that no longer exists. */
export const permissionWord = (name: string): string => (isPermission(name) ? words[name] : name);

/** "Reads odometer and VIN. Controls locks." */
export function describePermissions(names: readonly string[]): string {
  const reads = names.filter(name => !name.startsWith('control_')).map(permissionWord);
  const controls = names.filter(name => name.startsWith('control_')).map(permissionWord);
  return [reads.length > 0 && `Reads ${inWords(reads)}.`, controls.length > 0 && `Controls ${inWords(controls)}.`]
    .filter(Boolean)
    .join(' ');
}

/** "a", "a and b", "a, b and c". */
export const inWords = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** "1 app", "2 apps". */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

/** Why an app's access ended, for who gave it. */
export const endWords: Readonly<Record<EndReason, string>> = {
  owner: 'You took it back.',
  application: 'The app gave it back.',
  superseded: 'You allowed the app something else instead.',
  erased: 'Your data was erased.',
  expired: 'Its time was over.',
  unused: 'Nobody used it any more.',
};

const isPermission = (name: string): name is ScopeName => Object.hasOwn(words, name);
