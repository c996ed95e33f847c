// Listens to the brokers at which cars report by themselves, as long as the process runs.
import { LRUCache } from 'lru-cache';
import { SECOND } from '../../../core/clock.ts';
import type { BrokerConfig } from '../../../core/config-makers.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { Service } from '../../../core/module.ts';
import { brokerOf, keepMakerState } from '../../makers/maker-state-store.ts';
import { type Intake, openIntake } from '../../makers/take-in-pushed.ts';
import { VEHICLE_LINKED } from '../../vehicle-store.ts';
import { allMetrics } from '../ovms/ovms-metrics.ts';
import { readMetricTopic, writeCar } from '../ovms/ovms-topics.ts';
import { allFields, readTelemetryTopic } from '../tesla/tesla-telemetry.ts';
import { type Heard, openBroker } from './broker.ts';

/** Starts nothing where no broker is configured. Several processes may listen at once: the newer value wins. */
export const carListener: Service = {
  name: 'cars-that-report',
  start: async kernel => {
    const { ovms, teslaTelemetry } = kernel.config.makers;
    const stops = [
      ...(ovms ? [listen(kernel, 'ovms', ovms, 'ovms/+/+/metric/#', ovmsEar)] : []),
      ...(teslaTelemetry
        ? [listen(kernel, 'tesla', teslaTelemetry, `${teslaTelemetry.topic}/+/#`, telemetryEar(teslaTelemetry.topic))]
        : []),
    ];
    return stops.length === 0 ? undefined : async () => void (await Promise.all(stops.map(stop => stop())));
  },
};

/** What a message says of which car; `age` when the car last reported at all. */
type Told = { readonly car: string; readonly name: string; readonly isKept: boolean; readonly age?: Date };
type Ear = (heard: Heard, now: Date) => Told | null;

/** A car's own clock is as old as its last report: kept messages get their age from it. */
const ovmsEar: Ear = ({ topic, text }, now) => {
  const found = readMetricTopic(topic);
  if (found === null) return null;
  const seconds = found.metric === 'm.time.utc' ? Number(text) : Number.NaN;
  const age = Number.isFinite(seconds) && seconds > 0 ? new Date(Math.min(seconds * SECOND, now.getTime())) : undefined;
  return { car: writeCar(found), name: found.metric, isKept: allMetrics.has(found.metric), ...(age && { age }) };
};

const telemetryEar =
  (base: string): Ear =>
  ({ topic }) => {
    const found = readTelemetryTopic(base, topic);
    return found && { car: found.vin, name: found.field, isKept: allFields.has(found.field) };
  };

function listen(kernel: Kernel, provider: string, config: BrokerConfig, filter: string, ear: Ear): () => Promise<void> {
  const ages = new LRUCache<string, Date>({ max: 50_000 });
  const intake: Intake = openIntake(kernel, provider, car => ages.get(car));
  let wasConnected: boolean | undefined;
  let isClosing = false;

  const broker = openBroker(config, {
    onHeard: heard => {
      const now = kernel.clock.now();
      const told = ear(heard, now);
      if (told === null) return;
      if (told.age !== undefined) ages.set(told.car, told.age);
      if (told.isKept) intake.take(told.car, told.name, heard.text, heard.isRetained ? null : now);
    },
    onState: isConnected => {
      if (isConnected === wasConnected || isClosing) return;
      wasConnected = isConnected;
      kernel.log.info({ provider, isConnected }, 'the broker of cars that report');
      keepMakerState(kernel, brokerOf(provider), {
        isOut: !isConnected,
        fault: isConnected ? null : 'UPSTREAM.NO_RESPONSE',
      }).catch((err: unknown) => kernel.log.error({ err, provider }, 'the state of a broker could not be kept'));
    },
  });
  const hear = (): void => {
    // While the connection is down this waits for it; the library subscribes again by itself later.
    broker.subscribe(filter).catch((err: unknown) => {
      if (!isClosing) kernel.log.warn({ err, provider }, 'the broker does not let us hear');
    });
  };
  hear();
  // What a car has said before it was connected is kept at the broker: it is heard again.
  const look = (linked: string): void => {
    if (isClosing || linked !== provider) return;
    intake.lookAgain();
    hear();
  };
  kernel.listen(VEHICLE_LINKED, look, () => look(provider));
  return async () => {
    isClosing = true;
    await broker.close();
    await intake.close();
  };
}
