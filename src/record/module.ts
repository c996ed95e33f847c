// The public record: what the program shows of its own behavior, so that anybody can check it.
import type { Module } from '../core/module.ts';
import { rememberServer } from './contacts/ask-contact.ts';
import { contactsRoutes } from './contacts/contacts-page.tsx';
import {
  contactChecks,
  endContactTestsJob,
  endTestWhenMailArrived,
  TEST_CONTACTS,
  testContactsJob,
} from './contacts/test-contacts.ts';
import { logChecks } from './log/log-checks.ts';
import { notePublications, publishLogJob } from './log/publish-edition.ts';
import { correctionRoutes } from './pages/corrections.tsx';
import { metricsRoutes } from './pages/metrics.tsx';
import { ownPanel } from './pages/own-panel.tsx';
import { answerPanel, programPanel } from './pages/program-panel.tsx';
import { publicFiles } from './pages/public-files.ts';
import { statisticsRoute } from './pages/statistics.tsx';

export const recordModule: Module = {
  name: 'record',
  routes: [statisticsRoute, ...publicFiles, ...metricsRoutes, ...correctionRoutes, ...contactsRoutes],
  subscribers: [notePublications, endTestWhenMailArrived],
  jobs: [publishLogJob, testContactsJob, endContactTestsJob],
  checks: [...logChecks, ...contactChecks],
  panels: [answerPanel, programPanel, ownPanel],
  mount: async (kernel, server) => rememberServer(kernel, server),
  // So that the demo's pages have something to show at once.
  seed: async (kernel, facts) => {
    await kernel.enqueue(kernel, publishLogJob.name, {});
    await kernel.enqueue(kernel, TEST_CONTACTS, { now: 'yes' });
    return facts;
  },
};
