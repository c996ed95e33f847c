// Cars with an OVMS module that report to the operator's own MQTT broker: https://docs.openvehicles.com.
// What they said last is read from our own store, with its age; commands go through the broker.
import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../../core/clock.ts';
import type { BrokerConfig } from '../../../core/config-makers.ts';
import type { Random } from '../../../core/crypto/random.ts';
import { newToken } from '../../../core/crypto/tokens.ts';
import type { OurCar, Pushed } from '../../makers/pushed-value-store.ts';
import { makeOfVin, manufacturerIdentifiers, modelYearOfVin, vinFault } from '../../vehicle.ts';
import { type Broker, type Heard, KEPT_COME_FOR, visitBroker } from '../mqtt/broker.ts';
import type { Provider, ProviderConnection, ProviderFault, ProviderVehicle, Reading } from '../provider.ts';
import { allMetrics, metricsFor, modelOf, signalOf } from './ovms-metrics.ts';
import { isTopicPart, type OvmsCar, readCar, readMetricTopic, topicOf, writeCar } from './ovms-topics.ts';

export type OvmsDoor = {
  readonly random: Random;
  /** What our cars reported last. */
  readonly findPushed: (car: OurCar, names: readonly string[]) => Promise<ReadonlyMap<string, Pushed>>;
};

const ANSWER_WITHIN = 30 * SECOND;

const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
const silent: ProviderFault = { fault: 'UPSTREAM.NO_RESPONSE' };

/**
 * The provider of cars with OVMS. An owner shows that a car is theirs by the name and password of their user at the
 * broker; the password is tried there and not kept. A broker that takes any password proves nothing and is not used.
 */
