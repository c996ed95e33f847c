// How often an application usually needs each kind of data of one car in a day. Beyond it the owner is told: that is no
// limit, and stops nobody.
import type { ScopeName } from './scopes.ts';

/** A look every five minutes, as webhooks have it. */
const OFTEN = 300;
/** What hardly ever changes, and what makes a car do something. */
const SELDOM = 24;

const seldom: ReadonlySet<ScopeName> = new Set<ScopeName>([
  'read_vin',
  'read_service_history',
  'read_charge_records',
  'read_charge_locations',
  'read_user_profile',
  'read_extended_vehicle_info',
]);

/** Reads or commands of one car in a day. */
export const usualADay = (permission: ScopeName): number =>
  seldom.has(permission) || permission.startsWith('control_') ? SELDOM : OFTEN;

/** The smallest of all, so that a query can leave out what is below every one of them. */
export const LEAST_USUAL = SELDOM;
