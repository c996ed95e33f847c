// What the value of a signal looks like: the quantities with their units, and the kinds that are more than a number.

/** How quantities are counted inside the product; every adapter converts to these before it hands a reading on. */
export const quantities = {
  distance: { metric: 'km', imperial: 'mi', v3: 'km', decimals: 2 },
  speed: { metric: 'km/h', imperial: 'mph', v3: 'km/h', decimals: 2 },
  volume: { metric: 'L', imperial: 'gal', v3: 'liters', decimals: 2 },
  pressure: { metric: 'kPa', imperial: 'psi', v3: 'kPa', decimals: 2 },
  temperature: { metric: '°C', imperial: '°F', v3: 'celsius', decimals: 1 },
  /** 0 to 1; v3 writes 0 to 100. */
  fraction: { metric: '', imperial: '', v3: 'percent', decimals: 4 },
  energy: { metric: 'kWh', imperial: 'kWh', v3: 'kWh', decimals: 2 },
  power: { metric: 'W', imperial: 'W', v3: 'watts', decimals: 0 },
  current: { metric: 'A', imperial: 'A', v3: 'ampere', decimals: 1 },
  voltage: { metric: 'V', imperial: 'V', v3: 'volts', decimals: 1 },
  angle: { metric: '°', imperial: '°', v3: 'degrees', decimals: 1 },
  duration: { metric: 'min', imperial: 'min', v3: 'minutes', decimals: 0 },
  count: { metric: '', imperial: '', v3: null, decimals: 0 },
} as const satisfies Record<string, { metric: string; imperial: string; v3: string | null; decimals: number }>;

export type Quantity = keyof typeof quantities;

/** Row 0 is the front, column 0 the left; null where the car does not say. */
export type Opening = {
  readonly row: number;
  readonly column: number;
  readonly isOpen: boolean | null;
  readonly isLocked: boolean | null;
};

export type ServiceRecord = {
  readonly id: number | null;
  /** Milliseconds since 1970, UTC; so are all times here. */
  readonly at: number;
  readonly odometer: number;
  readonly tasks: readonly { readonly id: number | null; readonly description: string }[];
  readonly place: string;
  readonly cost: { readonly total: number; readonly currency: string } | null;
};

/** Values that are more than a number, a yes or no, or a word. */
type StructuredValues = {
  attributes: { readonly make: string; readonly model: string; readonly year: number; readonly powertrain: Powertrain };
  location: { readonly latitude: number; readonly longitude: number; readonly heading: number | null };
  openings: readonly Opening[];
  opening: { readonly isOpen: boolean | null; readonly isLocked: boolean | null };
  tires: readonly { readonly row: number; readonly column: number; readonly pressure: number }[];
  capacity: {
    readonly nominal: number | null;
    readonly source: 'SMARTCAR' | 'USER_SELECTED';
    readonly candidates: readonly { readonly capacity: number; readonly description: string | null }[];
  };
  chargingState: 'CHARGING' | 'FULLY_CHARGED' | 'NOT_CHARGING';
  timers: readonly {
    readonly type: 'location' | 'global';
    readonly start: string;
    readonly end: string;
    readonly days: readonly string[];
    /** Where it holds, and as what it was made through our API; absent for a timer of the car's own. */
    readonly place?: { readonly latitude: number; readonly longitude: number };
    readonly schedule?: { readonly id: string; readonly type: 'daily' | 'weekly' | 'workweek' };
  }[];
  chargeRecords: readonly { readonly startedAt: number; readonly endedAt: number; readonly energy: number }[];
  system: { readonly status: 'OK' | 'ALERT'; readonly description: string | null };
  troubleCodes: readonly { readonly code: string; readonly since: number | null }[];
  services: readonly ServiceRecord[];
};

export type Powertrain = 'BEV' | 'PHEV' | 'HEV' | 'ICE';

/** The value of a signal by its kind: numbers in the units of `quantities`. */
export type KindValues = StructuredValues & { [Q in Quantity]: number } & {
  flag: boolean;
  text: string;
  texts: readonly string[];
};

export type Kind = keyof KindValues;
