// The same call as a command line and with each SDK. Pure.
import type { Call } from './call.ts';

/** What goes into a request, beside what every request of the call has. */
export type Values = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text or a form's text; undefined for no body. */
  readonly body: string | undefined;
};

/** The values that the API document shows. */
export function shownValues({ parameters, body }: Call): Values {
  const of = (place: 'path' | 'query' | 'header'): Record<string, string> =>
    Object.fromEntries(
      parameters.flatMap(({ name, in: where, example }) =>
        where === place && example !== undefined ? [[name, example]] : [],
      ),
    );
  return {
    path: of('path'),
    query: of('query'),
    headers: of('header'),
    body: body && bodyText(body.type, body.example),
  };
}

const bodyText = (type: string, example: unknown): string | undefined => {
  if (example === undefined) return undefined;
  return type === FORM ? new URLSearchParams(example as Record<string, string>).toString() : JSON.stringify(example);
};

const FORM = 'application/x-www-form-urlencoded';

/** Path and query of a request, every value percent-encoded. */
export function addressOf({ path }: Pick<Call, 'path'>, values: Pick<Values, 'path' | 'query'>): string {
  const filled = path.replace(/\{(\w+)\}/g, (place, name: string) =>
    values.path[name] === undefined ? place : encodeURIComponent(values.path[name]),
  );
  const query = Object.entries(values.query)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** A command line for POSIX shells. @param origin without a final slash */
export function curl(call: Call, origin: string, values: Values): string {
  const parts = [
    `curl${call.method === 'GET' ? '' : ` -X ${call.method}`} ${quote(origin + addressOf(call, values))}`,
    ...proofOf(call),
    ...Object.entries(values.headers)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(values.body === undefined || call.body === undefined
      ? []
      : [`-H ${quote(`Content-Type: ${call.body.type}`)}`, `-d ${quote(values.body)}`]),
  ];
  return parts.join(' \\\n  ');
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function proofOf({ proof, api, path }: Call): string[] {
  if (proof === 'none') return [];
  if (proof === 'client')
    return [path.includes('management') ? '-u "default:$MANAGEMENT_TOKEN"' : '-u "$CLIENT_ID:$CLIENT_SECRET"'];
  return [`-H "Authorization: ${api === 'bugcrowd' ? 'Token' : 'Bearer'} $ACCESS_TOKEN"`];
}

type Expressions = readonly [node: string, python: string, java?: string, ruby?: string];

/** How the SDKs' vehicle objects name the calls of version 2. */
const ofVehicle: Readonly<Record<string, Expressions>> = {
  attributes: ['attributes()', 'attributes()', 'attributes()', 'attributes'],
  vin: ['vin()', 'vin()', 'vin()', 'vin'],
  odometer: ['odometer()', 'odometer()', 'odometer()', 'odometer'],
  location: ['location()', 'location()', 'location()', 'location'],
  fuel: ['fuel()', 'fuel()', 'fuel()', 'fuel'],
  battery: ['battery()', 'battery()', 'battery()', 'battery'],
  'battery-capacity': ['batteryCapacity()', 'battery_capacity()', 'batteryCapacity()', 'battery_capacity'],
  'nominal-capacity': ['nominalCapacity()', 'nominal_capacity()'],
  charge: ['charge()', 'charge()', 'charge()', 'charge'],
  'charge-limit': ['getChargeLimit()', 'get_charge_limit()'],
  'engine-oil': ['engineOil()', 'engine_oil()', 'engineOil()', 'engine_oil'],
  'tires-pressure': ['tirePressure()', 'tire_pressure()', 'tirePressure()', 'tire_pressure'],
  security: ['lockStatus()', 'lock_status()'],
  'service-history': ["serviceHistory('2026-01-01', '2026-11-20')", "service_history('2026-01-01', '2026-11-20')"],
  'system-status': ['diagnosticSystemStatus()', 'diagnostic_system_status()'],
  dtcs: ['diagnosticTroubleCodes()', 'diagnostic_trouble_codes()'],
  permissions: ['permissions()', 'permissions()', 'permissions()', 'permissions'],
  batch: [
    "batch(['/odometer', '/battery'])",
    "batch(['/odometer', '/battery'])",
    'batch(new String[]{"/odometer", "/battery"})',
    "batch(['/odometer', '/battery'])",
  ],
  'control-security': ['lock()', 'lock()', 'lock()', 'lock!'],
  'control-charge': ['startCharge()', 'start_charge()', 'startCharge()', 'start_charge!'],
  'control-charge-limit': ['setChargeLimit(0.8)', 'set_charge_limit(0.8)'],
  'control-navigation': ['sendDestination(52.5096, 13.3759)', 'send_destination(52.5096, 13.3759)'],
  disconnect: ['disconnect()', 'disconnect()', 'disconnect()', 'disconnect!'],
};

/** Calls of version 2 that are of the account, not of a car. */
const ofAccount: Readonly<Record<string, Expressions>> = {
  user: ['getUser(accessToken)', 'get_user(access_token)', 'getUser(accessToken)', 'get_user(token: access_token)'],
  vehicles: [
    'getVehicles(accessToken)',
    'get_vehicles(access_token)',
    'getVehicles(accessToken)',
    'get_vehicles(token: access_token)',
  ],
};

const languages = ['Node', 'Python', 'Java', 'Ruby'] as const;

/** The call with each SDK that has it. */
export function sdkCode(call: Call, values: Values): { readonly language: string; readonly code: string }[] {
  const id = call.id.replace(/-delete$/, '');
  const write = (expressions: Expressions, objects: readonly string[]) =>
    expressions.flatMap((expression, index) => {
      const language = languages[index];
      const object = objects[index];
      if (expression === undefined || language === undefined || object === undefined) return [];
      return [{ language, code: statement(language, `${object}.${expression}`) }];
    });
  if (call.api === 'v3' && call.id === 'signals')
    return write(['getSignals()', 'get_signals()'], ['vehicle', 'vehicle']);
  if (call.api === 'v3' && call.id === 'signal') {
    const code = values.path['code'] ?? '';
    return write([`getSignal('${code}')`, `get_signal('${code}')`], ['vehicle', 'vehicle']);
  }
  if (call.api !== 'v2') return [];
  const account = ofAccount[id];
  if (account) return write(account, ['smartcar', 'smartcar', 'Smartcar', 'Smartcar']);
  const own = ofVehicle[id];
  if (own) return write(own, ['vehicle', 'vehicle', 'vehicle', 'vehicle']);
  const rest = /\{id\}\/(.+)$/.exec(call.path)?.[1];
  if (rest === undefined) return [];
  const address = addressOf({ path: rest }, values);
  const body = values.body === undefined ? '' : `, ${values.body}`;
  return write(
    [`request('${call.method}', '${address}'${body})`, `request('${call.method}', '${address}'${pythonOf(body)})`],
    ['vehicle', 'vehicle'],
  );
}

const pythonWords: Readonly<Record<string, string>> = { true: 'True', false: 'False', null: 'None' };

const pythonOf = (json: string): string => json.replace(/\b(?:true|false|null)\b/g, word => pythonWords[word] ?? word);

const statement = (language: (typeof languages)[number], expression: string): string => {
  if (language === 'Node') return `const answer = await ${expression};`;
  if (language === 'Java') return `var answer = ${expression};`;
  return `answer = ${expression}`;
};
