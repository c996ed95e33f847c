// Reports: what researchers send, and what becomes of it.

import type { Module } from '../core/module.ts';
import { abuseChecks } from './abuse/abuse-checks.ts';
import { heldRoutes } from './abuse/pages/held.tsx';
import { intakeRoutes } from './abuse/pages/intake.tsx';
import { endPauseJob } from './abuse/pause-intake.ts';
import { pausePanel } from './abuse/pause-note.tsx';
import { apiRoutes } from './api/api-routes.ts';
import { bundlePanel, bundleRoutes } from './bundle/bundle-pages.tsx';
import { seedReports } from './demo/seed-reports.ts';
import { hintAtDuplicatesJob } from './duplicates/hint-when-submitted.ts';
import { duplicatesPanel } from './duplicates/panel.tsx';
import { dutyRoutes } from './duties/duty-routes.ts';
import { dutyPanel } from './duties/pages/duty-panel.tsx';
import { followFixesOfDuties, warnOfDutiesJob } from './duties/warn-of-duties.ts';
import { embeddingRoutes } from './embed/embedding-page.tsx';
import { framedFormRoutes } from './embed/framed-form.tsx';
import { encryptedPanel, encryptedRoutes } from './encrypted/open-report.tsx';
import { checkFileJob } from './evidence/check-file.ts';
import { evidenceRoutes } from './evidence/evidence-pages.tsx';
import { sweepDraftsJob } from './intake/draft-files.ts';
import { issuePanel } from './issues/issue-panel.tsx';
import { issueRoutes } from './issues/pages/issue-routes.ts';
import { promoteDuplicates } from './issues/promote-duplicates.ts';
import { tellLinkedReporters } from './issues/tell-linked-reporters.ts';
import { importRoutes } from './known/import-page.tsx';
import { knownSearchJobs } from './known/known-source.ts';
import { importKnownIssuesJob } from './known/run-import.ts';
import { hubOf } from './live/live-hub.ts';
import { tellAssigneeWhenAssigned } from './mail/tell-assignee.ts';
import { tellReporterWhenAnswered, tellReporterWhenMoved, thankReporter } from './mail/tell-reporter.ts';
import { newReportsDigestJob, tellAssigneeWhenReporterWrote } from './mail/tell-team.ts';
import { imapService } from './mailin/imap-poll.ts';
import { mailDoors } from './mailin/mail-doors.ts';
import { mailPanel } from './mailin/mail-panel.tsx';
import { mailRoutes } from './mailin/mails-page.tsx';
import { processMailJob } from './mailin/process-mail.ts';
import { smtpService } from './mailin/smtp-listener.ts';
import { mailChecks, sweepMailsJob } from './mailin/sweep-mails.ts';
import { actRoutes } from './pages/act.tsx';
import { mineRoute } from './pages/mine.tsx';
import { proofRoutes } from './pages/proofs.tsx';
import { returnRoutes } from './pages/return.tsx';
import { sentRoute } from './pages/sent.tsx';
import { showRoute } from './pages/show.tsx';
import { submitRoutes } from './pages/submit.tsx';
import { triageRoutes } from './pages/triage-routes.ts';
import { personalData } from './personal-data.ts';
import { refreshExploitListsJob } from './priority/import-list.ts';
import { exploitListRoutes } from './priority/pages/exploit-lists.tsx';
import { priorityPanel } from './priority/pages/priority-panel.tsx';
import { weighRoutes } from './priority/pages/weigh.tsx';
import { workJobs, workPanels, workSubscribers } from './queue/work.ts';
import { askRedactionRoute } from './redaction/pages/ask-route.ts';
import { redactRoutes } from './redaction/pages/redact-page.tsx';
import { redactionPanel } from './redaction/pages/redaction-panel.tsx';
import { prepareReplies } from './replies/keep-reply.ts';
import { reportChecks } from './report-checks.ts';
import { receiptAuthenticator } from './reporter/authenticate-receipt.ts';
import { expireRetestsJob } from './retests/expire-retests.ts';
import { retestRoutes } from './retests/pages/act-on-retest.tsx';
import { retestPanel } from './retests/pages/retest-panel.tsx';
import { tellAskedReporter, tellTeamToConfirm } from './retests/tell-of-retest.ts';
import { indexWhenAnswered, indexWhenSubmitted, reportSearchJobs, searchChecks } from './search/keep-index.ts';

export const reportsModule: Module = {
  name: 'reports',
  routes: [
    ...submitRoutes,
    ...framedFormRoutes,
    ...heldRoutes,
    ...intakeRoutes,
    ...embeddingRoutes,
    sentRoute,
    ...returnRoutes,
    mineRoute,
    showRoute,
    ...actRoutes,
    ...proofRoutes,
    ...evidenceRoutes,
    ...triageRoutes,
    ...issueRoutes,
    ...retestRoutes,
    ...redactRoutes,
    askRedactionRoute,
    ...importRoutes,
    ...mailRoutes,
    ...weighRoutes,
    ...dutyRoutes,
    ...exploitListRoutes,
    ...apiRoutes,
    ...encryptedRoutes,
    ...bundleRoutes,
  ],
  authenticators: [receiptAuthenticator],
  subscribers: [
    indexWhenSubmitted,
    indexWhenAnswered,
    ...workSubscribers,
    thankReporter,
    tellReporterWhenMoved,
    tellReporterWhenAnswered,
    tellAssigneeWhenReporterWrote,
    tellAssigneeWhenAssigned,
    followFixesOfDuties,
    tellLinkedReporters,
    promoteDuplicates,
    tellAskedReporter,
    tellTeamToConfirm,
  ],
  panels: [
    pausePanel,
    ...workPanels,
    issuePanel,
    retestPanel,
    mailPanel,
    encryptedPanel,
    priorityPanel,
    dutyPanel,
    duplicatesPanel,
    bundlePanel,
    redactionPanel,
  ],
  jobs: [
    ...workJobs,
    sweepDraftsJob,
    endPauseJob,
    checkFileJob,
    newReportsDigestJob,
    importKnownIssuesJob,
    processMailJob,
    sweepMailsJob,
    refreshExploitListsJob,
    warnOfDutiesJob,
    expireRetestsJob,
    ...reportSearchJobs,
    hintAtDuplicatesJob,
    ...knownSearchJobs,
  ],
  services: [smtpService, imapService],
  doors: mailDoors,
  checks: [...reportChecks, ...abuseChecks, ...mailChecks, ...searchChecks],
  personalData,
  prepare: prepareReplies,
  // Streams of open pages would keep the server from closing.
  mount: async (kernel, server) =>
    void server.addHook('preClose', done => {
      hubOf(kernel).closeAll();
      done();
    }),
  seed: seedReports,
};
