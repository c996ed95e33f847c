// Advisories: cases that several parties coordinate, and what is published about a fixed issue, for people and machines.
import type { Module } from '../core/module.ts';
import { actRoutes } from './case-pages/act.tsx';
import { confirmRoutes } from './case-pages/confirm.tsx';
import { editRoutes } from './case-pages/edit.tsx';
import { listRoute } from './case-pages/list.tsx';
import { participantRoutes } from './case-pages/participant.tsx';
import { casePanel } from './case-pages/report-panel.tsx';
import { showRoute } from './case-pages/show.tsx';
import { caseChecks } from './cases/case-checks.ts';
import { watchEmbargoesJob } from './cases/embargo-jobs.ts';
import { participantAuthenticator } from './cases/enter-case.ts';
import { seatLookup } from './cases/participant-store.ts';
import { tellPartiesWhenCaseChanged } from './cases/tell-parties.ts';
import { folderPages } from './csaf/folder-page.tsx';
import { providerFiles } from './csaf/provider-files.ts';
import { carryOutJob } from './cve/carry-out.ts';
import { compareCveRecordsJob, cveChecks, publishCveWhenAdvisoryPublished } from './cve/keep-in-step.ts';
import { cveConfirmRoutes } from './cve-pages/cve-confirm.tsx';
import { cveRoutes } from './cve-pages/cve-page.tsx';
import { seedAdvisories } from './demo/seed-advisories.ts';
import { editorRoutes } from './editor-pages/editor.tsx';
import { publishRoutes } from './editor-pages/publish.tsx';
import { actRoutes as participantActRoutes } from './participant-pages/act.tsx';
import { enterRoutes } from './participant-pages/enter.tsx';
import { showRoute as participantShowRoute } from './participant-pages/show.tsx';
import { personalData } from './personal-data.ts';
import { advisoryPages } from './public-pages/advisory-pages.tsx';
import { artefactRoute } from './public-pages/artefact-files.ts';
import { feedRoutes } from './public-pages/feeds.ts';
import { thanksRoute } from './public-pages/thanks.tsx';
import { tellReportersWhenPublished } from './publication/tell-reporters.ts';

export const advisoriesModule: Module = {
  name: 'advisories',
  routes: [
    listRoute,
    ...editRoutes,
    showRoute,
    ...actRoutes,
    ...confirmRoutes,
    ...participantRoutes,
    ...enterRoutes,
    participantShowRoute,
    ...participantActRoutes,
    ...editorRoutes,
    ...publishRoutes,
    ...cveRoutes,
    ...cveConfirmRoutes,
    ...advisoryPages,
    ...feedRoutes,
    thanksRoute,
    artefactRoute,
    ...providerFiles,
    ...folderPages,
  ],
  authenticators: [participantAuthenticator],
  subscribers: [tellPartiesWhenCaseChanged, tellReportersWhenPublished, publishCveWhenAdvisoryPublished],
  jobs: [watchEmbargoesJob, carryOutJob, compareCveRecordsJob],
  checks: [...caseChecks, ...cveChecks],
  lookups: [seatLookup],
  panels: [casePanel],
  personalData,
  seed: seedAdvisories,
};
