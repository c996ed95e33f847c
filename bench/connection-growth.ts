// Reading odometers among very many connections against the same among few: two installations side by side.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { href, routes } from '../src/catalog/routes.ts';
import { giveGrant, issueAccessToken } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import { hashToken, newToken } from '../src/core/crypto/tokens.ts';
import { bytesArray, textArray } from '../src/core/database/binary-array.ts';
import { newId } from '../src/core/ids.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { placeOfAccess, writeAccess } from '../src/vehicles/admit-read-store.ts';
import { makerIndex } from '../src/vehicles/makers/pushed-value-store.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import { lookupVin } from '../src/vehicles/vin/vin-index.ts';
import type { Bench } from './bench.ts';
import { openLoad } from './load.ts';
import type { CarRequest } from './odometer-read.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_193;
const FEW = 1000;
const MANY = Number(process.env['BENCH_CONNECTIONS'] ?? 1_000_000);
const CARS_EACH = Number(process.env['BENCH_CARS_EACH'] ?? 20);
/** Connections that are asked for in either installation, spread evenly: those of a day, or all of them. */
const ASKED = Number(process.env['BENCH_ASKED'] ?? MANY);
const CONNECTIONS = 32;
const READS = 12_000;
/** Until tokens and data keys are at hand as in a server that has run for minutes. */
const WARM_UP = 12;
/** Owners that one statement adds. */
const TOGETHER = 500;
/** Applications that owners have allowed, in either installation. */
const APPLICATIONS = 50;
const applications = Array.from({ length: APPLICATIONS }, () => randomUUID());

export const bench: Bench = {
  name: 'connection-growth',
  about: `reads among ${MANY.toLocaleString('en')} connections against reads among ${FEW.toLocaleString('en')}, cars at random, of at most ${ASKED.toLocaleString('en')} (BENCH_ASKED); ${CARS_EACH} cars of each owner, ${CONNECTIONS} connections of the client`,
  target: { ratio: 1.3, direction: 'at most' },
  setup: async () => {
    const few = await openInstallation(PORT, FEW);
    const many = await openInstallation(PORT + 1, MANY);
    for (let batch = 0; batch < WARM_UP; batch++) {
      await many.load.run(READS);
      await few.load.run(READS);
    }
    let last = many.load;
    const arm = (load: typeof last) => (): Promise<number> => {
      last = load;
      return load.run(READS);
    };
    return {
      ours: arm(many.load),
      baseline: arm(few.load),
      loadIsOurs: true,
      latencies: () => last.latencies(),
      processes: {
        ours: [pidOf(many.product)],
        baseline: [pidOf(few.product)],
        postmasters: [few.postmaster, many.postmaster],
      },
      teardown: async () => {
        await few.close();
        await many.close();
      },
    };
  },
};

