// What an application may ask of Connect beside OAuth's own parameters (vehicle-platform §4.2). Pure.

const MODES = ['live', 'test', 'simulated'] as const;

export type ConnectOptions = {
  readonly mode: (typeof MODES)[number];
  /** `auto`: what the owner has granted already need not be asked again. */
  readonly approvalPrompt: 'auto' | 'force';
  /** Exactly one vehicle can be granted. */
  readonly isSingle: boolean;
  /** The one vehicle that can be granted, by its VIN; `make` counts for nothing then. */
  readonly vin?: string;
  /** A brand as makers are named, upper case: no brand is asked for. */
  readonly make?: string;
  /** By key; unknown ones are for others. */
  readonly flags: ReadonlyMap<string, string>;
  /** The developer's own id for the owner; for their statistics alone. */
  readonly user?: string;
  /** The developer's id of the connection, told back; `null` clears it. */
  readonly externalId?: string;
  /** The origin that a pop-up's answer is for, as it was sent: whether it is registered is not known here. */
  readonly appOrigin?: string;
  /** Set when the owner shall sign in to the maker again, for this vehicle alone. */
  readonly reauthenticate?: { readonly vehicle: string };
};

type Read = { readonly ok: true; readonly options: ConnectOptions } | { readonly ok: false; readonly fault: string };
type Params = Readonly<Record<string, unknown>>;

/** The parameters by name, for whoever has to let them through. */
export const CONNECT_PARAMETERS = [
  'mode',
  'approval_prompt',
  'single_select',
  'single_select_vin',
  'make',
  'flags',
  'user',
  'external_id',
  'app_origin',
  'vehicle_id',
  'reauthenticate',
] as const;

/** @returns the options, or a sentence for the developer about the first parameter that cannot be read */
export function readConnectOptions(params: Params): Read {
  const text = (name: string): string | undefined => {
    const value = params[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const fault = RULES.find(([name, isGood]) => {
    const value = text(name);
    return value !== undefined && !isGood(value);
  });
  if (fault) return { ok: false, fault: `${fault[0]} ${fault[2]}` };
  const vehicle = text('vehicle_id')?.toLowerCase();
  const isAgain = text('reauthenticate') === 'true';
  if (isAgain && vehicle === undefined) return { ok: false, fault: 'vehicle_id must name the vehicle' };
  const vin = text('single_select_vin')?.toUpperCase();
  const make = text('make')?.toUpperCase();
  const user = text('user');
  const externalId = text('external_id');
  const appOrigin = text('app_origin');
  return {
    ok: true,
    options: {
      mode: MODES.find(mode => mode === text('mode')) ?? 'live',
      approvalPrompt: text('approval_prompt') === 'force' ? 'force' : 'auto',
      isSingle: text('single_select') === 'true' || vin !== undefined,
      ...(vin !== undefined && { vin }),
      ...(make !== undefined && vin === undefined && { make }),
      flags: readFlags(text('flags') ?? ''),
      ...(user !== undefined && { user }),
      ...(externalId !== undefined && { externalId }),
      ...(appOrigin !== undefined && { appOrigin }),
      ...(isAgain && vehicle !== undefined && { reauthenticate: { vehicle } }),
    },
  };
}

/** `country:DE color:00819D`: words of key and value; a key alone is true. */
function readFlags(text: string): ReadonlyMap<string, string> {
  const words = text.split(' ').filter(word => word !== '');
  return new Map(
    words.map(word => {
      const at = word.indexOf(':');
      return at < 0 ? [word, 'true'] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

const isOneOf =
  (...words: string[]) =>
  (value: string): boolean =>
    words.includes(value);
const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

const SHORT = matches(/^[\x20-\x7e]{1,200}$/);
const SHORT_FAULT = 'must have at most 200 plain characters';

const RULES: readonly (readonly [name: string, isGood: (value: string) => boolean, fault: string])[] = [
  ['mode', isOneOf(...MODES), 'must be live, test or simulated'],
  ['approval_prompt', isOneOf('auto', 'force'), 'must be auto or force'],
  ['single_select', isOneOf('true', 'false'), 'must be true or false'],
  // ISO 3779: 17 characters without I, O and Q.
  ['single_select_vin', matches(/^[A-HJ-NPR-Z0-9]{17}$/i), 'must be a VIN of 17 characters'],
  ['make', matches(/^[\w-]{1,40}$/), 'must be the name of a brand'],
  ['flags', matches(/^[\x20-\x7e]{1,500}$/), 'must have at most 500 plain characters'],
  ['user', SHORT, SHORT_FAULT],
  ['external_id', SHORT, SHORT_FAULT],
  ['app_origin', value => URL.canParse(value) && new URL(value).origin === value, 'must be an origin'],
  ['vehicle_id', matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i), 'must be the id of a vehicle'],
];
