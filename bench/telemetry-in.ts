// A fleet's telemetry by HTTP and by MQTT, sealed and on disk before the answer, against COPY of the same values into a bare
// table; and how that changes with what is stored already.
import fs from 'node:fs';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { insertApiToken } from '../src/accounts/api-tokens/api-token-store.ts';
import { findOrCreatePersonByEmail } from '../src/accounts/index.ts';
import { updateStaffRole } from '../src/accounts/people/person-store.ts';
import { href, routes } from '../src/catalog/routes.ts';
import { scopes } from '../src/catalog/scopes.ts';
import { after, DAY } from '../src/core/clock.ts';
import { readConfig } from '../src/core/config.ts';
import { newToken } from '../src/core/crypto/tokens.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { vinCheckDigit } from '../src/vehicles/vehicle.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import { openBrokerStandIn } from '../test/makers/mqtt-broker.ts';
import type { Figure } from './bench.ts';
import { childrenOf, cpuOf } from './cpu.ts';
import { openLoad } from './load.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_196;
const CARS = 1000;
const OWNERS = 200;
const SIGNALS = 100;
/** Batches of one measurement. */
const BATCHES = 2000;
const CONNECTIONS = 16;
/** Values that are stored before each measurement. */
const STORED = (process.env['BENCH_ROWS'] ?? '1000000,10000000').split(',').map(Number);
const PROMISED = 0.15;
const GROWTH = 1.2;

const vins = Array.from({ length: CARS }, (_, index) => {
  const plain = `5YJ3E1EA0KF${String(index).padStart(6, '0')}`;
  return `${plain.slice(0, 8)}${vinCheckDigit(plain)}${plain.slice(9)}`;
});

const codes = [
  'odometer-traveleddistance',
  'tractionbattery-stateofcharge',
  'charge-ischarging',
  'location-preciselocation',
  'charge-wattage',
];
let tick = 0;

/** Five signals of a car, twenty times each, no two batches alike. */
function signalsOf(): { code: string; at: number; value: unknown }[] {
  const now = Date.now();
  tick += 1;
  return Array.from({ length: SIGNALS }, (_, index) => {
    const code = codes[index % codes.length] ?? '';
    const at = now - (SIGNALS - index) * 1000;
    const value =
      code === 'charge-ischarging'
        ? index % 2 === 0
        : code === 'location-preciselocation'
          ? { latitude: 48.1 + index / 1000, longitude: 11.5 + (tick % 1000) / 1000, heading: 90 }
          : code === 'tractionbattery-stateofcharge'
            ? 20 + (index % 60)
            : tick + index / 10;
    return { code, at, value };
  });
}

