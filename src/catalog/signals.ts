// Every signal of a car, once: what kind of value it is, which permission opens it, its name in API v3 and in COVESA VSS.
import type { ScopeName, Sensitivity } from './scopes.ts';
import { scopes } from './scopes.ts';
import type { Kind, KindValues } from './signal-values.ts';

export type SignalEntry<K extends Kind = Kind> = {
  /** What people call it. */
  readonly label: string;
  readonly kind: K;
  readonly permission: ScopeName;
  readonly sensitivity: Sensitivity;
  /** Null where API v3 has no such signal. */
  readonly v3: { readonly code: string; readonly group: string; readonly name: string } | null;
  /** Path in COVESA VSS 6, a branch where the signal has several leaves; null where none fits for sure. */
  readonly vss: string | null;
};

const sensitivityOf = new Map<ScopeName, Sensitivity>(scopes.map(scope => [scope.name, scope.sensitivity]));

// `v3` is written `Group.Name` as in v3 error events; the code follows from it by rule (vehicle-platform §14.1).
const signal = <const K extends Kind>(
  label: string,
  kind: K,
  permission: ScopeName,
  v3: `${string}.${string}` | null = null,
  vss: `Vehicle.${string}` | null = null,
): SignalEntry<K> => {
  const [group = '', name = ''] = v3?.split('.') ?? [];
  const code = `${group}-${name}`.toLowerCase();
  const sensitivity = sensitivityOf.get(permission) ?? 'high';
  return { label, kind, permission, sensitivity, v3: v3 === null ? null : { code, group, name }, vss };
};

const traction = 'Vehicle.Powertrain.TractionBattery';
const system = (label: string, name: string) => signal(label, 'system', 'read_diagnostics', `Diagnostics.${name}`);

/**
 * All signals by id (vehicle-platform §6.2, §6.4, §14.1). Ids and codes are permanent.
 * Where the contract names no permission, the one whose sentence to the owner covers the data was taken.
 */
