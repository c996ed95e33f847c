// The operator's pages: checks, jobs, the audit log, and the demo's mailbox.
import { keyJobs } from '../core/crypto/epochs/key-epochs.ts';
import { type LookupIndex, lookupJobs } from '../core/crypto/lookup/rotate-lookups.ts';
import type { Check, Module } from '../core/module.ts';
import { archiveJobs } from '../core/move/archive-jobs.ts';
import { importJobs } from '../core/move/import-jobs.ts';
import { groundChecks } from './ground-checks.ts';
import { keyRoutes } from './keys/keys-page.tsx';
import { importRoutes } from './move/import-page.tsx';
import { moveRoutes } from './move/move-page.tsx';
import { auditRoute } from './pages/audit.tsx';
import { checkRoutes } from './pages/checks.tsx';
import { jobRoutes } from './pages/jobs.tsx';
import { mailboxRoutes } from './pages/mailbox.tsx';

export { backupCommands, restoreCommands } from './backup/backup-commands.ts';
export { canaryCommands, type StartProduct } from './canary/canary-command.ts';
export { moveCommands } from './move/move-commands.ts';

/**
 * @param checks those of all modules; asked for late, since this module is one of them
 * @param lookups what all modules find by keyed hashes
 */
export const operationModule = (checks: () => readonly Check[], lookups: () => readonly LookupIndex[]): Module => ({
  name: 'operation',
  routes: [
    ...checkRoutes(checks),
    ...keyRoutes(lookups),
    ...jobRoutes,
    auditRoute,
    ...mailboxRoutes,
    ...moveRoutes,
    ...importRoutes,
  ],
  jobs: [...archiveJobs, ...importJobs, ...keyJobs, ...lookupJobs(lookups)],
  checks: groundChecks,
});
