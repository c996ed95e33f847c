// Very many owners at once: one is made by the product, the others are copied from it within the database.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOrCreatePersonByEmail } from '../src/accounts/index.ts';
import { openApp } from '../src/app.ts';
import { giveGrant, issueAccessToken } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import { newUuid } from '../src/core/ids.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { type OpenKernel, openKernel } from '../src/core/open-kernel.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import { productionEnvironment } from './product-server.ts';

/** Lines that each copied owner has in the log. */
const READS_EACH = 3;
/** Owners that one statement copies. */
const AT_ONCE = 50_000;

export type MadeOwner = {
  readonly person: string;
  readonly vehicle: string;
  readonly grant: string;
  readonly token: string;
};

/** What every installation of these benches is opened with. */
export const ownersEnvironment = (port: number, dataDir: string): Record<string, string> => ({
  ...productionEnvironment(port, dataDir),
  ERASURE_CANCEL_DAYS: '0',
  TRUSTED_PROXIES: '1',
  PUBLIC_URL: 'https://telltale.example',
});

/** An installation with so many owners, kept between runs because filling a large one takes minutes. */
export async function installationOf(owners: number): Promise<OpenKernel> {
  const folder = process.env['BENCH_FOLDER'] ?? path.join(os.tmpdir(), 'telltale-bench-owners');
  const dataDir = path.join(folder, String(owners));
  const done = path.join(dataDir, 'filled');
  const isFilled = fs.existsSync(done);
  if (!isFilled) {
    fs.rmSync(dataDir, { recursive: true, force: true });
    fs.mkdirSync(dataDir, { recursive: true });
    fs.chmodSync(dataDir, 0o755);
  }
  const { config, secrets } = readConfig(ownersEnvironment(0, dataDir));
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  // Makes what the first start makes.
  await (await openApp(open, secrets, { work: false })).close();
  if (isFilled) return open;
  console.error(`filling ${owners} owners into ${dataDir}`);
  await copyOwners(open.kernel, await makeOwner(open.kernel), owners);
  fs.writeFileSync(done, '');
  return open;
}

/** An owner as the product makes one: with an account, a car, an app that may read it, and lines in the log. */
export async function makeOwner(kernel: Kernel): Promise<MadeOwner> {
  const name = newUuid(kernel.random);
  const { id: person } = await findOrCreatePersonByEmail(kernel, `${name}@owners.example`, 'Somebody');
  const vehicle = await saveVehicle(kernel, person, newUuid(kernel.random), {
    provider: 'simulator',
    credentials: null,
    sandbox: null,
    mode: 'simulated',
    car: { vehicle: 'volt', vin: `volt~${name}`, make: 'CHEVROLET', model: 'Volt', year: 2016, powertrain: 'PHEV' },
  });
  const grant = await giveGrant(kernel, {
    owner: person,
    application: newUuid(kernel.random),
    vehicles: [vehicle],
    scopes: ['read_odometer'],
  });
  const token = await issueAccessToken(kernel, grant);
  await addReads(kernel, { person, vehicle, grant }, READS_EACH);
  return { person, vehicle, grant, token };
}

/** Adds lines to an owner's log, as the store writes them. */
export async function addReads(
  kernel: Kernel,
  { person, vehicle, grant }: Pick<MadeOwner, 'person' | 'vehicle' | 'grant'>,
  lines: number,
): Promise<void> {
  await kernel.pool.query(
    `insert into vehicles.read_event (seq, owner, grant_id, application, vehicle, signal, outcome, reason, request, at)
     select nextval('vehicles.read_event_seq'), $1, $2, application, $3, 'odometer', 'allowed', null,
            gen_random_uuid()::text, now() - (n || ' seconds')::interval
       from generate_series(1, $4::int) n, connect."grant" where id = $2`,
    [person, grant, vehicle, lines],
  );
}

/** What makes a copied row another owner's: expressions of `n`, the number of the copy. */
const person = "'per_' || lpad(n::text, 26, '0')";
const vehicle = "md5('car' || n)::uuid::text";
const grant = "'grt_' || lpad(n::text, 26, '0')";
const hash = (what: string): string => `sha256(('${what}' || n)::bytea)`;
const copies: readonly { table: string; of: string; set: Readonly<Record<string, string>>; times?: number }[] = [
  { table: 'accounts.person', of: 'id = $1', set: { id: person, email_index: hash('mail') } },
  { table: 'core.data_key', of: 'subject = $1', set: { id: `substr(${hash('key')}, 1, 16)`, subject: person } },
  { table: 'vehicles.vehicle', of: 'owner = $1', set: { id: vehicle, owner: person, vin_index: hash('vin') } },
  { table: 'vehicles.connection', of: 'owner = $1', set: { vehicle, owner: person, maker_index: hash('maker') } },
  {
    table: 'connect."grant"',
    of: 'owner = $1',
    set: { id: grant, owner: person, vehicles: `array[${vehicle}]`, user_id: "md5('user' || n)::uuid::text" },
  },
  {
    table: 'connect.access_token',
    of: '"grant" in (select id from connect."grant" where owner = $1)',
    set: { hash: hash('token'), grant },
  },
  {
    table: 'vehicles.read_event',
    of: 'owner = $1',
    set: { seq: "nextval('vehicles.read_event_seq')", owner: person, vehicle, grant_id: grant },
  },
];

async function copyOwners({ pool }: Kernel, template: MadeOwner, owners: number): Promise<void> {
  for (const { table, of, set } of copies) {
    const { rows } = await pool.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    );
    const columns = rows.map(({ name }) => `"${name}"`).join(', ');
    const values = rows.map(({ name }) => set[name] ?? `one."${name}"`).join(', ');
    for (let from = 1; from <= owners; from += AT_ONCE)
      await pool.query(
        `insert into ${table} (${columns})
         select ${values} from (select * from ${table} where ${of}) one, generate_series(${from}, ${Math.min(owners, from + AT_ONCE - 1)}) n`,
        [template.person],
      );
  }
  await pool.query('vacuum analyze');
}
