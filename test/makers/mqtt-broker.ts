// An MQTT broker on this machine with users and passwords, and a car that reports to it.

import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';

export type FakeBroker = {
  /** `mqtt://localhost:PORT` */
  readonly url: string;
  /** Names and passwords. */
  readonly users: Map<string, string>;
  /** Whether anybody gets in with anything. */
  isOpen: boolean;
  /** What was subscribed to, `+` with its QoS, and given up again, `-`, by whichever client, in order. */
  readonly asked: string[];
  /** What subscribers acknowledged, as text, in order. */
  readonly acknowledged: string[];
  /** A client of a user. */
  connect(user: string): Promise<MqttClient>;
  /** Breaks every connection; `restart` begins anew at the same port, what was kept is forgotten. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
};

export async function openBrokerStandIn(users: Record<string, string>): Promise<FakeBroker> {
  let port = 0;
  let server: Server | undefined;
  let aedes: Aedes | undefined;
  const sockets = new Set<Socket>();
  const start = async () => {
    aedes = await Aedes.createBroker({
      authenticate: (_client, username, password, done) => {
        const isGood = fake.isOpen || (username !== undefined && fake.users.get(username) === password?.toString());
        // 4: bad user name or password (MQTT 3.1.1 §3.2.2.3).
        done(isGood ? null : Object.assign(new Error('no'), { returnCode: 4 }), isGood);
      },
    });
    const { handle } = aedes;
    aedes.on('subscribe', subscriptions =>
      fake.asked.push(...subscriptions.map(({ topic, qos }) => `+${topic} ${qos}`)),
    );
    aedes.on('ack', packet => {
      if (packet && 'payload' in packet) fake.acknowledged.push(packet.payload.toString());
    });
    aedes.on('unsubscribe', topics => fake.asked.push(...topics.map(topic => `-${topic}`)));
    server = createServer(socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      handle(socket);
    });
    await new Promise<void>(resolve => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => (server ? server.close(resolve) : resolve(undefined)));
    await new Promise<void>(resolve => (aedes ? aedes.close(resolve) : resolve()));
    server = undefined;
    aedes = undefined;
  };
  const fake: FakeBroker = {
    url: '',
    users: new Map(Object.entries(users)),
    isOpen: false,
    asked: [],
    acknowledged: [],
    connect: user =>
      connectAsync(`mqtt://127.0.0.1:${port}`, {
        username: user,
        password: fake.users.get(user) ?? '',
        reconnectPeriod: 0,
      }),
    stop,
    restart: start,
    close: stop,
  };
  await start();
  return Object.assign(fake, { url: `mqtt://127.0.0.1:${port}` });
}
