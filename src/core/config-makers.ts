// Reads how the makers of cars are reached: which of them this installation is signed up with, and where.
import { existsSync, readFileSync } from 'node:fs';
import { readOrigin } from './config-text.ts';
import { type Redacted, redact } from './redacted.ts';

/** A server of the operator's own beside the product; it may lie at a private address and have a certificate of its own. */
export type Neighbor = { readonly origin: string /** PEM. */; readonly ca: string | undefined };

export type TeslaConfig = {
  readonly clientId: string;
  readonly clientSecret: Redacted<string>;
  /** Fleet API of the region in which this installation is registered; an account's own region is asked for. */
  readonly apiOrigin: string;
  readonly authorizeOrigin: string;
  readonly tokenOrigin: string;
  /** Signs commands; without it only cars take them that need no signature. */
  readonly commandProxy: Neighbor | undefined;
  /** The public half of the key with which the proxy signs, as PEM; shown at Tesla's well-known path. */
  readonly publicKey: string | undefined;
  /** Whether commands may wake a car. */
  readonly mayWake: boolean;
};

export type Makers = { readonly tesla: TeslaConfig | undefined };

type Read = (name: string) => string | undefined;
type Fault = (variable: string, what: string) => void;

// developer.tesla.com/docs/fleet-api/getting-started/base-urls
const regions: Readonly<Record<string, { api: string; authorize: string; token: string }>> = {
  na: {
    api: 'https://fleet-api.prd.na.vn.cloud.tesla.com',
    authorize: 'https://auth.tesla.com',
    token: 'https://fleet-auth.prd.vn.cloud.tesla.com',
  },
  eu: {
    api: 'https://fleet-api.prd.eu.vn.cloud.tesla.com',
    authorize: 'https://auth.tesla.com',
    token: 'https://fleet-auth.prd.vn.cloud.tesla.com',
  },
  cn: {
    api: 'https://fleet-api.prd.cn.vn.cloud.tesla.cn',
    authorize: 'https://auth.tesla.cn',
    token: 'https://auth.tesla.cn',
  },
};

/** @param text gives a variable's value, or undefined when it is not set */
export const readMakers = (text: Read, fault: Fault): Makers => ({ tesla: readTesla(text, fault) });

function readTesla(text: Read, fault: Fault): TeslaConfig | undefined {
  const clientId = text('TESLA_CLIENT_ID');
  const clientSecret = text('TESLA_CLIENT_SECRET');
  if (clientId === undefined && clientSecret !== undefined)
    fault('TESLA_CLIENT_ID', 'is missing, though TESLA_CLIENT_SECRET is set');
  if (clientSecret === undefined && clientId !== undefined)
    fault('TESLA_CLIENT_SECRET', 'is missing, though TESLA_CLIENT_ID is set');
  const region = regions[text('TESLA_REGION') ?? 'na'];
  if (region === undefined) fault('TESLA_REGION', 'must be na, eu or cn');
  const everything = originAt(text, fault, 'TESLA_ORIGIN');
  const proxy = originAt(text, fault, 'TESLA_COMMAND_PROXY');
  const ca = pemAt(text, fault, 'TESLA_COMMAND_PROXY_CA_FILE');
  const publicKey = pemAt(text, fault, 'TESLA_PUBLIC_KEY_FILE');
  if (publicKey !== undefined && !publicKey.includes('BEGIN PUBLIC KEY'))
    fault('TESLA_PUBLIC_KEY_FILE', 'must be a public key as PEM, and never the private one');
  const wake = text('TESLA_WAKE') ?? 'commands';
  if (wake !== 'commands' && wake !== 'never') fault('TESLA_WAKE', 'must be commands or never');
  if (clientId === undefined || clientSecret === undefined || region === undefined) return undefined;
  return {
    clientId,
    clientSecret: redact(clientSecret),
    apiOrigin: everything ?? region.api,
    authorizeOrigin: everything ?? region.authorize,
    tokenOrigin: everything ?? region.token,
    commandProxy: proxy === undefined ? undefined : { origin: proxy, ca },
    publicKey,
    mayWake: wake === 'commands',
  };
}

/** Servers that may lie at private addresses, since the operator named them. */
export const neighborsOf = ({ tesla }: Makers): readonly Neighbor[] =>
  tesla?.commandProxy === undefined ? [] : [tesla.commandProxy];

function originAt(text: Read, fault: Fault, name: string): string | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  const origin = readOrigin(value);
  if (origin?.startsWith('https://') === true) return origin;
  fault(name, 'must be an https origin such as https://proxy.example:4443, without a path');
  return undefined;
}

function pemAt(text: Read, fault: Fault, name: string): string | undefined {
  const file = text(name);
  if (file === undefined) return undefined;
  if (!existsSync(file)) {
    fault(name, `there is no file ${file}`);
    return undefined;
  }
  return readFileSync(file, 'utf8');
}
