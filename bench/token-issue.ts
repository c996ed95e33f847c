// Issuing tokens with everything on, against plain oidc-provider over the same storage: what the dialect costs.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { findOrCreatePersonByEmail } from '../src/accounts/index.ts';
import { href, routes } from '../src/catalog/routes.ts';
import { saveArtifact } from '../src/connect/artifact-store.ts';
import { giveGrant } from '../src/connect/index.ts';
import { DAY, SECOND } from '../src/core/clock.ts';
import { readConfig } from '../src/core/config.ts';
import { newToken } from '../src/core/crypto/tokens.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { registerApplication } from '../src/developers/create-application.ts';
import { createOrganization } from '../src/developers/create-organization.ts';
import { userIdOf } from '../src/vehicles/index.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import type { Bench } from './bench.ts';
import { type LoadRequest, openLoad } from './load.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startNode,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_194;
const PLAIN_PORT = 18_195;
const APPLICATIONS = 20;
const GRANTS = 400;
const CONNECTIONS = 16;
/** A third each: a code exchanged, a refresh with rotation, an application's own token. */
const OPERATIONS = 300;
const WARM_UP = 2;
const REDIRECT = 'https://example.com/auth';
/** As many as one network may ask for at once. */
const OF_ONE_NETWORK = 250;

type Fields = Readonly<Record<string, string>>;
type Client = { readonly id: string; readonly secret: string };
/** Codes and refresh tokens that were not used yet, each with whose it is. */
type Stock = { readonly clients: readonly Client[]; readonly codes: Issued[]; readonly refreshTokens: Issued[] };
type Issued = { readonly client: Client; readonly token: string };

