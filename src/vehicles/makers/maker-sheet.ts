// What the operator may know of each maker's configuration: everything but its secrets. Pure.
import type { Config } from '../../core/config.ts';
import type { BrokerConfig } from '../../core/config-makers.ts';
import { brokerOf } from './maker-state-store.ts';

/** One maker, or one way in which cars report, configured or not. */
export type MakerSheet = {
  /** The provider whose cars and accounts these are. */
  readonly provider: string;
  /** Under which name it is noted whether it answers. */
  readonly state: string;
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly what: string;
  readonly isConfigured: boolean;
  /** Whether it has accounts and cars of its own, or brings news of another's. */
  readonly hasCars: boolean;
  /** Variables that switch it on, and those that add to it. */
  readonly needs: readonly string[];
  readonly adds: readonly string[];
  readonly facts: readonly { readonly term: string; readonly detail: string }[];
};

/** Host and port; name and password stand in the same URL, and stay there. */
const hostOf = ({ url }: BrokerConfig): string => new URL(url.reveal()).host;

/** @returns the makers that this product knows, in the order in which they are preferred */
export const makerSheets = ({ makers, publicUrl }: Pick<Config, 'makers' | 'publicUrl'>): readonly MakerSheet[] => [
  {
    provider: 'tesla',
    state: 'tesla',
    name: 'Tesla Fleet API',
    what: 'Teslas, asked at Tesla’s own servers.',
    isConfigured: makers.tesla !== undefined,
    hasCars: true,
    needs: ['TESLA_CLIENT_ID', 'TESLA_CLIENT_SECRET'],
    adds: ['TESLA_REGION', 'TESLA_COMMAND_PROXY', 'TESLA_PUBLIC_KEY_FILE', 'TESLA_WAKE'],
    facts: teslaFacts(makers, publicUrl),
  },
  {
    provider: 'tesla',
    state: brokerOf('tesla'),
    name: 'Tesla’s telemetry',
    what: 'Teslas report by themselves through a broker of yours; most reads cost nothing then.',
    isConfigured: makers.teslaTelemetry !== undefined,
    hasCars: false,
    needs: ['TESLA_TELEMETRY_BROKER', 'TESLA_TELEMETRY_TOPIC'],
    adds: ['MQTT_CA_FILE'],
    facts:
      makers.teslaTelemetry === undefined
        ? []
        : [
            { term: 'Broker', detail: hostOf(makers.teslaTelemetry) },
            { term: 'Topic', detail: makers.teslaTelemetry.topic },
          ],
  },
  {
    provider: 'smartcar',
    state: 'smartcar',
    name: 'Smartcar, or a server that speaks its API',
    what: 'Cars of many makes that are connected there; for moving one brand at a time.',
    isConfigured: makers.smartcar !== undefined,
    hasCars: true,
    needs: ['SMARTCAR_CLIENT_ID', 'SMARTCAR_CLIENT_SECRET'],
    adds: ['SMARTCAR_ORIGIN', 'SMARTCAR_MAKES', 'SMARTCAR_SCOPES', 'SMARTCAR_MODE'],
    facts:
      makers.smartcar === undefined
        ? []
        : [
            { term: 'Client id', detail: makers.smartcar.clientId },
            { term: 'API', detail: makers.smartcar.apiOrigin },
            { term: 'Makes', detail: makers.smartcar.makes?.join(', ') ?? 'all that are known here' },
            { term: 'Mode', detail: makers.smartcar.mode },
            { term: 'Permissions asked for there', detail: makers.smartcar.scopes?.join(' ') ?? 'all' },
          ],
  },
  {
    provider: 'ovms',
    state: brokerOf('ovms'),
    name: 'OVMS',
    what: 'Cars with an open module that report to a broker of yours.',
    isConfigured: makers.ovms !== undefined,
    hasCars: true,
    needs: ['OVMS_BROKER'],
    adds: ['MQTT_CA_FILE'],
    facts: makers.ovms === undefined ? [] : [{ term: 'Broker', detail: hostOf(makers.ovms) }],
  },
  {
    provider: 'fleet',
    state: 'fleet',
    name: 'A fleet of your own',
    what: 'Cars whose hardware sends what they say to this server, by HTTP or through a broker.',
    isConfigured: makers.fleet !== undefined,
    hasCars: true,
    needs: ['FLEET_TELEMETRY'],
    adds: ['FLEET_BROKER', 'FLEET_BROKER_SESSION', 'MQTT_CA_FILE'],
    facts:
      makers.fleet === undefined
        ? []
        : [{ term: 'Broker', detail: makers.fleet.broker ? hostOf(makers.fleet.broker) : 'none: by HTTP alone' }],
  },
];

function teslaFacts({ tesla }: Config['makers'], publicUrl: string): MakerSheet['facts'] {
  if (tesla === undefined) return [];
  return [
    { term: 'Client id', detail: tesla.clientId },
    { term: 'API', detail: tesla.apiOrigin },
    {
      term: 'Commands',
      detail:
        tesla.commandProxy === undefined
          ? 'only to cars that need no signature: TESLA_COMMAND_PROXY is not set'
          : `signed by the proxy at ${tesla.commandProxy.origin}; owners pair its key at https://tesla.com/_ak/${new URL(publicUrl).hostname}`,
    },
    {
      term: 'Public key',
      detail:
        tesla.publicKey === undefined
          ? 'not shown: TESLA_PUBLIC_KEY_FILE is not set, and Tesla registers no domain without it'
          : 'shown where Tesla looks for it',
    },
    { term: 'May wake cars', detail: tesla.mayWake ? 'for commands' : 'never' },
  ];
}
