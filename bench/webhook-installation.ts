// An installation with a hundred webhooks, each told about cars of owners who granted it; and its receivers.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { giveGrant } from '../src/connect/index.ts';
import { readConfig } from '../src/core/config.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { addDeliveries, deliveryService } from '../src/core/work/deliveries/deliver.ts';
import { registerApplication } from '../src/developers/create-application.ts';
import { insertOrganization } from '../src/developers/organization-store.ts';
import { saveVehicle } from '../src/vehicles/vehicle-store.ts';
import { webhookChannel } from '../src/webhooks/deliveries/send-events.ts';
import { type Envelope, payloadOf, vehicleState } from '../src/webhooks/envelope.ts';
import { insertSubscriptions } from '../src/webhooks/subscriptions/subscription-store.ts';
import { WEBHOOKS } from '../src/webhooks/webhook.ts';
import { insertWebhook, stopWebhook } from '../src/webhooks/webhook-store.ts';
import { answers, databaseOf, freshDataDir, productionEnvironment, startNode, stopProcess } from './product-server.ts';

export const ENDPOINTS = 100;
const CARS = 3;
export const RECEIVER_PORT = 18_301;

export type Target = { readonly webhook: string; readonly subscription: string; readonly url: string };

export type Installation = {
  readonly kernel: Kernel;
  readonly postmaster: number;
  readonly token: string;
  /** By endpoint, and for each its cars. */
  readonly targets: readonly (readonly Target[])[];
  /** Accepts events durably, all in one transaction. @returns their ids */
  readonly accept: (targets: readonly Target[]) => Promise<string[]>;
  /** Resolves when nothing waits any more. */
  readonly drained: () => Promise<void>;
  /** What came at the receivers since this was asked last: ids and milliseconds since 1970. */
  readonly arrivals: () => Promise<[string, number][]>;
  readonly behave: (endpoint: number, how: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const control = `http://127.0.0.1:${RECEIVER_PORT - 1}`;

/** Opens it with the pump of webhooks running in this process. Plain HTTP on this machine: TLS would cost both arms alike. */
export async function openInstallation(): Promise<Installation> {
  const dataDir = freshDataDir('webhooks');
  const { config, secrets } = readConfig(productionEnvironment(0, dataDir));
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets, {
    fetch: { allowHttp: true, allow: () => true },
  });
  const { kernel } = open;
  const { postmaster } = await databaseOf(dataDir);
  const receivers = startNode(['bench/webhook-receivers.ts', String(RECEIVER_PORT), String(ENDPOINTS)], {});
  await answers(`${control}/arrivals`);
  const { token, targets } = await fill(kernel);
  const stop = await deliveryService(webhookChannel).start(kernel, secrets);
  return {
    kernel,
    postmaster,
    token,
    targets,
    accept: targets => accept(kernel, targets),
    drained: () => drained(kernel),
    arrivals: async () => (await (await fetch(`${control}/arrivals`)).json()) as [string, number][],
    behave: async (endpoint, how) => void (await fetch(`${control}/behave/${endpoint}/${how}`)),
    close: async () => {
      await stop?.();
      await stopProcess(receivers);
      await open.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function fill(kernel: Kernel): Promise<Pick<Installation, 'token' | 'targets'>> {
  const application = randomUUID();
  const organization = await insertOrganization(kernel, 'Bench');
  const secrets = await registerApplication(kernel, 'per_bench', {
    id: application,
    organization,
    name: 'Bench',
    purpose: 'Measures how much a message costs.',
    privacyPolicyUrl: 'https://example.com/privacy',
    redirectUris: ['https://example.com/'],
  });
  const targets: Target[][] = [];
  for (let endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
    const owner = `per_${String(endpoint).padStart(26, '0')}`;
    const webhook = randomUUID();
    const url = `http://127.0.0.1:${RECEIVER_PORT + endpoint}/hook`;
    const fields = { name: 'Bench', callback: url, errorCallback: null, autoSubscribe: false, takesOrders: false };
    await insertWebhook(kernel, {
      ...fields,
      id: webhook,
      application,
      createdBy: 'per_bench',
      triggers: ['odometer'],
      data: ['odometer', 'battery_level', 'charging'],
    });
    await stopWebhook(kernel, webhook, null);
    const vehicles: string[] = [];
    for (let car = 0; car < CARS; car++)
      vehicles.push(
        await saveVehicle(kernel, owner, randomUUID(), {
          provider: 'simulator',
          credentials: null,
          sandbox: null,
          mode: 'simulated',
          car: {
            vehicle: 'volt',
            vin: `volt~${endpoint}-${car}`,
            make: 'CHEVROLET',
            model: 'Volt',
            year: 2016,
            powertrain: 'PHEV',
          },
        }),
      );
    await giveGrant(kernel, { owner, application, vehicles, scopes: ['read_odometer', 'read_battery', 'read_charge'] });
    const ids = await insertSubscriptions(
      kernel,
      vehicles.map(vehicle => ({ webhook, application, owner, vehicle })),
    );
    targets.push(ids.map(subscription => ({ webhook, subscription, url })));
  }
  await kernel.pool.query('vacuum analyze');
  return { token: secrets.managementToken.reveal(), targets };
}

/** A message as a car makes it: three signals. */
export const messageOf = (eventId: string, webhook: string): Envelope =>
  vehicleState(
    eventId,
    { id: webhook, name: 'Bench' },
    {
      user: eventId,
      vehicle: { id: eventId, make: 'CHEVROLET', model: 'Volt', year: 2016 },
      mode: 'LIVE',
    },
    {
      signals: (['TraveledDistance', 'StateOfCharge', 'IsCharging'] as const).map(name => ({
        code: name.toLowerCase(),
        name,
        group: 'Bench',
        status: { value: 'SUCCESS' },
        body: { value: 12345.67, unit: 'km' },
        meta: { oemUpdatedAt: 1768168607000, retrievedAt: 1768168615889 },
      })),
      changed: ['odometer'],
    },
  );

async function accept(kernel: Kernel, targets: readonly Target[]): Promise<string[]> {
  const ids = targets.map(() => randomUUID());
  await kernel.transaction(kernel =>
    addDeliveries(
      kernel,
      targets.map(({ webhook, subscription }, index) => ({
        channel: WEBHOOKS,
        lane: webhook,
        kind: 'VEHICLE_STATE',
        about: subscription,
        cause: ids[index] ?? '',
        payload: payloadOf(messageOf(ids[index] ?? '', webhook)),
      })),
    ),
  );
  return ids;
}

async function drained(kernel: Kernel): Promise<void> {
  for (;;) {
    const { rows } = await kernel.pool.query(`select 1 from core.delivery_waiting where channel = 'webhooks' limit 1`);
    if (rows.length === 0) return;
    // Asking costs as much as a message: seldom.
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
