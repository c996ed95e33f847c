// Tesla on this machine: its authorization server, its Fleet API and its command proxy, as its documents show them.
// Tokens are told apart by who asked; refresh tokens count once; sleeping cars answer as Tesla says.
import { createHash } from 'node:crypto';
import { type Heard, openStandIn, type Said, type StandIn } from '../support/https-stand-in.ts';

export type TeslaCar = {
  readonly vin: string;
  state: 'online' | 'asleep' | 'offline';
  /** How many looks it takes to come online once woken; -1: it never does. */
  wakesAfter: number;
  readonly data: Record<string, Record<string, unknown>>;
};

export type FakeTesla = StandIn & {
  readonly cars: TeslaCar[];
  readonly commandsTaken: { vin: string; name: string; body: unknown; by: 'fleet' | 'proxy' }[];
  /** Asked before everything else: what a test wants to go wrong. */
  trouble: (heard: Heard) => Said | Promise<Said> | undefined;
  /** What a car says to a command instead of doing it. */
  refuseCommand: string | undefined;
  /** Whether the virtual key is paired, as the proxy finds out. */
  isPaired: boolean;
  /** How often tokens were renewed. */
  renewals: number;
  /** A visit of a browser that the product sent: signs in and comes back. */
  visit(url: string): { readonly code: string; readonly state: string };
  /** How tokens are revoked (RFC 7009): it does, it is out, it has no such endpoint, or it says they are none. */
  revocation: 'works' | 'down' | 'absent' | 'unknown';
  readonly revoked: { readonly token: string; readonly hint: string }[];
  /** Ends the owner's sign-in. */
  signOut(): void;
  /** Of the command proxy, with a certificate of its own. */
  readonly proxy: StandIn;
};

export const SECRET = 'ta-secret.+/=&';