export const bench: Bench = {
  name: 'token-issue',
  about: `code exchange, refresh with rotation, client credentials; ${APPLICATIONS} applications, ${GRANTS} grants, ${CONNECTIONS} connections`,
  target: { ratio: 1.15, direction: 'at most' },
  setup: async () => {
    const dataDir = freshDataDir('tokens');
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
    };
    const blocks = Number(process.env['BENCH_BLOCKS'] ?? 7);
    const batches = 2 * WARM_UP + 2 + 4 * blocks;
    const stock = await fill(environment, (batches * OPERATIONS) / 3);
    const product = startProduct(environment);
    await answers(`http://127.0.0.1:${PORT}/health/ready`, { 'x-forwarded-proto': 'https' });
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const plain = startNode(['--import', './tools/tsx-hook.js', 'bench/plain-oidc.ts', String(PLAIN_PORT)], {
      ...environment,
      DATABASE_URL: `postgresql://telltale@/postgres?host=${encodeURIComponent(socketDir)}`,
    });
    await answers(`http://127.0.0.1:${PLAIN_PORT}/ready`);
    const ours = openLoad(PORT, CONNECTIONS, 200, requestsOf(stock, href(routes.connect.token)));
    // The library's own address of it.
    const baseline = openLoad(PLAIN_PORT, CONNECTIONS, 200, requestsOf(stock, '/token'));
    let last = ours;
    const arm = (load: typeof ours) => (): Promise<number> => {
      last = load;
      return load.run(OPERATIONS);
    };
    for (let batch = 0; batch < WARM_UP; batch++) {
      await ours.run(OPERATIONS);
      await baseline.run(OPERATIONS);
    }
    return {
      ours: arm(ours),
      baseline: arm(baseline),
      loadIsOurs: true,
      latencies: () => last.latencies(),
      processes: { ours: [pidOf(product)], baseline: [pidOf(plain)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([ours.close(), baseline.close()]);
        await stopProcess(plain);
        await stopProcess(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};

/** The three in turn, each as SDKs send it. */
function requestsOf({ clients, codes, refreshTokens }: Stock, path: string): () => LoadRequest {
  let count = 0;
  const next = (): { client: Client; fields: Fields } => {
    if (count % 3 === 0) {
      const { client, token } = taken(codes);
      return { client, fields: { grant_type: 'authorization_code', code: token, redirect_uri: REDIRECT } };
    }
    if (count % 3 === 1) {
      const { client, token } = taken(refreshTokens);
      return { client, fields: { grant_type: 'refresh_token', refresh_token: token } };
    }
    return {
      client: clients[count % clients.length] ?? taken(codes).client,
      fields: { grant_type: 'client_credentials' },
    };
  };
  return () => {
    const { client, fields } = next();
    const network = Math.floor(count / OF_ONE_NETWORK);
    count += 1;
    return {
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
        'x-forwarded-proto': 'https',
        'x-forwarded-for': `10.0.${(network >> 8) & 255}.${network & 255}`,
      },
      body: new URLSearchParams(fields).toString(),
    };
  };
}

function taken(issued: Issued[]): Issued {
  const one = issued.pop();
  if (!one) throw new Error('the codes and tokens that were made beforehand are used up');
  return one;
}

/** Fills a fresh installation with applications, grants, codes and refresh tokens, as the library would have stored them. */
async function fill(environment: Record<string, string>, each: number): Promise<Stock> {
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  const { kernel } = open;
  const { id: person } = await findOrCreatePersonByEmail(kernel, 'dana@telltale.example', 'Dana');
  const dana = {
    kind: 'person',
    id: person,
    session: 's',
    staffRole: undefined,
    signedInAt: kernel.clock.now(),
  } as const;
  const organization = await createOrganization(kernel, dana, 'Bench');
  const clients: Client[] = [];
  for (let index = 0; index < APPLICATIONS; index++) clients.push(await registerOne(kernel, person, organization));
  const grants = await inGroups(GRANTS, 10, async index => {
    const client = clients[index % clients.length] ?? nothingThere();
    const owner = `per_${String(index).padStart(26, '0')}`;
    return { client, owner, id: await grantOne(kernel, owner, client.id, index) };
  });
  const issue = async (kind: 'AuthorizationCode' | 'RefreshToken', index: number): Promise<Issued> => {
    const { client, owner, id } = grants[index % grants.length] ?? nothingThere();
    const token = newToken(kernel.random, 216);
    const iat = Math.floor(kernel.clock.now().getTime() / SECOND);
    const payload = {
      iat,
      exp: iat + DAY / SECOND,
      jti: token,
      kind,
      accountId: userIdOf(kernel, client.id, owner),
      clientId: client.id,
      grantId: id,
      scope: 'read_odometer',
      resource: kernel.config.publicUrl,
      ...(kind === 'AuthorizationCode'
        ? { redirectUri: REDIRECT }
        : { gty: 'authorization_code', rotations: 0, iiat: iat }),
    };
    await saveArtifact(kernel, kind, token, payload, DAY / SECOND, { id, family: undefined });
    return { client, token };
  };
  const codes = await inGroups(each + 100, 20, index => issue('AuthorizationCode', index));
  const refreshTokens = await inGroups(each + 100, 20, index => issue('RefreshToken', index));
  await kernel.pool.query('vacuum analyze');
  await open.close();
  return { clients, codes, refreshTokens };
}

async function registerOne(kernel: Kernel, person: string, organization: string): Promise<Client> {
  const id = randomUUID();
  const { clientSecret } = await registerApplication(kernel, person, {
    id,
    organization,
    name: 'Bench',
    purpose: 'Measures what issuing tokens costs.',
    privacyPolicyUrl: 'https://example.com/privacy',
    redirectUris: [REDIRECT],
  });
  return { id, secret: clientSecret.reveal() };
}

async function grantOne(kernel: Kernel, owner: string, application: string, index: number): Promise<string> {
  const vehicle = await saveVehicle(kernel, owner, randomUUID(), {
    provider: 'simulator',
    credentials: null,
    sandbox: null,
    mode: 'simulated',
    car: {
      vehicle: 'volt',
      vin: `volt~${index}`,
      make: 'CHEVROLET',
      model: 'Volt',
      year: 2016,
      powertrain: 'PHEV',
    },
  });
  return giveGrant(kernel, { owner, application, vehicles: [vehicle], scopes: ['read_odometer'] });
}

/** Makes many things, a group of them at a time. */
async function inGroups<Made>(count: number, size: number, make: (index: number) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (let begun = 0; begun < count; begun += size)
    made.push(...(await Promise.all(Array.from({ length: size }, (_, index) => make(begun + index)))));
  return made;
}

function nothingThere(): never {
  throw new Error('nothing there');
}