export function ovms(config: BrokerConfig, { random, findPushed }: OvmsDoor): Provider {
  /** Visits with the name and password of this server. */
  const visit = (onHeard: (heard: Heard) => void) => visitBroker(config, onHeard);

  const signIn = async (username: string, password: string) => {
    if (!isTopicPart(username) || password === '')
      return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' } as const;
    const anything = await visitBroker(config, () => undefined, { username, password: newToken(random) });
    if (anything === 'silent') return silent;
    if (anything !== 'refused') {
      await anything.close();
      return { fault: 'UPSTREAM.KNOWN_ISSUE' } as const;
    }
    const broker = await visitBroker(config, () => undefined, { username, password });
    if (broker === 'silent') return silent;
    if (broker === 'refused') return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' } as const;
    await broker.close();
    return { credentials: username };
  };

  const listVehicles = async (user: string): Promise<readonly ProviderVehicle[] | ProviderFault> => {
    if (!isTopicPart(user)) return missing;
    const told = new Map<string, { vin?: string; type?: string }>();
    const broker = await visit(({ topic, text }) => {
      const found = readMetricTopic(topic);
      if (found === null) return;
      const car = told.get(found.car) ?? {};
      if (found.metric === 'v.vin') car.vin = text.trim().toUpperCase();
      if (found.metric === 'v.type') car.type = text.trim().slice(0, 40);
      told.set(found.car, car);
    });
    if (typeof broker === 'string') return silent;
    try {
      await broker.subscribe(`ovms/${user}/+/metric/v/vin`);
      await broker.subscribe(`ovms/${user}/+/metric/v/type`);
      await pause(KEPT_COME_FOR);
    } finally {
      await broker.close();
    }
    return [...told].flatMap(([car, { vin = '', type = '' }]): ProviderVehicle[] => {
      const make = makeOfVin(vin);
      const year = modelYearOfVin(vin);
      if (vinFault(vin) !== null || make === null || year === null) return [];
      return [{ vehicle: writeCar({ user, car }), vin, make, year, ...modelOf(type) }];
    });
  };

  const command = async ({ vehicle }: ProviderConnection, text: string): Promise<'done' | ProviderFault> => {
    const car = readCar(vehicle);
    if (car === null) return missing;
    // OVMS answers to whoever asked; a name of its own keeps our answers apart from those of other programs.
    const client = `telltale-${newToken(random, 48)}`;
    let answer: (text: string) => void = () => undefined;
    let isOnline = false;
    const answered = new Promise<string>(resolve => {
      answer = resolve;
    });
    const broker = await visit(heard => {
      if (heard.topic === topicOf(car, 'metric', 's', 'v3', 'connected')) isOnline = heard.text === 'yes';
      if (heard.topic === topicOf(car, 'client', client, 'response', '1')) answer(heard.text);
    });
    if (typeof broker === 'string') return silent;
    try {
      await broker.subscribe(topicOf(car, 'metric', 's', 'v3', 'connected'));
      await broker.subscribe(topicOf(car, 'client', client, 'response', '+'));
      await waitUntil(() => isOnline, KEPT_COME_FOR);
      if (!isOnline) return { fault: 'VEHICLE_STATE.UNREACHABLE' };
      return meaningOf(await tell(broker, car, client, text, answered));
    } finally {
      await broker.close();
    }
  };

  return {
    id: 'ovms',
    makes: Object.keys(manufacturerIdentifiers),
    modes: ['live'],
    signIn: { kind: 'form', of: 'own-server', signIn: ({ username, password }) => signIn(username.trim(), password) },
    listVehicles: credentials => listVehicles(credentials ?? ''),
    readsOwnStore: true,
    read: async ({ ours, vehicle }, signals, now) => {
      if (ours === undefined || readCar(vehicle) === null) return missing;
      const asked = [...new Set(signals)];
      if (asked.length === 0) return [];
      const pushed = await findPushed(ours, metricsFor(asked));
      // A car that never told this one thing is not one that never told anything.
      if (pushed.size === 0 && (await findPushed(ours, [...allMetrics])).size === 0)
        return { fault: 'VEHICLE_STATE.UNREACHABLE' };
      return asked.flatMap(signal => {
        const told = signalOf(signal, name => pushed.get(name)?.text);
        if (told === undefined) return [];
        const oldest = Math.min(...told.from.map(name => pushed.get(name)?.at.getTime() ?? 0), now.getTime());
        // One signal with its own value is a reading, which TypeScript cannot follow through a list of any of them.
        return [{ signal, value: told.value, recordedAt: new Date(oldest), fetchedAt: now } as Reading];
      });
    },
    // Locking wants the PIN of the module, which nobody shall give to a web page.
    commands: {
      start_or_stop_charge: (connection, { action }) =>
        command(connection, action === 'START' ? 'charge start' : 'charge stop'),
      set_charge_current: (connection, { current }) => command(connection, `charge current ${Math.round(current)}`),
    },
  };
}

/** Sends a command and waits for what the car says to it. */
async function tell(
  broker: Broker,
  car: OvmsCar,
  client: string,
  text: string,
  answered: Promise<string>,
): Promise<string | null> {
  await broker.publish(topicOf(car, 'client', client, 'active'), '1');
  await broker.publish(topicOf(car, 'client', client, 'command', '1'), text);
  const late = new AbortController();
  const tooLate = pause(ANSWER_WITHIN, null, { signal: late.signal }).catch(() => null);
  const answer = await Promise.race([answered, tooLate]);
  late.abort();
  await broker.publish(topicOf(car, 'client', client, 'active'), '');
  return answer;
}

/** OVMS answers in sentences for people. */
function meaningOf(answer: string | null): 'done' | ProviderFault {
  if (answer === null) return { fault: 'VEHICLE_STATE.UNREACHABLE' };
  if (/not (?:implemented|supported|available)|unrecognised/i.test(answer))
    return { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' };
  if (/not (?:plugged|connected)|no (?:cable|pilot)/i.test(answer))
    return { fault: 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED' };
  return /error|fail|cannot|could not|invalid/i.test(answer) ? { fault: 'VEHICLE_STATE.UNKNOWN' } : 'done';
}

async function waitUntil(condition: () => boolean, longest: number): Promise<void> {
  for (let waited = 0; waited < longest && !condition(); waited += 50) await pause(50);
}