export const signals = {
  attributes: signal('Make, model and year', 'attributes', 'read_vehicle_info', null, 'Vehicle.VehicleIdentification'),
  vin: signal('VIN', 'text', 'read_vin', 'VehicleIdentification.VIN', 'Vehicle.VehicleIdentification.VIN'),
  odometer: signal('Odometer', 'distance', 'read_odometer', 'Odometer.TraveledDistance', 'Vehicle.TraveledDistance'),
  location: signal('Location', 'location', 'read_location', 'Location.PreciseLocation', 'Vehicle.CurrentLocation'),
  at_home: signal('At home', 'flag', 'read_location', 'Location.IsAtHome'),

  battery_level: signal(
    'State of charge',
    'fraction',
    'read_battery',
    'TractionBattery.StateOfCharge',
    `${traction}.StateOfCharge.Displayed`,
  ),
  battery_range: signal('Electric range', 'distance', 'read_battery', 'TractionBattery.Range', `${traction}.Range`),
  battery_capacity: signal(
    'Battery capacity',
    'capacity',
    'read_battery',
    'TractionBattery.NominalCapacity',
    `${traction}.GrossCapacity`,
  ),
  battery_heater: signal('Battery heater', 'flag', 'read_battery', 'TractionBattery.IsHeaterActive'),
  battery_full_charges: signal('Full charges', 'count', 'read_battery', 'TractionBattery.MaxRangeChargeCounter'),

  charge_state: signal('Charging state', 'chargingState', 'read_charge', 'Charge.DetailedChargingStatus'),
  charging: signal('Charging', 'flag', 'read_charge', 'Charge.IsCharging', `${traction}.Charging.IsCharging`),
  plugged_in: signal(
    'Plugged in',
    'flag',
    'read_charge',
    'Charge.IsChargingCableConnected',
    `${traction}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected`,
  ),
  cable_latched: signal(
    'Charging cable latched',
    'flag',
    'read_charge',
    'Charge.IsChargingCableLatched',
    `${traction}.Charging.ChargingPort.AnyPosition.IsChargingCableLocked`,
  ),
  charge_flap_open: signal(
    'Charging flap open',
    'flag',
    'read_charge',
    'Charge.IsChargingPortFlapOpen',
    `${traction}.Charging.ChargingPort.AnyPosition.IsFlapOpen`,
  ),
  fast_charger: signal('Fast charger present', 'flag', 'read_charge', 'Charge.IsFastChargerPresent'),
  fast_charger_type: signal('Fast charger type', 'text', 'read_charge', 'Charge.FastChargerType'),
  charge_limit: signal(
    'Charge limit',
    'fraction',
    'read_charge',
    'Charge.ChargeLimits',
    `${traction}.Charging.ChargeLimit`,
  ),
  charge_current: signal('Charging current', 'current', 'read_charge', 'Charge.Amperage'),
  charge_current_max: signal('Highest charging current', 'current', 'read_charge', 'Charge.AmperageMax'),
  charge_current_requested: signal('Requested charging current', 'current', 'read_charge', 'Charge.AmperageRequested'),
  charge_voltage: signal('Charging voltage', 'voltage', 'read_charge', 'Charge.Voltage'),
  charge_power: signal('Charging power', 'power', 'read_charge', 'Charge.Wattage'),
  charge_rate: signal('Charging rate', 'speed', 'read_charge', 'Charge.ChargeRate', `${traction}.Charging.ChargeRate`),
  charge_phases: signal('Charging phases', 'count', 'read_charge', 'Charge.ChargerPhases'),
  charge_energy_added: signal('Energy added', 'energy', 'read_charge', 'Charge.EnergyAdded'),
  charge_time_left: signal(
    'Time to full charge',
    'duration',
    'read_charge',
    'Charge.TimeToComplete',
    `${traction}.Charging.TimeToComplete`,
  ),
  charge_connector: signal('Charging connector', 'text', 'read_charge', 'Charge.ChargingConnectorType'),
  charge_port_color: signal('Charging port light', 'text', 'read_charge', 'Charge.ChargePortStatusColor'),
  charge_timers: signal('Charging timers', 'timers', 'read_charge', 'Charge.ChargeTimers'),
  charge_records: signal('Charging records', 'chargeRecords', 'read_charge_records', 'Charge.ChargeRecords'),

  fuel_level: signal(
    'Fuel level',
    'fraction',
    'read_fuel',
    'InternalCombustionEngine.FuelLevel',
    'Vehicle.Powertrain.FuelSystem.RelativeLevel',
  ),
  fuel_amount: signal(
    'Fuel amount',
    'volume',
    'read_fuel',
    'InternalCombustionEngine.AmountRemaining',
    'Vehicle.Powertrain.FuelSystem.AbsoluteLevel',
  ),
  fuel_range: signal(
    'Fuel range',
    'distance',
    'read_fuel',
    'InternalCombustionEngine.Range',
    'Vehicle.Powertrain.FuelSystem.Range',
  ),
  oil_life: signal('Engine oil life', 'fraction', 'read_engine_oil', 'InternalCombustionEngine.OilLife'),
  tires: signal('Tire pressures', 'tires', 'read_tires', 'Wheel.Tires', 'Vehicle.Chassis.Axle'),

  locked: signal('Locked', 'flag', 'read_security', 'Closure.IsLocked'),
  doors: signal('Doors', 'openings', 'read_security', 'Closure.Doors', 'Vehicle.Cabin.Door'),
  windows: signal('Windows', 'openings', 'read_security', 'Closure.Windows'),
  sunroof: signal('Sunroof', 'opening', 'read_security', 'Closure.Sunroof', 'Vehicle.Cabin.Sunroof'),
  engine_cover: signal('Hood', 'opening', 'read_security', 'Closure.EngineCover', 'Vehicle.Body.Hood'),
  front_trunk: signal('Front trunk', 'opening', 'read_security', 'Closure.FrontTrunk', 'Vehicle.Body.Trunk.Front'),
  rear_trunk: signal('Trunk', 'opening', 'read_security', 'Closure.RearTrunk', 'Vehicle.Body.Trunk.Rear'),
  tailgate: signal('Tailgate', 'opening', 'read_security', 'Closure.Tailgate'),
  charging_port: signal('Charging port door', 'opening', 'read_security'),
  surveillance: signal('Sentry mode', 'flag', 'read_security', 'Surveillance.IsEnabled'),

  system_tire_monitoring: system('Tire pressure monitoring', 'TirePressureMonitoring'),
  system_abs: system('Anti-lock brakes', 'ABS'),
  system_active_safety: system('Active safety', 'ActiveSafety'),
  system_airbag: system('Airbags', 'Airbag'),
  system_brake_fluid: system('Brake fluid', 'BrakeFluid'),
  system_driver_assistance: system('Driver assistance', 'DriverAssistance'),
  system_emissions: system('Emissions', 'Emissions'),
  system_battery_conditioning: system('Battery conditioning', 'EVBatteryConditioning'),
  system_ev_charging: system('Charging system', 'EVCharging'),
  system_drive_unit: system('Electric drive unit', 'EVDriveUnit'),
  system_hv_battery: system('High-voltage battery', 'EVHVBattery'),
  system_lighting: system('Lighting', 'Lighting'),
  system_mil: system('Engine warning light', 'MIL'),
  system_oil_life: system('Oil life warning', 'OilLife'),
  system_oil_pressure: system('Oil pressure', 'OilPressure'),
  system_oil_temperature: system('Oil temperature', 'OilTemperature'),
  system_telematics: system('Telematics', 'Telematics'),
  system_tire_pressure: system('Tire pressure warning', 'TirePressure'),
  system_transmission: system('Transmission', 'Transmission'),
  system_washer_fluid: system('Washer fluid', 'WasherFluid'),
  system_water_in_fuel: system('Water in fuel', 'WaterInFuel'),
  trouble_code_count: signal(
    'Number of trouble codes',
    'count',
    'read_diagnostics',
    'Diagnostics.DTCCount',
    'Vehicle.OBD.Status.DTCCount',
  ),
  trouble_codes: signal(
    'Trouble codes',
    'troubleCodes',
    'read_diagnostics',
    'Diagnostics.DTCList',
    'Vehicle.OBD.DTCList',
  ),
  low_voltage_level: signal('12 V battery charge', 'fraction', 'read_diagnostics', 'LowVoltageBattery.StateOfCharge'),
  low_voltage_status: signal('12 V battery health', 'text', 'read_diagnostics', 'LowVoltageBattery.Status'),
  drive_mode: signal('Drive mode', 'text', 'read_diagnostics', 'Transmission.DriveMode'),
  gear: signal('Gear', 'text', 'read_diagnostics', 'Transmission.GearState'),

  in_service: signal('In service', 'flag', 'read_service_history', 'Service.IsInService'),
  services: signal('Service history', 'services', 'read_service_history', 'Service.Records'),

  speed: signal('Speed', 'speed', 'read_speedometer', 'Motion.CurrentSpeed', 'Vehicle.Speed'),
  heading: signal('Compass heading', 'angle', 'read_compass', null, 'Vehicle.CurrentLocation.Heading'),
  cabin_temperature: signal('Cabin temperature', 'temperature', 'read_thermometer'),
  outside_temperature: signal('Outside temperature', 'temperature', 'read_thermometer'),
  cabin_target_temperature: signal(
    'Cabin target temperature',
    'temperature',
    'read_climate',
    'HVAC.CabinTargetTemperature',
  ),
  climate_active: signal('Climate running', 'flag', 'read_climate', 'HVAC.IsCabinHVACActive'),
  front_defroster: signal('Front defroster', 'flag', 'read_climate', 'HVAC.IsFrontDefrosterActive'),
  rear_defroster: signal('Rear defroster', 'flag', 'read_climate', 'HVAC.IsRearDefrosterActive'),
  steering_heater: signal('Steering wheel heater', 'flag', 'read_climate', 'HVAC.IsSteeringHeaterActive'),

  firmware: signal('Firmware', 'text', 'read_extended_vehicle_info', 'ConnectivitySoftware.CurrentFirmwareVersion'),
  online: signal('Online', 'flag', 'read_extended_vehicle_info', 'ConnectivityStatus.IsOnline'),
  asleep: signal('Asleep', 'flag', 'read_extended_vehicle_info', 'ConnectivityStatus.IsAsleep'),
  digital_key: signal(
    'Digital key paired',
    'flag',
    'read_extended_vehicle_info',
    'ConnectivityStatus.IsDigitalKeyPaired',
  ),
  trim: signal('Trim', 'text', 'read_extended_vehicle_info', 'VehicleIdentification.Trim'),
  nickname: signal('Nickname', 'text', 'read_extended_vehicle_info', 'VehicleIdentification.Nickname'),
  exterior_color: signal(
    'Color',
    'text',
    'read_extended_vehicle_info',
    'VehicleIdentification.ExteriorColor',
    'Vehicle.VehicleIdentification.VehicleExteriorColor',
  ),
  packages: signal(
    'Equipment packages',
    'texts',
    'read_extended_vehicle_info',
    'VehicleIdentification.Packages',
    'Vehicle.VehicleIdentification.OptionalExtras',
  ),
  account_role: signal('Role in the maker’s account', 'text', 'read_user_profile', 'VehicleUserAccount.Role'),
  account_permissions: signal(
    'Rights in the maker’s account',
    'texts',
    'read_user_profile',
    'VehicleUserAccount.Permissions',
  ),
} as const satisfies Record<string, SignalEntry>;

export type SignalId = keyof typeof signals;

/** The type of a signal's value, in the units of `quantities`. */
export type SignalValue<S extends SignalId> = KindValues[(typeof signals)[S]['kind']];

/** True for the id of a signal. */
const isSignalId = (id: string): id is SignalId => Object.hasOwn(signals, id);

/** All ids, in the order of the list. */
export const signalIds: readonly SignalId[] = Object.keys(signals).filter(isSignalId);

const byCode: ReadonlyMap<string, SignalId> = new Map(
  signalIds.flatMap(id => {
    const v3 = signals[id].v3;
    return v3 === null ? [] : [[v3.code, id] as const];
  }),
);

/** The signal with this v3 code (`odometer-traveleddistance`), or undefined. */
export const findSignalByCode = (code: string): SignalId | undefined => byCode.get(code);
