// Reads how the makers of cars are reached: which of them this installation is signed up with, and where.
import { existsSync, readFileSync } from 'node:fs';
import { isLoopback, isServerUrl, readOrigin } from './config-text.ts';
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

export type SmartcarConfig = {
  readonly clientId: string;
  readonly clientSecret: Redacted<string>;
  readonly connectOrigin: string;
  readonly authOrigin: string;
  readonly apiOrigin: string;
  /** Origin of all three when they lie at an address of the operator's own; it may be private. */
  readonly near: Neighbor | undefined;
  /** In upper case; undefined: all that are known here. */
  readonly makes: readonly string[] | undefined;
  /** Permissions that owners are asked for there; undefined: all. */
  readonly scopes: readonly string[] | undefined;
  readonly mode: 'live' | 'test' | 'simulated';
};

/** An MQTT broker of the operator's own; name and password stand in the URL. */
export type BrokerConfig = { readonly url: Redacted<string> /** PEM. */; readonly ca: string | undefined };

export type Makers = {
  readonly tesla: TeslaConfig | undefined;
  readonly smartcar: SmartcarConfig | undefined;
  /** Where OVMS modules report. */
  readonly ovms: BrokerConfig | undefined;
  /** Where Tesla's fleet-telemetry server reports, and below which topic. */
  readonly teslaTelemetry: (BrokerConfig & { readonly topic: string }) | undefined;
  /** A fleet that sends its own telemetry: by HTTP, and by the broker where one is named. */
  readonly fleet:
    | { readonly broker: (BrokerConfig & { readonly session: string | undefined }) | undefined }
    | undefined;
};

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

/**
 * @param text gives a variable's value, or undefined when it is not set
 * @param mayBeHttp whether an upstream may be reached without TLS: for tests
 */
export function readMakers(text: Read, fault: Fault, mayBeHttp: boolean): Makers {
  const ca = pemAt(text, fault, 'MQTT_CA_FILE');
  const telemetry = readBroker(text, fault, 'TESLA_TELEMETRY_BROKER', ca);
  const topic = text('TESLA_TELEMETRY_TOPIC') ?? 'telemetry';
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(topic)) fault('TESLA_TELEMETRY_TOPIC', 'must be a topic without wildcards');
  return {
    tesla: readTesla(text, fault),
    smartcar: readSmartcar(text, fault, mayBeHttp),
    ovms: readBroker(text, fault, 'OVMS_BROKER', ca),
    teslaTelemetry: telemetry && { ...telemetry, topic },
    fleet: readFleet(text, fault, ca),
  };
}

function readFleet(text: Read, fault: Fault, ca: string | undefined): Makers['fleet'] {
  const broker = readBroker(text, fault, 'FLEET_BROKER', ca);
  const session = text('FLEET_BROKER_SESSION');
  if (session !== undefined && !/^[\w-]{1,60}$/.test(session))
    fault('FLEET_BROKER_SESSION', 'must be letters, digits, - and _');
  const isOn = text('FLEET_TELEMETRY') ?? 'off';
  if (isOn !== 'on' && isOn !== 'off') fault('FLEET_TELEMETRY', 'must be on or off');
  if (isOn !== 'on' && broker !== undefined) fault('FLEET_TELEMETRY', 'must be on where FLEET_BROKER is set');
  return isOn === 'on' ? { broker: broker && { ...broker, session } } : undefined;
}

function readBroker(text: Read, fault: Fault, name: string, ca: string | undefined): BrokerConfig | undefined {
  const url = text(name);
  if (url === undefined) return undefined;
  const { protocol = '', hostname = '' } = URL.canParse(url) ? new URL(url) : {};
  const isSafe =
    isServerUrl(url) &&
    (protocol === 'mqtts:' || protocol === 'wss:' || (protocol === 'mqtt:' && isLoopback(hostname)));
  if (isSafe) return { url: redact(url), ca };
  fault(name, 'must be mqtts://user:password@host:8883 or wss://…; mqtt:// on this machine only');
  return undefined;
}

function readSmartcar(text: Read, fault: Fault, mayBeHttp: boolean): SmartcarConfig | undefined {
  const clientId = text('SMARTCAR_CLIENT_ID');
  const clientSecret = text('SMARTCAR_CLIENT_SECRET');
  if (clientId === undefined && clientSecret !== undefined)
    fault('SMARTCAR_CLIENT_ID', 'is missing, though SMARTCAR_CLIENT_SECRET is set');
  if (clientSecret === undefined && clientId !== undefined)
    fault('SMARTCAR_CLIENT_SECRET', 'is missing, though SMARTCAR_CLIENT_ID is set');
  const origin = originAt(text, fault, 'SMARTCAR_ORIGIN', mayBeHttp);
  const makes = text('SMARTCAR_MAKES')
    ?.toUpperCase()
    .split(',')
    .map(make => make.trim());
  const scopes = text('SMARTCAR_SCOPES')?.split(/\s+/);
  const mode = text('SMARTCAR_MODE') ?? 'live';
  const isMode = mode === 'live' || mode === 'test' || mode === 'simulated';
  if (!isMode) fault('SMARTCAR_MODE', 'must be live, test or simulated');
  if (clientId === undefined || clientSecret === undefined || !isMode) return undefined;
  return {
    clientId,
    clientSecret: redact(clientSecret),
    connectOrigin: origin ?? 'https://connect.smartcar.com',
    authOrigin: origin ?? 'https://auth.smartcar.com',
    apiOrigin: origin ?? 'https://api.smartcar.com',
    near: origin === undefined ? undefined : { origin, ca: undefined },
    makes,
    scopes,
    mode,
  };
}

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
export const neighborsOf = ({ tesla, smartcar }: Makers): readonly Neighbor[] =>
  [tesla?.commandProxy, smartcar?.near].filter(one => one !== undefined);

/** An https origin, without a path. */
export function originAt(text: Read, fault: Fault, name: string, mayBeHttp = false): string | undefined {
  const value = text(name);
  if (value === undefined) return undefined;
  const origin = readOrigin(value);
  if (origin !== undefined && (mayBeHttp || origin.startsWith('https://'))) return origin;
  fault(name, 'must be an https origin such as https://proxy.example:4443, without a path');
  return undefined;
}

/** What stands in a PEM file. */
export function pemAt(text: Read, fault: Fault, name: string): string | undefined {
  const file = text(name);
  if (file === undefined) return undefined;
  if (!existsSync(file)) {
    fault(name, `there is no file ${file}`);
    return undefined;
  }
  return readFileSync(file, 'utf8');
}