async function openInstallation(port: number, connections: number) {
  const dataDir = freshDataDir(`growth-${connections}`);
  const environment = productionEnvironment(port, dataDir);
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  const all = await seedOwners(open.kernel, Math.ceil(connections / CARS_EACH));
  await noteEarlierReads(open.kernel);
  const step = Math.max(1, Math.floor((all.length * CARS_EACH) / ASKED));
  // Of every step another one, so that they are spread over the applications as well.
  const owners = all.filter((_, index) => index % step === Math.floor(index / step) % Math.min(step, APPLICATIONS));
  await open.kernel.pool.query('vacuum analyze');
  await open.kernel.pool.query('checkpoint');
  await open.close();
  const product = startProduct(environment);
  await answers(`http://127.0.0.1:${port}/health/ready`);
  const { postmaster } = await databaseOf(dataDir);
  const load = openLoad(port, CONNECTIONS, 200, () => ({ method: 'GET', ...anyCar(owners) }));
  return {
    product,
    postmaster,
    load,
    close: async () => {
      await load.close();
      await stopProcess(product);
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Owner = { readonly token: string; readonly vehicles: readonly string[] };

function anyCar(owners: readonly Owner[]): CarRequest {
  const owner = owners[Math.floor(Math.random() * owners.length)];
  const id = owner?.vehicles[Math.floor(Math.random() * owner.vehicles.length)];
  if (!owner || id === undefined) throw new Error('no cars');
  return {
    path: href(routes.vehicles.odometer, { version: '2.0', id }),
    headers: { authorization: `Bearer ${owner.token}`, 'sc-unit-system': 'metric' },
  };
}

/**
 * What reads of the weeks before have left: each car has a count of this month, and owners were told of the first read
 * of each access long ago. Without it a read among many would nearly always be the first of its car, with a mail.
 */
async function noteEarlierReads({ pool, clock }: Kernel): Promise<void> {
  const now = clock.now();
  await pool.query(
    `insert into vehicles.request_count (application, vehicle, month, requests, at)
     select application, unnest(vehicles), date_trunc('month', $1::timestamptz at time zone 'UTC')::date, 100, $1 from connect."grant"`,
    [now],
  );
  await pool.query(
    `insert into privacy.use (grant_id, signal, owner, first_at, at) select id, 'odometer', owner, $1, $1 from connect."grant"`,
    [now],
  );
}

/** The first owner is made by the product; the others have rows like theirs, each sealed under a key of its own. */
async function seedOwners(kernel: Kernel, count: number): Promise<Owner[]> {
  const model = await makeOwner(kernel);
  const copy = {
    vehicle: await copier(kernel, 'vehicles.vehicle', 'id', model.vehicles[0] ?? ''),
    connection: await copier(kernel, 'vehicles.connection', 'vehicle', model.vehicles[0] ?? ''),
    grant: await copier(kernel, 'connect.grant', 'id', model.grant),
    token: await copier(kernel, 'connect.access_token', 'grant', model.grant),
    key: await copier(kernel, 'core.data_key', 'subject', model.owner),
  };
  const owners: Owner[] = [model];
  while (owners.length < count) {
    const fresh = await Promise.all(
      Array.from({ length: Math.min(TOGETHER, count - owners.length) }, () => sealedOwner(kernel)),
    );
    const cars = fresh.flatMap(({ cars }) => cars);
    const keys = fresh.map(({ key }) => key);
    await copy.key({
      id: ['bytea', bytesArray(keys.map(({ id }) => id))],
      subject: ['text', textArray(keys.map(({ subject }) => subject))],
      wrapped: ['bytea', bytesArray(keys.map(({ wrapped }) => wrapped))],
    });
    await copy.vehicle({
      id: ['text', textArray(cars.map(({ id }) => id))],
      owner: ['text', textArray(cars.map(({ owner }) => owner))],
      vin: ['bytea', bytesArray(cars.map(({ vin }) => vin))],
      vin_index: ['bytea', bytesArray(cars.map(({ odd }) => odd))],
      vin_index_even: ['bytea', bytesArray(cars.map(({ even }) => even))],
    });
    await copy.connection({
      vehicle: ['text', textArray(cars.map(({ id }) => id))],
      owner: ['text', textArray(cars.map(({ owner }) => owner))],
      access: ['bytea', bytesArray(cars.map(({ access }) => access))],
      maker_index: ['bytea', bytesArray(cars.map(({ maker }) => maker))],
    });
    await copy.grant({
      id: ['text', textArray(fresh.map(({ grant }) => grant))],
      owner: ['text', textArray(fresh.map(({ owner }) => owner))],
      application: ['text', textArray(fresh.map((_, index) => applications[index % APPLICATIONS] ?? ''))],
      vehicles: ['cars', textArray(fresh.map(({ cars }) => cars.map(({ id }) => id).join(' ')))],
    });
    await copy.token({
      hash: ['bytea', bytesArray(fresh.map(({ token }) => hashToken(token)))],
      grant: ['text', textArray(fresh.map(({ grant }) => grant))],
    });
    owners.push(...fresh.map(({ token, cars }) => ({ token, vehicles: cars.map(({ id }) => id) })));
  }
  return owners;
}

async function makeOwner(kernel: Kernel) {
  const owner = newId('per', kernel.clock, kernel.random);
  const vehicles: string[] = [];
  for (let car = 0; car < CARS_EACH; car++)
    vehicles.push(
      await saveVehicle(kernel, owner, randomUUID(), {
        provider: 'simulator',
        credentials: null,
        sandbox: null,
        mode: 'simulated',
        car: {
          vehicle: 'volt',
          vin: `volt~${owner}-${car}`,
          make: 'CHEVROLET',
          model: 'Volt',
          year: 2016,
          powertrain: 'PHEV',
        },
      }),
    );
  const grant = await giveGrant(kernel, {
    owner,
    application: applications[0] ?? '',
    vehicles,
    scopes: ['read_odometer'],
  });
  return { owner, vehicles, grant, token: await issueAccessToken(kernel, grant) };
}

/** What the rows of an owner need that nobody can copy: ids, a key, what is sealed under it, hashes. */
async function sealedOwner(kernel: Kernel) {
  const owner = newId('per', kernel.clock, kernel.random);
  const { row: key, vault } = await kernel.vault.fresh(owner);
  const cars = await Promise.all(
    Array.from({ length: CARS_EACH }, async (_, car) => {
      const id = randomUUID();
      const vin = `volt~${owner}-${car}`;
      const { odd, even } = await lookupVin(kernel, vin);
      return {
        id,
        owner,
        odd,
        even,
        vin: vault.seal({ table: 'vehicles.vehicle', column: 'vin', row: id }, vin),
        access: vault.seal(placeOfAccess(id), writeAccess({ vehicle: 'volt', credentials: null })),
        maker: makerIndex(kernel, 'simulator', `volt ${id}`),
      };
    }),
  );
  return {
    owner,
    key,
    cars,
    grant: newId('grt', kernel.clock, kernel.random),
    token: newToken(kernel.random, 216),
  };
}

/** Values of columns, one for each new row. `cars`: lists with a space between. */
type Given = Readonly<Record<string, readonly [type: 'text' | 'bytea' | 'cars', values: Buffer]>>;

/** Adds rows that are like one that is there but for the given columns. */
async function copier(
  kernel: Kernel,
  table: string,
  key: string,
  model: string,
): Promise<(given: Given) => Promise<void>> {
  const [schema = '', name = ''] = table.split('.');
  const { rows } = await kernel.pool.query<{ column: string }>(
    `select column_name as column from information_schema.columns where table_schema = $1 and table_name = $2`,
    [schema, name],
  );
  return async given => {
    const columns = Object.entries(given);
    const values = rows.map(({ column }) =>
      given[column] === undefined
        ? `model."${column}"`
        : given[column][0] === 'cars'
          ? `string_to_array(given."${column}", ' ')`
          : `given."${column}"`,
    );
    await kernel.pool.query(
      `insert into ${schema}."${name}" (${rows.map(({ column }) => `"${column}"`).join(', ')})
       select ${values.join(', ')}
         from unnest(${columns.map(([, [type]], index) => `$${index + 2}::${type === 'cars' ? 'text' : type}[]`).join(', ')})
                as given (${columns.map(([column]) => `"${column}"`).join(', ')}),
              (select * from ${schema}."${name}" where "${key}" = $1 limit 1) as model`,
      [model, ...columns.map(([, [, values]]) => values)],
    );
  };
}
