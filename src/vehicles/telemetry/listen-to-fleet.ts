// A fleet's own telemetry by MQTT: the same batches, at the operator's broker, acknowledged once they are on disk.
import { setTimeout as pause } from 'node:timers/promises';
import { schemaCompiler } from '../../core/http/compile-schema.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Service } from '../../core/module.ts';
import { openBroker } from '../providers/mqtt/broker.ts';
import { telemetryIntake } from './take-in-telemetry.ts';
import { type Batch, type GivenBatch, GivenSignals, isBatchFault, readBatch } from './telemetry.ts';

/** A topic for each car: `fleet/VIN`. Every process hears them; the same batch is kept once. */
const TOPICS = 'fleet/+';
const RETRY_MS = 1000;
/** So many batches may be on their way to the disk at once: about as many as one statement carries. */
const AT_ONCE = 64;

/** Listens where a broker is configured. What it cannot read is dropped and counted in the log, not quoted. */
export const fleetListener: Service = {
  name: 'fleet-telemetry',
  start: async kernel => {
    const broker = kernel.config.makers.fleet?.broker;
    const intake = telemetryIntake(kernel);
    if (broker === undefined) return kernel.config.makers.fleet ? intake.close : undefined;
    let isClosing = false;
    /** Until it is kept, the broker is not told that it came; when too many wait, it sends nothing more. */
    const keep = async (batch: Batch): Promise<void> => {
      for (;;)
        try {
          await intake.take([batch]);
          return;
        } catch (err) {
          if (isClosing) throw err;
          kernel.log.warn({ err, provider: 'fleet' }, 'telemetry could not be kept yet');
          await pause(RETRY_MS);
        }
    };
    const connection = openBroker(broker, {
      onHeard: () => undefined,
      atOnce: AT_ONCE,
      beforeAcknowledging: async ({ topic, text }) => {
        const batch = readMessage(kernel, topic, text);
        if (batch === undefined) kernel.log.warn({ provider: 'fleet' }, 'a message of telemetry could not be read');
        else await keep(batch);
      },
    });
    connection.subscribe(TOPICS).catch((err: unknown) => kernel.log.warn({ err }, 'the broker does not let us hear'));
    return async () => {
      isClosing = true;
      await connection.close();
      await intake.close();
    };
  },
};

const isGiven = schemaCompiler()(GivenSignals, 'json');

function readMessage(kernel: Kernel, topic: string, text: string): Batch | undefined {
  const vin = topic.split('/')[1] ?? '';
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  const signals = typeof given === 'object' && given !== null && 'signals' in given ? given.signals : undefined;
  if (!isGiven(signals)) return undefined;
  // The schema says so.
  const read = readBatch({ vin, signals: signals as GivenBatch['signals'] }, kernel.clock.now());
  return isBatchFault(read) ? undefined : read;
}