export const figure: Figure = {
  name: 'telemetry-in',
  about: `batches of ${SIGNALS} signals of ${CARS} cars, by HTTP (${CONNECTIONS} connections, a batch each) and MQTT (one connection, ${CONNECTIONS} batches on their way), against COPY; after ${STORED.join(' and ')} values (BENCH_ROWS)`,
  run: async () => {
    const dataDir = freshDataDir('telemetry');
    const broker = await openBrokerStandIn({ gateway: 'word', telltale: 'ours' });
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
      FLEET_TELEMETRY: 'on',
      FLEET_BROKER: broker.url.replace('//', '//telltale:ours@'),
    };
    const { config, secrets } = readConfig(environment);
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    const { kernel } = open;
    const { postmaster } = await databaseOf(dataDir);
    const token = await withCars(kernel);
    // It joins the database that this process has opened.
    const product = startProduct(environment);
    try {
      await answers(`http://127.0.0.1:${PORT}/health/ready`);
      await kernel.pool.query('create table bench_value (vehicle text, signal text, at timestamptz, value text)');
      const load = openLoad(PORT, CONNECTIONS, 200, () => ({
        method: 'POST',
        path: href(routes.vehicles.telemetry),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ batches: [{ vin: vins[Math.floor(Math.random() * CARS)], signals: signalsOf() }] }),
      }));
      const cpu = (): number => cpuOf([pidOf(product), postmaster, ...childrenOf(postmaster)], [postmaster]);
      const measure = async (work: () => Promise<void>) => {
        const before = cpu();
        const began = performance.now();
        await work();
        const seconds = (performance.now() - began) / 1000;
        return { perSecond: (BATCHES * SIGNALS) / seconds, cpu: (cpu() - before) / (BATCHES * SIGNALS) };
      };
      const http = () => measure(async () => void (await load.run(BATCHES)));
      const mqtt = () => measure(() => publish(kernel, broker.url));
      const copied = async () => {
        const file = writeValues(dataDir);
        await kernel.pool.query('truncate bench_value');
        return measure(async () => void (await kernel.pool.query(`copy bench_value from '${file}'`)));
      };
      // V8 settles, and each car has told of itself once.
      await load.run(BATCHES);
      await publish(kernel, broker.url);
      const found = [];
      for (const stored of STORED) {
        await fill(kernel, stored);
        const parts = { stored, http: [await http()], copy: [await copied()], mqtt: [await mqtt()] };
        parts.copy.push(await copied());
        parts.http.push(await http());
        found.push(parts);
      }
      await load.close();
      const rate = (samples: readonly { perSecond: number }[]): number =>
        samples.reduce((sum, { perSecond }) => sum + perSecond, 0) / samples.length;
      const cost = (samples: readonly { cpu: number }[]): number =>
        samples.reduce((sum, one) => sum + one.cpu, 0) / samples.length;
      const [first] = found;
      const last = found.at(-1);
      const growth = first && last ? cost(last.http) / cost(first.http) : Number.NaN;
      const least = Math.min(...found.map(one => rate(one.http) / rate(one.copy)));
      return {
        rows: [
          ...found.flatMap(({ stored, http, copy, mqtt }): [string, string][] => [
            [
              `${stored.toLocaleString('en')} stored: HTTP`,
              `${rate(http).toFixed(0)} values/s, ${cost(http).toFixed(2)} µs of CPU a value`,
            ],
            ['MQTT', `${rate(mqtt).toFixed(0)} values/s, ${cost(mqtt).toFixed(2)} µs`],
            ['COPY', `${rate(copy).toFixed(0)} values/s, ${cost(copy).toFixed(2)} µs`],
            ['HTTP of COPY', (rate(http) / rate(copy)).toFixed(3)],
            ['MQTT of COPY', (rate(mqtt) / rate(copy)).toFixed(3)],
          ]),
          ['CPU of the last against the first', growth.toFixed(2)],
        ],
        ok: least >= PROMISED && growth <= GROWTH,
      };
    } finally {
      await stopProcess(product);
      await open.close();
      await broker.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

/** Cars of some owners, connected. @returns the token of the fleet's gateway */
async function withCars(kernel: Kernel): Promise<string> {
  for (const [index, vin] of vins.entries())
    await saveVehicle(kernel, `per_${String(index % OWNERS).padStart(26, '0')}`, crypto.randomUUID(), {
      provider: 'fleet',
      credentials: vin,
      sandbox: null,
      mode: 'live',
      car: { vehicle: vin, vin, make: 'TESLA', model: 'Model 3', year: 2019, powertrain: 'BEV' },
    });
  // What no grant opens is not kept.
  await kernel.pool.query(
    `insert into connect."grant" (id, owner, application, vehicles, scopes, policies, granted_at, expires_at, mode)
     select 'grt_' || id, owner, 'bench', array[id], $1, '{}', now(), now() + interval '1 year', 'live'
       from vehicles.vehicle`,
    [scopes.map(({ name }) => name)],
  );
  const person = await findOrCreatePersonByEmail(kernel, 'admin@telltale.example', 'Bench');
  await updateStaffRole(kernel, person.id, 'admin');
  const token = `tta_${newToken(kernel.random)}`;
  await insertApiToken(kernel, {
    person: person.id,
    role: 'admin',
    token,
    name: 'Bench',
    scopes: ['telemetry:write'],
    expiresAt: after(kernel.clock.now(), DAY),
  });
  return token;
}

/** Until that many values are stored: rows of the usual size, whose sealed bytes are random, as sealed bytes are. */
async function fill(kernel: Kernel, values: number): Promise<void> {
  await kernel.pool.query(
    `with sample as (select octet_length(samples) as bytes, signals from vehicles.telemetry limit 1),
          cars as (select id, owner, row_number() over () - 1 as number from vehicles.vehicle)
     insert into vehicles.telemetry (id, vehicle, owner, until, signals, count, samples, at)
     select decode(md5(n::text), 'hex'), cars.id, cars.owner, now() - make_interval(secs => 86400 + n / 100.0),
            sample.signals, $2,
            (select string_agg(decode(md5(n::text || part), 'hex'), '') from generate_series(1, sample.bytes / 16) as part),
            now()
       from generate_series((select count(*) from vehicles.telemetry) + 1, $1::bigint / $2) as n
       join cars on cars.number = n % $3 cross join sample`,
    [values, SIGNALS, CARS],
  );
  await kernel.pool.query('vacuum analyze vehicles.telemetry');
  await kernel.pool.query('checkpoint');
}

/** Publishes and waits until all are stored: the gateway's own acknowledgements come from the broker. */
async function publish(kernel: Kernel, url: string): Promise<void> {
  const count = async (): Promise<number> =>
    (await kernel.pool.query('select count(*)::int as n from vehicles.telemetry')).rows[0].n;
  const before = await count();
  const gateway = await connectAsync(url, { username: 'gateway', password: 'word' });
  let left = BATCHES;
  const sender = async (): Promise<void> => {
    while (left-- > 0)
      await gateway.publishAsync(`fleet/${vins[left % CARS]}`, JSON.stringify({ signals: signalsOf() }), { qos: 1 });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  await gateway.endAsync();
  while ((await count()) < before + BATCHES) await new Promise(resolve => setTimeout(resolve, 50));
}

/** As a file, because that is what COPY is quickest with; each value a row. Writing it is not measured. */
function writeValues(dataDir: string): string {
  const file = path.join(dataDir, 'values.tsv');
  const lines: string[] = [];
  for (let batch = 0; batch < BATCHES; batch++)
    for (const { code, at, value } of signalsOf())
      lines.push(`${vins[batch % CARS]}\t${code}\t${new Date(at).toISOString()}\t${JSON.stringify(value)}\n`);
  fs.writeFileSync(file, lines.join(''));
  return file;
}