const jwt = (claims: object): string =>
  [{ alg: 'RS256' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.sig';

/** A Model 3 and what it tells at this moment, in the shape and units of the documents' example. */
export const teslaCar = (vin: string, at: Date): TeslaCar => {
  const timestamp = at.getTime();
  return {
    vin,
    state: 'online',
    wakesAfter: 1,
    data: {
      charge_state: {
        battery_heater_on: false,
        battery_level: 42,
        battery_range: 133.99,
        charge_amps: 48,
        charge_current_request: 48,
        charge_current_request_max: 48,
        charge_energy_added: 48.45,
        charge_limit_soc: 90,
        charge_port_door_open: false,
        charge_port_latch: 'Engaged',
        charge_rate: 0,
        charger_actual_current: 0,
        charger_power: 0,
        charger_voltage: 2,
        charging_state: 'Disconnected',
        conn_charge_cable: '<invalid>',
        fast_charger_present: false,
        fast_charger_type: '<invalid>',
        max_range_charge_counter: 2,
        minutes_to_full_charge: 0,
        usable_battery_level: 42,
        timestamp,
      },
      climate_state: {
        inside_temp: 38.4,
        outside_temp: 36.5,
        driver_temp_setting: 21,
        is_climate_on: false,
        timestamp,
      },
      drive_state: {
        gps_as_of: Math.floor(timestamp / 1000) - 60,
        heading: 289,
        latitude: 37.7765494,
        longitude: -122.4195418,
        power: 1,
        shift_state: null,
        speed: null,
        timestamp,
      },
      vehicle_config: {
        car_type: 'model3',
        charge_port_type: 'US',
        exterior_color: 'MidnightSilver',
        rhd: false,
        timestamp,
      },
      vehicle_state: {
        car_version: '2023.7.20 7910d26d5c64',
        df: 0,
        dr: 0,
        pf: 1,
        pr: 0,
        ft: 0,
        rt: 16,
        fd_window: 0,
        fp_window: 0,
        rd_window: 0,
        rp_window: 2,
        locked: true,
        odometer: 15720.074889,
        sentry_mode: false,
        tpms_pressure_fl: 3.1,
        tpms_pressure_fr: 3.1,
        tpms_pressure_rl: 3.15,
        tpms_pressure_rr: 3,
        vehicle_name: 'grADOFIN',
        timestamp,
      },
    },
  };
};

/** Starts Tesla and its command proxy. */
export async function openTesla(cars: TeslaCar[]): Promise<FakeTesla> {
  const standIn = await openStandIn();
  const proxy = await openStandIn();
  const codes = new Map<string, { challenge: string; redirect: string }>();
  const refreshTokens = new Set<string>();
  let access = new Set<string>();
  let count = 0;

  const give = (): Said => {
    count += 1;
    const tokens = { access_token: jwt({ sub: 'account-1', n: count }), refresh_token: `NA_refresh_${count}` };
    access = new Set([...access, tokens.access_token]);
    refreshTokens.add(tokens.refresh_token);
    return { body: { ...tokens, id_token: jwt({ sub: 'account-1' }), expires_in: 28_800, token_type: 'Bearer' } };
  };
  const deny = (status: number, error: string): Said => ({
    status,
    body: { response: null, error, error_description: '' },
  });

  const token = (form: URLSearchParams): Said => {
    if (form.get('client_id') !== 'client-1') return { status: 401, body: { error: 'invalid_client' } };
    if (form.get('grant_type') === 'refresh_token') {
      const old = form.get('refresh_token') ?? '';
      // A refresh token counts once, and who comes with a used one has lost the sign-in.
      if (!refreshTokens.delete(old)) {
        refreshTokens.clear();
        return { status: 401, body: { error: 'login_required', error_description: 'The refresh_token is invalid' } };
      }
      fake.renewals += 1;
      return give();
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      code !== undefined &&
      code.challenge === proof &&
      code.redirect === form.get('redirect_uri') &&
      form.get('client_secret') === SECRET &&
      form.get('audience') === standIn.origin;
    return isGood ? give() : { status: 400, body: { error: 'invalid_grant' } };
  };

  const revoke = (form: URLSearchParams): Said => {
    if (fake.revocation === 'absent') return { status: 404 };
    if (fake.revocation === 'down') return { status: 503 };
    if (form.get('client_id') !== 'client-1' || form.get('client_secret') !== SECRET)
      return { status: 401, body: { error: 'invalid_client' } };
    if (fake.revocation === 'unknown') return { status: 400, body: { error: 'invalid_token' } };
    const [token, hint] = [form.get('token') ?? '', form.get('token_type_hint') ?? ''];
    refreshTokens.delete(token);
    access.delete(token);
    fake.revoked.push({ token, hint });
    return {};
  };

  const command = (car: TeslaCar, name: string, body: string, by: 'fleet' | 'proxy'): Said => {
    if (car.state !== 'online') return deny(408, 'vehicle unavailable: vehicle is offline or asleep');
    if (by === 'fleet') return deny(403, 'Tesla Vehicle Command Protocol required');
    if (!fake.isPaired)
      return deny(500, 'vehicle rejected request: your public key has not been paired with the vehicle');
    if (fake.refuseCommand !== undefined) return { body: { response: { result: false, reason: fake.refuseCommand } } };
    fake.commandsTaken.push({ vin: car.vin, name, body: JSON.parse(body), by });
    return { body: { response: { result: true, reason: '' } } };
  };

  const api = (heard: Heard, by: 'fleet' | 'proxy'): Said => {
    const { pathname, searchParams } = new URL(heard.path, standIn.origin);
    if (!access.has(heard.headers['authorization']?.replace('Bearer ', '') ?? ''))
      return deny(401, 'invalid bearer token');
    if (pathname === '/api/1/users/region')
      return { body: { response: { region: 'eu', fleet_api_base_url: standIn.origin } } };
    if (pathname === '/api/1/vehicles')
      return {
        body: {
          response: cars.map(({ vin, state }) => ({ id: 1, vin, state, display_name: 'x' })),
          count: cars.length,
        },
      };
    const [, vin = '', rest = ''] = /^\/api\/1\/vehicles\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
    const car = cars.find(one => one.vin === vin);
    if (car === undefined) return deny(404, 'not_found');
    if (rest === '') {
      if (car.state === 'asleep' && waking.has(vin)) {
        const left = waking.get(vin) ?? 0;
        waking.set(vin, left - 1);
        if (left === 0) car.state = 'online';
      }
      return { body: { response: { vin, state: car.state } } };
    }
    if (rest === 'wake_up') {
      if (car.wakesAfter >= 0) waking.set(vin, car.wakesAfter);
      return { body: { response: { vin, state: car.state } } };
    }
    if (rest === 'vehicle_data') {
      if (car.state !== 'online') return deny(408, 'vehicle unavailable: vehicle is offline or asleep');
      const wanted = (searchParams.get('endpoints') ?? '').split(';');
      const given = Object.entries(car.data).filter(([part]) => wanted.includes(part));
      const response = Object.fromEntries(given.map(([part, state]) => [part, { ...state }]));
      // Since firmware 2023.38 the place comes only when `location_data` is asked for.
      if (!wanted.includes('location_data') && response['drive_state'])
        for (const name of ['latitude', 'longitude', 'heading', 'gps_as_of']) delete response['drive_state'][name];
      return { body: { response: { vin, state: 'online', ...response } } };
    }
    const [, name] = /^command\/(\w+)$/.exec(rest) ?? [];
    return name === undefined ? deny(404, 'not_found') : command(car, name, heard.body, by);
  };
  const waking = new Map<string, number>();

  const fake: FakeTesla = Object.assign(standIn, {
    cars,
    commandsTaken: [],
    trouble: () => undefined,
    refuseCommand: undefined,
    isPaired: true,
    renewals: 0,
    revocation: 'works' as const,
    revoked: [],
    proxy,
    signOut: () => {
      access = new Set();
      refreshTokens.clear();
    },
    visit: (url: string) => {
      const { origin, pathname, searchParams } = new URL(url);
      if (
        origin !== standIn.origin ||
        pathname !== '/oauth2/v3/authorize' ||
        searchParams.get('client_id') !== 'client-1'
      )
        throw new Error(`not the way to Tesla: ${url}`);
      if (searchParams.get('response_type') !== 'code' || searchParams.get('code_challenge_method') !== 'S256')
        throw new Error('not the flow that was expected');
      const code = `code-${codes.size}-${count}`;
      codes.set(code, {
        challenge: searchParams.get('code_challenge') ?? '',
        redirect: searchParams.get('redirect_uri') ?? '',
      });
      return { code, state: searchParams.get('state') ?? '' };
    },
  });
  standIn.answer(async heard => {
    const trouble = await fake.trouble(heard);
    if (trouble !== undefined) return trouble;
    // The owner's browser itself: whoever comes is signed in, and sent back at once.
    if (heard.path.startsWith('/oauth2/v3/authorize?')) {
      const back = new URL(new URL(heard.path, standIn.origin).searchParams.get('redirect_uri') ?? '');
      back.search = new URLSearchParams(fake.visit(standIn.origin + heard.path)).toString();
      return { status: 302, headers: { location: back.href } };
    }
    if (heard.path === '/oauth2/v3/revoke') return revoke(new URLSearchParams(heard.body));
    return heard.path === '/oauth2/v3/token' ? token(new URLSearchParams(heard.body)) : api(heard, 'fleet');
  });
  proxy.answer(heard => api(heard, 'proxy'));
  return fake;
}
