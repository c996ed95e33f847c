// Every permission that an application can ask a car's owner for: the OAuth scope, and what the owner reads about it.

export type Sensitivity = 'low' | 'medium' | 'high';

export type Scope = {
  /** The OAuth scope value; permanent. */
  readonly name: string;
  /** Completes "This app wants to …" on the consent page. */
  readonly sentence: string;
  /** What one answer looks like, so that nobody has to guess. */
  readonly example: string;
  /** Whether the application only looks, or makes the car do something. */
  readonly group: 'see' | 'do';
  /** How much harm the data or the command can do in the wrong hands. */
  readonly sensitivity: Sensitivity;
  /** What it opens, in words, for developers' documentation. */
  readonly opens: string;
};

/** The permissions of the vehicle API (vehicle-platform §5), in the order in which consent pages show them. */
export const scopes = [
  {
    name: 'read_vehicle_info',
    sentence: 'Know the make, model and year of your car',
    example: 'like Chevrolet Volt, 2016',
    group: 'see',
    sensitivity: 'low',
    opens: 'make, model, year and kind of drive',
  },
  {
    name: 'read_vin',
    sentence: 'Read your car’s identification number (VIN)',
    example: 'like 1G1RC6S50GU100204',
    group: 'see',
    sensitivity: 'medium',
    opens: 'the VIN',
  },
  {
    name: 'read_odometer',
    sentence: 'See the total distance your car has travelled',
    example: 'like 12,345 km',
    group: 'see',
    sensitivity: 'low',
    opens: 'the odometer',
  },
  {
    name: 'read_location',
    sentence: 'See where your car is',
    example: 'like a point on the map, exact to a few meters',
    group: 'see',
    sensitivity: 'high',
    opens: 'the precise position, and whether the car is at home',
  },
  {
    name: 'read_battery',
    sentence: 'See your high-voltage battery: charge, range and size',
    example: 'like 78 % and 310 km of range',
    group: 'see',
    sensitivity: 'low',
    opens: 'state of charge, electric range, battery capacity',
  },
  {
    name: 'read_charge',
    sentence: 'See whether and how your car is charging',
    example: 'like plugged in, charging at 7 kW, limit 80 %',
    group: 'see',
    sensitivity: 'medium',
    opens: 'charging state, cable, power, limit and timers',
  },
  {
    name: 'read_charge_locations',
    sentence: 'See the places where you charged before, and their settings',
    example: 'like your home address and its charging hours',
    group: 'see',
    sensitivity: 'high',
    opens: 'earlier charging places with their schedules',
  },
  {
    name: 'read_charge_records',
    sentence: 'See your charging sessions and what they cost',
    example: 'like 23 kWh on 4 May for 9.20 EUR',
    group: 'see',
    sensitivity: 'high',
    opens: 'charging records with billing details',
  },
  {
    name: 'read_charge_events',
    sentence: 'Be told when charging starts and stops',
    example: 'like “charging completed at 03:12”',
    group: 'see',
    sensitivity: 'medium',
    opens: 'notifications about charging',
  },
  {
    name: 'read_fuel',
    sentence: 'See how much fuel is in the tank',
    example: 'like 31 liters and 480 km of range',
    group: 'see',
    sensitivity: 'low',
    opens: 'fuel level, amount and range',
  },
  {
    name: 'read_engine_oil',
    sentence: 'See how long the engine oil will last',
    example: 'like 65 % of its life left',
    group: 'see',
    sensitivity: 'low',
    opens: 'the remaining life of the engine oil',
  },
  {
    name: 'read_tires',
    sentence: 'See the air pressure of your tires',
    example: 'like 232 kPa front left',
    group: 'see',
    sensitivity: 'low',
    opens: 'the pressure of each tire',
  },
  {
    name: 'read_security',
    sentence: 'See whether doors, windows and trunk are open or locked',
    example: 'like locked, left window open',
    group: 'see',
    sensitivity: 'high',
    opens: 'locks, doors, windows, sunroof, storage, charging port, sentry',
  },
  {
    name: 'read_diagnostics',
    sentence: 'See warnings and trouble codes of your car',
    example: 'like tire pressure warning, code P0455',
    group: 'see',
    sensitivity: 'medium',
    opens: 'system status, trouble codes, 12-volt battery, gear',
  },
  {
    name: 'read_alerts',
    sentence: 'Receive alerts that your car raises',
    example: 'like “washer fluid low”',
    group: 'see',
    sensitivity: 'medium',
    opens: 'alerts of the car',
  },
  {
    name: 'read_service_history',
    sentence: 'See when your car was at the workshop, and what was done',
    example: 'like oil change on 10 July at 50,000 km',
    group: 'see',
    sensitivity: 'medium',
    opens: 'service records, and whether the car is in service',
  },
  {
    name: 'read_speedometer',
    sentence: 'See how fast your car is going',
    example: 'like 84 km/h',
    group: 'see',
    sensitivity: 'high',
    opens: 'the present speed',
  },
  {
    name: 'read_compass',
    sentence: 'See which direction your car is facing',
    example: 'like south-west',
    group: 'see',
    sensitivity: 'medium',
    opens: 'the compass heading',
  },
  {
    name: 'read_thermometer',
    sentence: 'See the temperature inside and outside your car',
    example: 'like 23 °C inside',
    group: 'see',
    sensitivity: 'low',
    opens: 'cabin and outside temperature',
  },
  {
    name: 'read_climate',
    sentence: 'See the climate settings of your car',
    example: 'like 21 °C, rear defroster on',
    group: 'see',
    sensitivity: 'low',
    opens: 'climate status and settings',
  },
  {
    name: 'read_extended_vehicle_info',
    sentence: 'See how your car is configured',
    example: 'like color, trim, software version, nickname',
    group: 'see',
    sensitivity: 'medium',
    opens: 'equipment, firmware, nickname, connectivity',
  },
  {
    name: 'read_user_profile',
    sentence: 'See your account profile at the car maker',
    example: 'like your e-mail address and phone number',
    group: 'see',
    sensitivity: 'high',
    opens: 'e-mail, phone number, role and rights in the maker’s account',
  },
  {
    name: 'control_charge',
    sentence: 'Start and stop charging, and set limits and times',
    example: 'like stop charging at 80 %',
    group: 'do',
    sensitivity: 'medium',
    opens: 'charging start, stop, limit and schedule',
  },
  {
    name: 'control_security',
    sentence: 'Lock and unlock your car',
    example: 'like unlock the doors from anywhere',
    group: 'do',
    sensitivity: 'high',
    opens: 'lock and unlock',
  },
  {
    name: 'control_navigation',
    sentence: 'Send destinations to your navigation system',
    example: 'like set the route to a charging station',
    group: 'do',
    sensitivity: 'medium',
    opens: 'navigation destinations',
  },
  {
    name: 'control_climate',
    sentence: 'Set the climate of your car',
    example: 'like warm it to 21 °C before you leave',
    group: 'do',
    sensitivity: 'medium',
    opens: 'climate temperature',
  },
  {
    name: 'control_trunk',
    sentence: 'Open the trunk and the front trunk',
    example: 'like open the trunk for a delivery',
    group: 'do',
    sensitivity: 'high',
    opens: 'trunk and front trunk',
  },
  {
    name: 'control_pin',
    sentence: 'Set or reset the PIN that is needed to drive',
    example: 'like a new PIN before the next drive',
    group: 'do',
    sensitivity: 'high',
    opens: 'the driver’s PIN',
  },
] as const satisfies readonly Scope[];

export type ScopeName = (typeof scopes)[number]['name'];

const byName: ReadonlyMap<string, (typeof scopes)[number]> = new Map(scopes.map(scope => [scope.name, scope]));

/** The scope of this name, or undefined: applications may ask for names that do not exist. */
export const findScope = (name: string): (typeof scopes)[number] | undefined => byName.get(name);

/** True for a permission of the vehicle API, exactly spelled and without the `required:` prefix. */
export const isScopeName = (name: string): name is ScopeName => byName.has(name);
