// Listens to the brokers at which cars report by themselves, as long as the process runs.
import { LRUCache } from 'lru-cache';
import { SECOND } from '../../../core/clock.ts';
import type { BrokerConfig } from '../../../core/config-makers.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { Service } from '../../../core/module.ts';
import { brokerOf, keepMakerState } from '../../makers/maker-state-store.ts';
import { makerIndex } from '../../makers/pushed-value-store.ts';
import { type Intake, openIntake } from '../../makers/take-in-pushed.ts';
import { HEAR_AGAIN } from '../../needs/needs-store.ts';
import { allMetrics } from '../ovms/ovms-metrics.ts';
import { readMetricTopic, writeCar } from '../ovms/ovms-topics.ts';
import { allFields, readTelemetryTopic } from '../tesla/tesla-telemetry.ts';
import { type Heard, openBroker } from './broker.ts';
import { openHearAgain } from './hear-again.ts';
import { heardCars } from './heard-cars.ts';

/** Starts nothing where no broker is configured. Several processes may listen at once: the newer value wins. */
export const carListener: Service = {
  name: 'cars-that-report',
  start: async kernel => {
    const { ovms, teslaTelemetry } = kernel.config.makers;
    const stops = [
      ...(ovms ? [listen(kernel, 'ovms', ovms, ovmsTopics)] : []),
      ...(teslaTelemetry ? [listen(kernel, 'tesla', teslaTelemetry, telemetryTopics(teslaTelemetry.topic))] : []),
    ];
    return stops.length === 0 ? undefined : async () => void (await Promise.all(stops.map(stop => stop())));
  },
};

/** What a message says of which car; `age` when the car last reported at all. */
type Told = { readonly car: string; readonly name: string; readonly isKept: boolean; readonly age?: Date };
/** Under which topics cars of a kind report, and what a message under them says. */
type Topics = {
  readonly all: string;
  /** Of one car. @param car the maker's id of it */
  readonly ofCar: (car: string) => string;
  readonly understand: (heard: Heard, now: Date) => Told | null;
};

const ovmsTopics: Topics = {
  all: 'ovms/+/+/metric/#',
  ofCar: car => `ovms/${car}/metric/#`,
  understand: ({ topic, text }, now) => {
    const found = readMetricTopic(topic);
    if (found === null) return null;
    // A car's own clock is as old as its last report: kept messages get their age from it.
    const seconds = found.metric === 'm.time.utc' ? Number(text) : Number.NaN;
    const age =
      Number.isFinite(seconds) && seconds > 0 ? new Date(Math.min(seconds * SECOND, now.getTime())) : undefined;
    return { car: writeCar(found), name: found.metric, isKept: allMetrics.has(found.metric), ...(age && { age }) };
  },
};

const telemetryTopics = (base: string): Topics => ({
  all: `${base}/+/#`,
  ofCar: car => `${base}/${car}/#`,
  understand: ({ topic }) => {
    const found = readTelemetryTopic(base, topic);
    return found && { car: found.vin, name: found.field, isKept: allFields.has(found.field) };
  },
});

function listen(kernel: Kernel, provider: string, config: BrokerConfig, topics: Topics): () => Promise<void> {
  const ages = new LRUCache<string, Date>({ max: 50_000 });
  const heard = heardCars(car => makerIndex(kernel, provider, car).toString('hex'));
  const intake: Intake = openIntake(kernel, provider, car => ages.get(car));
  let wasConnected: boolean | undefined;
  let isClosing = false;

  const broker = openBroker(config, {
    onHeard: message => {
      const now = kernel.clock.now();
      const told = topics.understand(message, now);
      if (told === null) return;
      heard.note(told.car);
      if (told.age !== undefined) ages.set(told.car, told.age);
      if (told.isKept) intake.take(told.car, told.name, message.text, message.isRetained ? null : now);
    },
    onState: isConnected => {
      if (isConnected === wasConnected || isClosing) return;
      if (isConnected) again.wasHeard();
      wasConnected = isConnected;
      kernel.log.info({ provider, isConnected }, 'the broker of cars that report');
      keepMakerState(kernel, brokerOf(provider), {
        isOut: !isConnected,
        fault: isConnected ? null : 'UPSTREAM.NO_RESPONSE',
      }).catch((err: unknown) => kernel.log.error({ err, provider }, 'the state of a broker could not be kept'));
    },
  });
  const deaf = (err: unknown): void => {
    if (!isClosing) kernel.log.warn({ err, provider }, 'the broker does not let us hear');
  };
  // While the connection is down this waits for it; the library subscribes again by itself later.
  const hearAll = (): void => void broker.follow(topics.all).catch(deaf);
  const again = openHearAgain({ hearKept: broker.hearKept, hearAll, onFault: deaf });
  hearAll();
  // What a car has said before it was connected, or before somebody might know it, is kept at the broker.
  kernel.listen(
    HEAR_AGAIN,
    notice => {
      const [of, index = ''] = notice.split(' ');
      if (isClosing || of !== provider) return;
      const car = heard.find(index);
      // Of a car that never told anything the broker has kept nothing.
      if (car === undefined && heard.isComplete()) return;
      intake.lookAgain(car);
      if (car === undefined) again.all();
      else if (wasConnected) again.car(topics.ofCar(car));
    },
    gap => {
      // At the beginning all cars are being heard anyway.
      if (isClosing || gap === 'begun') return;
      intake.lookAgain();
      again.all();
    },
  );
  return async () => {
    isClosing = true;
    again.close();
    await broker.close();
    await intake.close();
  };
}
