// The trust center: a page whose every claim follows from evidence, its twins for machines, and its signed history.
import type { Check, Module } from '../core/module.ts';
import { dependencyCheck } from './dependencies/dependency-check.ts';
import { accessReviewRoutes } from './edit/access-review.tsx';
import { editRoutes } from './edit/edit-pages.tsx';
import { publishRoutes } from './edit/publish-pages.tsx';
import { takeEvidenceJob } from './evidence/take-evidence.ts';
import { trustChecks } from './evidence/trust-checks.ts';
import { fileRoutes } from './files/trust-files.ts';
import { objectionDeskRoutes } from './objections/desk-objections.tsx';
import { forgetUnprovenJob, tellStaffJob } from './objections/object.ts';
import { objectionRoutes } from './objections/object-pages.tsx';
import { controlRoute } from './pages/control-page.tsx';
import { dataRoute } from './pages/data-page.tsx';
import { historyRoutes } from './pages/history-pages.tsx';
import { trustRoute } from './pages/trust-page.tsx';
import { personalData } from './personal-data.ts';
import { deskRoutes } from './questions/desk-page.tsx';
import { gapRoutes } from './questions/gaps-page.tsx';
import { questionRoutes } from './questions/questions-page.tsx';
import { seedTrust } from './seed-trust.ts';

/** @param checks those of all modules; asked for late, since this module is one of them */
export const trustModule = (checks: () => readonly Check[]): Module => ({
  name: 'trust',
  routes: [
    trustRoute,
    dataRoute,
    controlRoute,
    ...historyRoutes,
    ...fileRoutes,
    ...editRoutes(checks),
    ...publishRoutes,
    ...accessReviewRoutes,
    ...objectionRoutes,
    ...objectionDeskRoutes,
    ...questionRoutes,
    ...deskRoutes,
    ...gapRoutes,
  ],
  jobs: [takeEvidenceJob(checks), forgetUnprovenJob, tellStaffJob],
  checks: [...trustChecks, dependencyCheck],
  personalData,
  seed: seedTrust,
});
