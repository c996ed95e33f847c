// Cars of the simulator behind a listening server, called as an SDK does it, and what stands in the log of their reads.
import assert from 'node:assert/strict';
import { scopes } from '../../src/catalog/scopes.ts';
import type { Provider } from '../../src/vehicles/providers/provider.ts';
import { findProvider } from '../../src/vehicles/providers/registry.ts';
import { grantedCars } from './granted-cars.ts';
import { openWorld } from './world.ts';

/** A line of the log. */
export type Log = { signal: string; outcome: string; reason: string | null; request: string };

type Call = {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  as?: string;
  version?: string;
};

/** Opens it. Close it after use. */
export async function openCalledCars() {
  const world = await openWorld({ limitsOff: true });
  /** The maker of these cars, whose answers some tests replace. */
  const simulator: Provider = findProvider(world.kernel, 'simulator') ?? assert.fail();
  const all = await grantedCars(
    world,
    ['volt', 'model-y', 'mach-e'],
    scopes.map(({ name }) => name),
  );
  const few = await grantedCars(world, ['volt'], ['read_odometer'], 'per_other');
  const origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });

  const call = async (
    path: string,
    { method = 'GET', body, headers = {}, as = all.token, version = '2.0' }: Call = {},
  ) => {
    const reply = await fetch(`${origin}/v${version}/vehicles/${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, body: JSON.parse(text) };
  };

  /** The newest lines first. */
  const log = async (count = 1): Promise<Log[]> =>
    (
      await world.database.pool.query<Log>(
        'select signal, outcome, reason, request from vehicles.read_event order by seq desc limit $1',
        [count],
      )
    ).rows;

  return {
    world,
    simulator,
    origin,
    /** `other` is of somebody who allowed the odometer alone, to the token `narrow`. */
    cars: { ...all.cars, other: few.cars['volt'] ?? '' } as Readonly<Record<string, string>>,
    token: all.token,
    narrow: few.token,
    volt: () => all.cars['volt'] ?? '',
    tesla: () => all.cars['model-y'] ?? '',
    call,
    log,
    close: world.close,
  };
}
