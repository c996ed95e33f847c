// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type VehiclesConnection = {
  vehicle: string;
  owner: string;
  provider: string;
  access: Sealed;
  connected_at: Timestamp;
};

export type VehiclesReadEvent = {
  seq: number;
  owner: string;
  grant_id: string;
  application: string;
  vehicle: string;
  signal: string;
  outcome: string;
  reason: string | null;
  request: string;
  at: Timestamp;
};

export type VehiclesSimulatedCar = {
  id: string;
  keeper: string | null;
  account: Buffer | null;
  content: Sealed;
  created_at: Timestamp;
  changed_at: Timestamp;
};

export type VehiclesVehicle = {
  id: string;
  owner: string;
  make: string;
  model: string;
  year: number;
  vin: Sealed;
  vin_index: Buffer;
  created_at: Timestamp;
  sandbox: string | null;
};

export type VehiclesTables = {
  'vehicles.connection': VehiclesConnection;
  'vehicles.read_event': VehiclesReadEvent;
  'vehicles.simulated_car': VehiclesSimulatedCar;
  'vehicles.vehicle': VehiclesVehicle;
};
