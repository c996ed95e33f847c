// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type VehiclesAccount = {
  id: string;
  owner: string;
  provider: string;
  maker_index: Buffer;
  credentials: Sealed;
  renewed_at: Timestamp;
  refused_at: Timestamp | null;
  created_at: Timestamp;
  let_go_at: Timestamp | null;
};

export type VehiclesConnection = {
  vehicle: string;
  owner: string;
  provider: string;
  access: Sealed;
  connected_at: Timestamp;
  account: string | null;
  maker_index: Buffer | null;
};

export type VehiclesEndedSignIn = {
  id: string;
  owner: string | null;
  provider: string;
  credentials: Sealed | null;
  state: string;
  tries: Generated<number>;
  fault: string | null;
  created_at: Timestamp;
  tried_at: Timestamp | null;
  ended_at: Timestamp | null;
};

export type VehiclesExecution = {
  id: string;
  kind: string;
  application: string;
  owner: string;
  vehicle: string;
  said: Sealed;
  at: Timestamp;
  ended_at: Timestamp | null;
  fault: string | null;
};

export type VehiclesFleetCar = {
  vin_index: Buffer | null;
  car: Sealed;
  created_at: Timestamp;
  id: string;
  vin_index_even: Buffer | null;
};

export type VehiclesKeptReading = {
  grant_id: string;
  vehicle: string;
  signal: string;
  owner: string;
  value: Sealed;
  recorded_at: Timestamp;
  at: Timestamp;
};

export type VehiclesMakerContact = {
  provider: string;
  answered_at: Timestamp | null;
  trouble_at: Timestamp | null;
  trouble: string | null;
};

export type VehiclesMakerState = {
  provider: string;
  is_out: boolean;
  fault: string | null;
  since: Timestamp;
};

export type VehiclesPushedValue = {
  vehicle: string;
  name: string;
  owner: string;
  value: Sealed;
  at: Timestamp;
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

export type VehiclesRequestCount = {
  application: string;
  vehicle: string;
  month: string;
  requests: number;
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

export type VehiclesTelemetry = {
  vehicle: string;
  until: Timestamp;
  id: Buffer;
  owner: string;
  signals: string[];
  count: number;
  samples: Sealed;
  at: Timestamp;
};

export type VehiclesVehicle = {
  id: string;
  owner: string;
  make: string;
  model: string;
  year: number;
  vin: Sealed;
  vin_index: Buffer | null;
  created_at: Timestamp;
  sandbox: string | null;
  mode: string;
  powertrain: string | null;
  battery_size: number | null;
  vin_index_even: Buffer | null;
};

export type VehiclesTables = {
  'vehicles.account': VehiclesAccount;
  'vehicles.connection': VehiclesConnection;
  'vehicles.ended_sign_in': VehiclesEndedSignIn;
  'vehicles.execution': VehiclesExecution;
  'vehicles.fleet_car': VehiclesFleetCar;
  'vehicles.kept_reading': VehiclesKeptReading;
  'vehicles.maker_contact': VehiclesMakerContact;
  'vehicles.maker_state': VehiclesMakerState;
  'vehicles.pushed_value': VehiclesPushedValue;
  'vehicles.read_event': VehiclesReadEvent;
  'vehicles.request_count': VehiclesRequestCount;
  'vehicles.simulated_car': VehiclesSimulatedCar;
  'vehicles.telemetry': VehiclesTelemetry;
  'vehicles.vehicle': VehiclesVehicle;
};
