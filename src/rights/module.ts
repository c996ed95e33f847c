// Rights: what a person may ask for about their own data, and what staff owe.
import type { Module, PersonalDataHolder } from '../core/module.ts';
import { noticeJob } from './affected/send-notice.ts';
import { affectedRoutes } from './desk/affected.tsx';
import { deskRoutes } from './desk/desk.tsx';
import { deskRequestRoutes } from './desk/desk-request.tsx';
import { holdRoutes } from './desk/holds.tsx';
import { processingRoutes } from './desk/processing.tsx';
import { retentionRoute } from './desk/retention.tsx';
import { erasureJobs } from './erase/erasure-jobs.ts';
import { copyJobs } from './export/copy-jobs.ts';
import { heldRows } from './holds/held-rows.ts';
import { noteWhenTaken, remindJob } from './orders/order-deletions.ts';
import { askRoutes } from './pages/ask.tsx';
import { certificateRoutes } from './pages/certificate.tsx';
import { eraseRoutes } from './pages/erase.tsx';
import { gpcRoute } from './pages/gpc.ts';
import { homeRoutes } from './pages/home.tsx';
import { orderRoutes } from './pages/orders.tsx';
import { personalData } from './personal-data.ts';
import { rightsChecks } from './rights-checks.ts';
import { seedRights } from './seed-rights.ts';

/** @param holders what the modules hold of people; asked for late, since this module is one of them */
export const rightsModule = (holders: () => readonly PersonalDataHolder[]): Module => ({
  name: 'rights',
  routes: [
    ...homeRoutes,
    ...eraseRoutes,
    ...askRoutes,
    ...certificateRoutes,
    ...orderRoutes,
    ...deskRoutes,
    ...deskRequestRoutes,
    ...holdRoutes(holders),
    ...affectedRoutes,
    ...processingRoutes,
    retentionRoute,
    gpcRoute,
  ],
  subscribers: [noteWhenTaken],
  jobs: [...copyJobs(holders), ...erasureJobs(holders), remindJob, noticeJob],
  checks: rightsChecks,
  personalData,
  heldRows: kernel => heldRows(kernel, holders()),
  seed: seedRights(holders),
});
