// A connection to an MQTT broker that comes back by itself. The only file that knows the library.
import { setTimeout as pause } from 'node:timers/promises';
import { connect, connectAsync, type ISubscriptionMap, type MqttClient, type Packet } from 'mqtt';
import { SECOND } from '../../../core/clock.ts';
import type { BrokerConfig } from '../../../core/config-makers.ts';
import { acknowledgeInOrder } from './acknowledge-in-order.ts';

export type Heard = {
  readonly topic: string;
  readonly text: string;
  /** Whether the broker had kept it: nobody knows since when. */
  readonly isRetained: boolean;
};

export type Broker = {
  /** Hears these topics from now on, kept messages first, and acknowledges each message: for few of them at once. */
  subscribe(filter: string): Promise<void>;
  /** The same without acknowledging (QoS 0), for what may be very many; asked again, it hears the kept ones again. */
  follow(filter: string): Promise<void>;
  /** Hears what the broker has kept under these topics, beside whatever is heard already. */
  hearKept(filters: readonly string[]): Promise<void>;
  publish(topic: string, text: string): Promise<void>;
  close(): Promise<void>;
};

export type BrokerEvents = {
  readonly onHeard: (heard: Heard) => void;
  /** What must be done before the broker hears that a message has arrived; one that fails is not acknowledged. */
  readonly beforeAcknowledging?: (heard: Heard) => Promise<void>;
  /** For how many messages that may be done at the same time; what comes beyond waits. 1 unless said otherwise. */
  readonly atOnce?: number;
  /** Told when the connection stands, and when it broke. */
  readonly onState?: (isConnected: boolean) => void;
};

const CONNECT_MS = 10 * SECOND;
const RECONNECT_MS = 2 * SECOND;
/** How long kept messages of a broker keep coming after one has subscribed, in milliseconds. */
export const KEPT_COME_FOR = 1500;

type Login = { readonly username: string; readonly password: string };

/** The broker's address without name and password, which the library would split wrongly at a colon, and the options. */
function targetOf({ url, ca }: BrokerConfig, as?: Login) {
  const address = new URL(url.reveal());
  const own = { username: decodeURIComponent(address.username), password: decodeURIComponent(address.password) };
  address.username = '';
  address.password = '';
  return {
    address: address.href,
    options: {
      protocolVersion: 4 as const,
      connectTimeout: CONNECT_MS,
      ...(ca !== undefined && { ca }),
      ...(as ?? (own.username !== '' && own)),
    },
  };
}

/** @param config.session a name under which the broker keeps what comes while nobody is connected. Connects and stays connected until it is closed; what it subscribed to is subscribed to again. */
export function openBroker(
  { session, ...config }: BrokerConfig & { readonly session?: string | undefined },
  events: BrokerEvents,
): Broker {
  const { address, options } = targetOf(config);
  const kept = session === undefined ? {} : { clientId: session, clean: false };
  const client = connect(address, { ...options, ...kept, reconnectPeriod: RECONNECT_MS, resubscribe: true });
  const { beforeAcknowledging, atOnce = 1 } = events;
  if (beforeAcknowledging) acknowledgeAfter(client, beforeAcknowledging, atOnce);
  client.on('connect', () => events.onState?.(true));
  client.on('close', () => events.onState?.(false));
  // Every failure to connect ends in `close`, which tells it.
  client.on('error', () => undefined);
  return wrap(client, events.onHeard);
}

/** Lets the library acknowledge a message only once something was done for it. */
function acknowledgeAfter(
  client: MqttClient,
  work: NonNullable<BrokerEvents['beforeAcknowledging']>,
  atOnce: number,
): void {
  const inOrder = acknowledgeInOrder(atOnce);
  client.handleMessage = ({ topic, payload, retain, messageId }, done) =>
    inOrder.arrived(messageId, work({ topic, text: payload.toString('utf8'), isRetained: retain }), () => done());
  // The library acknowledges as soon as it may read on, and has no other way to do so later; its version is pinned, and
  // a test sees to it that this is the door through which its acknowledgements go.
  const inner = client as unknown as { _sendPacket: (packet: Packet, done?: () => void, ...rest: unknown[]) => void };
  const send = inner._sendPacket.bind(client);
  inner._sendPacket = (packet, done, ...rest) => {
    const isHeld = packet.cmd === 'puback' && inOrder.hold(packet.messageId, () => send(packet));
    if (!isHeld) return send(packet, done, ...rest);
    done?.();
  };
  client.on('close', () => inOrder.forget());
}

/**
 * Connects once.
 * @param as whose name and password to show instead of the configured ones
 * @returns `refused` when the broker does not take name or password, `silent` when it cannot be reached
 */
export async function visitBroker(
  config: BrokerConfig,
  onHeard: (heard: Heard) => void,
  as?: Login,
): Promise<Broker | 'refused' | 'silent'> {
  try {
    const { address, options } = targetOf(config, as);
    const client = await connectAsync(address, { ...options, reconnectPeriod: 0 }, false);
    client.on('error', () => undefined);
    return wrap(client, onHeard);
  } catch (error) {
    // MQTT 3.1.1 §3.2.2.3: 4 is a bad name or password, 5 is "not authorized".
    const code = (error as { code?: unknown }).code;
    return code === 4 || code === 5 ? 'refused' : 'silent';
  }
}

function wrap(client: MqttClient, onHeard: (heard: Heard) => void): Broker {
  client.on('message', (topic, payload, { retain }) =>
    onHeard({ topic, text: payload.toString('utf8'), isRetained: retain }),
  );
  // Without `resubscribe` the library would not ask again for what it hears already.
  const subscribe = async (filters: readonly string[], qos: 0 | 1): Promise<void> => {
    const wanted = Object.fromEntries(filters.map(filter => [filter, { qos }]));
    await client.subscribeAsync({ ...wanted, resubscribe: true } as ISubscriptionMap);
  };
  // Of what is to be acknowledged Mosquitto holds a thousand messages for a client and drops the others, kept ones too.
  return {
    subscribe: filter => subscribe([filter], 1),
    follow: filter => subscribe([filter], 0),
    hearKept: async filters => {
      try {
        await subscribe(filters, 0);
        await pause(KEPT_COME_FOR);
      } finally {
        await client.unsubscribeAsync([...filters]);
      }
    },
    publish: async (topic, text) => void (await client.publishAsync(topic, text, { qos: 1 })),
    close: () => client.endAsync(true),
  };
}
