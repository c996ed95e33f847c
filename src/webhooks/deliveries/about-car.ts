// What deliveries of a webhook are about, of one car: signals and errors by its subscriptions, and its owner's permission.
import type { Kernel } from '../../core/kernel.ts';
import { listIdsOfCar } from '../subscriptions/subscription-store.ts';
import { aboutPermission } from './tell-permission.ts';

/** @returns what stands in `about` of deliveries on this car; nothing for a car that the webhook never was told about */
export const aboutCar = async (kernel: Kernel, webhook: string, vehicle: string): Promise<string[]> =>
  (await listIdsOfCar(kernel, webhook, vehicle)).flatMap(id => [id, aboutPermission(id)]);
