// The newsletter and notices of the trust center: asked for, confirmed, sent once, ended with a click.
import type { Module } from '../core/module.ts';
import { issueRoutes } from './admin/issue-pages.tsx';
import { sendIssueJob, tellWhenTrustPublished } from './issues/send-issue.ts';
import { archiveRoutes } from './pages/archive.tsx';
import { readerRoutes } from './pages/reader-pages.tsx';
import { subscribeRoutes } from './pages/subscribe.tsx';
import { personalData } from './personal-data.ts';
import { seedNewsletter } from './seed-newsletter.ts';
import { endWhenMailReturned, forgetUnconfirmedJob } from './subscribers/subscribe.ts';
import { readerLookup } from './subscribers/subscriber-store.ts';

export const newsletterModule: Module = {
  name: 'newsletter',
  routes: [...subscribeRoutes, ...readerRoutes, ...archiveRoutes, ...issueRoutes],
  subscribers: [tellWhenTrustPublished, endWhenMailReturned],
  jobs: [sendIssueJob, forgetUnconfirmedJob],
  lookups: [readerLookup],
  personalData,
  seed: seedNewsletter,
};
