// Webhooks: applications are told when a car's signals change.
import type { Module } from '../core/module.ts';
import { deliveryJob, deliveryService } from '../core/work/deliveries/deliver.ts';
import { tellWhenExhausted, webhookChannel } from './deliveries/send-events.ts';
import { tellWhenDeletionOrdered } from './deliveries/tell-deletion.ts';
import { tellWhenNarrowed, tellWhenPaused, tellWhenResumed } from './deliveries/tell-permission.ts';
import { managementRoutesV3 } from './management/api-v3.ts';
import { webhookPages } from './pages/webhook-pages.ts';
import { personalData } from './personal-data.ts';
import { seedWebhooks } from './seed-webhooks.ts';
import { subscriptionRoutesV2 } from './subscriptions/api-v2.ts';
import { forgetEndedJob, subscribeWhenGranted, unsubscribeWhenRevoked } from './subscriptions/subscribe.ts';
import { lookWhenCarReported, watchCarsJob } from './watch/watch-cars.ts';

export const webhooksModule: Module = {
  name: 'webhooks',
  routes: [...webhookPages, ...subscriptionRoutesV2, ...managementRoutesV3],
  subscribers: [
    tellWhenExhausted,
    subscribeWhenGranted,
    unsubscribeWhenRevoked,
    tellWhenPaused,
    tellWhenResumed,
    tellWhenNarrowed,
    tellWhenDeletionOrdered,
    lookWhenCarReported,
  ],
  jobs: [deliveryJob(webhookChannel), watchCarsJob, forgetEndedJob],
  services: [deliveryService(webhookChannel)],
  personalData,
  seed: seedWebhooks,
};
