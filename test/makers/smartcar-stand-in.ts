// Smartcar on this machine: its token endpoint and API v2, whose bodies and errors are those of the contract. Its cars
// are simulated ones, so that every kind of value comes along.
import { createHash } from 'node:crypto';
import { findReadEndpoint } from '../../src/catalog/vehicle-endpoints.ts';
import { type VehicleErrorCode, vehicleErrors } from '../../src/catalog/vehicle-errors.ts';
import { isFault, type Provider } from '../../src/vehicles/providers/provider.ts';
import { shapeV2 } from '../../src/vehicles/v2/shape-v2.ts';
import { type Heard, openStandIn, type Said, type StandIn } from '../support/https-stand-in.ts';

export type FakeSmartcar = StandIn & {
  /** Upstream's ids of cars, and what they are called at the simulator. */
  readonly cars: ReadonlyMap<string, string>;
  /** Asked before everything else: what a test wants to go wrong. */
  trouble: (heard: Heard) => Said | undefined;
  /** What one path says instead of its value. */
  readonly faults: Map<string, VehicleErrorCode>;
  renewals: number;
  readonly commandsTaken: { readonly path: string; readonly body: unknown }[];
  visit(url: string): string;
  signOut(): void;
};

export const SECRET = 'c0ff ee+/secret';

/** @param simulator whose cars it has; @param now its clock; @param certificate of another stand-in beside it */
export async function openSmartcar(
  simulator: Provider,
  now: () => Date,
  certificate?: StandIn['certificate'],
): Promise<FakeSmartcar> {
  const standIn = await openStandIn(certificate);
  const codes = new Map<string, { challenge: string; redirect: string }>();
  let access = '';
  let refresh = '';
  let count = 0;

  const error = (code: VehicleErrorCode): Said => {
    const { type, code: word, status } = vehicleErrors[code];
    return {
      status,
      body: { type, code: word, description: 'x', docURL: 'x', statusCode: status, resolution: { type: null } },
    };
  };
  const give = (): Said => {
    count += 1;
    access = `access-${count}`;
    refresh = `refresh-${count}`;
    return { body: { access_token: access, refresh_token: refresh, expires_in: 7200, token_type: 'Bearer' } };
  };
  const token = ({ headers, body }: Heard): Said => {
    const [id, secret] = Buffer.from((headers['authorization'] ?? '').slice(6), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    if (id !== 'client-1' || secret !== SECRET) return { status: 401, body: { error: 'invalid_client' } };
    const form = new URLSearchParams(body);
    if (form.get('grant_type') === 'refresh_token') {
      if (form.get('refresh_token') !== refresh) return { status: 400, body: { error: 'invalid_grant' } };
      fake.renewals += 1;
      return give();
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood = code !== undefined && code.challenge === proof && code.redirect === form.get('redirect_uri');
    return isGood ? give() : { status: 400, body: { error: 'invalid_grant' } };
  };
  const read = async (id: string, path: string): Promise<Said> => {
    const fault = fake.faults.get(path);
    if (fault !== undefined) return error(fault);
    const car = fake.cars.get(id);
    const endpoint = findReadEndpoint(path)?.endpoint;
    if (car === undefined || endpoint === undefined) return error('RESOURCE_NOT_FOUND.PATH');
    const readings = await simulator.read({ vehicle: car, credentials: null }, endpoint.signals, now());
    if (isFault(readings)) return error(readings.fault);
    const shaped = shapeV2(endpoint, readings, { vehicleId: id, system: 'metric', capacityUrl: null });
    return shaped === null
      ? error('COMPATIBILITY.VEHICLE_NOT_CAPABLE')
      : { body: shaped.body, headers: shaped.headers };
  };
  const api = async (heard: Heard): Promise<Said> => {
    if (heard.headers['authorization'] !== `Bearer ${access}`) return error('AUTHENTICATION');
    const { pathname } = new URL(heard.path, standIn.origin);
    if (pathname === '/v2.0/user') return { body: { id: 'e0514ef4-5226-11e8-8c13-8f6e8f02e27e' } };
    if (pathname === '/v2.0/vehicles')
      return { body: { vehicles: [...fake.cars.keys()], paging: { count: fake.cars.size, offset: 0 } } };
    const [, id = '', rest = ''] = /^\/v2\.0\/vehicles\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    if (rest === '/batch') {
      const { requests } = JSON.parse(heard.body) as { requests: { path: string }[] };
      const responses = await Promise.all(
        requests.map(async ({ path }) => {
          const { status: code = 200, body, headers } = await read(id, path);
          return { path, code, body, ...(headers && { headers }) };
        }),
      );
      return { body: { responses } };
    }
    if (heard.method === 'GET') return read(id, rest === '' ? '/' : rest);
    const fault = fake.faults.get(rest);
    if (fault !== undefined) return error(fault);
    if (!fake.cars.has(id)) return error('RESOURCE_NOT_FOUND.PATH');
    fake.commandsTaken.push({ path: rest, body: JSON.parse(heard.body) });
    return { body: { status: 'success', message: 'Successfully sent request to vehicle' } };
  };

  const fake: FakeSmartcar = Object.assign(standIn, {
    cars: new Map([
      ['36ab27d0-fd9d-4455-823a-ce30af709ff1', 'volt'],
      ['36ab27d0-fd9d-4455-823a-ce30af709ff2', 'model-y'],
    ]),
    trouble: () => undefined,
    faults: new Map<string, VehicleErrorCode>(),
    renewals: 0,
    commandsTaken: [],
    visit: (url: string) => {
      const { origin, pathname, searchParams } = new URL(url);
      const isRight =
        origin === standIn.origin && pathname === '/oauth/authorize' && searchParams.get('mode') === 'live';
      if (!isRight || searchParams.get('code_challenge_method') !== 'S256') throw new Error(`not the way: ${url}`);
      const code = `code-${codes.size}-${count}`;
      codes.set(code, {
        challenge: searchParams.get('code_challenge') ?? '',
        redirect: searchParams.get('redirect_uri') ?? '',
      });
      return code;
    },
    signOut: () => {
      access = '';
      refresh = '';
    },
  });
  standIn.answer(
    async heard => fake.trouble(heard) ?? (heard.path === '/oauth/token' ? token(heard) : await api(heard)),
  );
  return fake;
}
