// Trackers: what other systems are told of what happens here, and the tickets in other systems that our issues have.
import type { Module } from '../core/module.ts';
import { deliveryJob, deliveryService } from '../core/work/deliveries/deliver.ts';
import { lookAtTicketJob, pollTrackersJob } from './links/follow-trackers.ts';
import { hookRoute } from './links/hook.ts';
import { outboxChannel, sendStateWhenIssueMoved } from './links/outbox.ts';
import { noticeChannel, noticeSubscribers } from './notices/send-notice.ts';
import { personalData } from './personal-data.ts';
import { receiverRoutes } from './receiver-pages/receiver-routes.ts';
import { reconcileJob } from './reconciliation/reconcile.ts';
import { trackerChecks } from './tracker-checks.ts';
import { ticketPanel } from './tracker-pages/issue-panel.tsx';
import { trackerRoutes } from './tracker-pages/tracker-routes.ts';

export const trackersModule: Module = {
  name: 'trackers',
  routes: [...receiverRoutes, ...trackerRoutes, hookRoute],
  subscribers: [...noticeSubscribers, sendStateWhenIssueMoved],
  jobs: [deliveryJob(noticeChannel), deliveryJob(outboxChannel), lookAtTicketJob, pollTrackersJob, reconcileJob],
  services: [deliveryService(noticeChannel), deliveryService(outboxChannel)],
  panels: [ticketPanel],
  checks: trackerChecks,
  personalData,
};
