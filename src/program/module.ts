// What researchers are promised: policy, scope, targets, response targets, and the files that machines read.
import type { Module } from '../core/module.ts';
import { prepareProgram } from './first-program.ts';
import { editKeyRoutes } from './keys/edit-key.tsx';
import { keyChecks, tellOfKeyEndJob } from './keys/key-alarm.ts';
import { keyFiles } from './keys/key-files.ts';
import { keyPersonalData } from './keys/key-personal-data.ts';
import { revokeKeyRoutes } from './keys/revoke-key.tsx';
import { showKeyRoute } from './keys/show-key.tsx';
import { letterRoutes } from './letter/letter-pages.tsx';
import { cvssRoute } from './pages/cvss.tsx';
import { editRoute } from './pages/edit.tsx';
import { editPolicyRoutes } from './pages/edit-policy.tsx';
import { editScopeRoutes } from './pages/edit-scope.tsx';
import { editTargetsRoutes } from './pages/edit-targets.tsx';
import { editTaxonomyRoutes } from './pages/edit-taxonomy.tsx';
import { policyRoute } from './pages/policy.tsx';
import { programRoute } from './pages/program.tsx';
import { lintPolicyRoute } from './policy-lint/lint-page.tsx';
import { programChecks } from './program-checks.ts';
import { publicFiles } from './public-files.ts';
import { scopeHistoryRoutes } from './scope-history/scope-pages.tsx';
import { seedProgram } from './seed-demo.ts';

export const programModule: Module = {
  name: 'program',
  routes: [
    programRoute,
    policyRoute,
    cvssRoute,
    ...publicFiles,
    ...scopeHistoryRoutes,
    ...letterRoutes,
    lintPolicyRoute,
    editRoute,
    ...editPolicyRoutes,
    ...editScopeRoutes,
    ...editTargetsRoutes,
    showKeyRoute,
    ...keyFiles,
    ...editKeyRoutes,
    ...revokeKeyRoutes,
    ...editTaxonomyRoutes,
  ],
  jobs: [tellOfKeyEndJob],
  checks: [...programChecks, ...keyChecks],
  personalData: keyPersonalData,
  prepare: prepareProgram,
  seed: seedProgram,
};
