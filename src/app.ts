// The only file that knows every module: it lists them and hands their routes, subscribers, jobs and checks to the ground.
import type { FastifyInstance } from 'fastify';
import { accountsModule } from './accounts/module.ts';
import { advisoriesModule } from './advisories/module.ts';
import { connectModule } from './connect/module.ts';
import type { Secrets } from './core/config.ts';
import type { LookupIndex } from './core/crypto/lookup/rotate-lookups.ts';
import { retentionJob } from './core/database/retention.ts';
import { applyPendingErasures } from './core/erasure/erasure-ledger.ts';
import { BUGCROWD, JSON_API } from './core/http/negotiate.ts';
import { renderJsonApiErrors, renderOauthError, renderProblemJson } from './core/http/problem.ts';
import { buildServer } from './core/http/server.ts';
import type { Kernel } from './core/kernel.ts';
import { type MailTransport, mailboxTransport, sendMailJob, smtpTransport } from './core/mail/send-mail.ts';
import type { Check, Module, PersonalDataHolder } from './core/module.ts';
import type { OpenKernel } from './core/open-kernel.ts';
import { openWorkers, type Workers } from './core/work/jobs.ts';
import { developersModule } from './developers/module.ts';
import { documentsModule } from './documents/module.ts';
import { garageModule } from './garage/module.ts';
import { newsletterModule } from './newsletter/module.ts';
import { operationModule } from './operation/module.ts';
import { privacyModule } from './privacy/module.ts';
import { programModule } from './program/module.ts';
import { recordModule } from './record/module.ts';
import { referenceModule } from './reference/module.ts';
import { reportsModule } from './reports/module.ts';
import { researchModule } from './research/module.ts';
import { rightsModule } from './rights/module.ts';
import { renderErrorPage, siteModule } from './site/module.ts';
import { trackersModule } from './trackers/module.ts';
import { trustModule } from './trust/module.ts';
import { renderVehicleProblem, vehiclesModule } from './vehicles/module.ts';
import { webhooksModule } from './webhooks/module.ts';

/** Every module, lowest floor first. */
export const modules: readonly Module[] = [
  siteModule,
  accountsModule,
  programModule,
  developersModule,
  vehiclesModule,
  connectModule,
  garageModule,
  webhooksModule,
  referenceModule,
  privacyModule,
  researchModule,
  reportsModule,
  advisoriesModule,
  recordModule,
  trackersModule,
  trustModule(() => allChecks()),
  documentsModule,
  newsletterModule,
  rightsModule(() => personalDataHolders()),
  operationModule(
    () => allChecks(),
    () => allLookups(),
  ),
];

/** What the product can prove about itself. */
export const allChecks = (): Check[] => modules.flatMap(module => module.checks ?? []);

/** What the modules find by keyed hashes. */
export const allLookups = (): LookupIndex[] => modules.flatMap(module => module.lookups ?? []);

/** What the modules hold of people, lowest module first. */
export const personalDataHolders = (): PersonalDataHolder[] =>
  modules.flatMap(({ name, personalData }) => (personalData ? [{ name, ...personalData }] : []));

/** What legal holds keep from retention. */
const heldRows = async (kernel: Kernel) =>
  (await Promise.all(modules.map(module => module.heldRows?.(kernel) ?? []))).flat();

export type App = {
  readonly server: FastifyInstance;
  readonly workers: Workers;
  /** Whether mail could be sent now; the reason when it could not is thrown. */
  checkMail(): Promise<string>;
  /** Answers open requests, finishes running jobs, then stops. The kernel stays open. */
  close(): Promise<void>;
};

export type AppOptions = {
  /** False: jobs and events run only when asked to settle. */
  readonly work: boolean;
  readonly mail?: MailTransport;
};

/** Builds the product on an open kernel; the server does not listen yet. */
export async function openApp(open: OpenKernel, secrets: Secrets, options: AppOptions): Promise<App> {
  const { kernel } = open;
  const transport = options.mail ?? mailTransport(open, secrets);
  const jobs = [sendMailJob(transport), retentionJob(heldRows), ...modules.flatMap(module => module.jobs ?? [])];
  const subscribers = modules.flatMap(module => module.subscribers ?? []);
  const erased = await applyPendingErasures(kernel, personalDataHolders());
  if (erased > 0) kernel.log.warn({ erased }, 'erasures of the ledger were carried out before the start');
  for (const module of modules) await module.prepare?.(kernel);
  const problemJson = renderProblemJson(kernel.config.publicUrl);
  const server = await buildServer(kernel, modules, {
    page: renderErrorPage(kernel),
    api: problemJson,
    oauth: renderOauthError,
    jsonapi: renderJsonApiErrors(kernel.config.publicUrl, JSON_API),
    bugcrowd: renderJsonApiErrors(kernel.config.publicUrl, BUGCROWD),
    vehicle: renderVehicleProblem(kernel.config.publicUrl, kernel.config.errorDocs),
  });
  const workers = await openWorkers(kernel, jobs, subscribers, { start: options.work });
  open.onCommit = () => workers.nudge();
  const stops: (() => Promise<void>)[] = [];
  const stopServices = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    for (const service of options.work ? modules.flatMap(module => module.services ?? []) : []) {
      const stop = await service.start(kernel, secrets);
      if (stop) stops.push(stop);
    }
  } catch (error) {
    await stopServices();
    await workers.close();
    throw error;
  }
  return {
    server,
    workers,
    checkMail: async () => {
      await transport.check();
      return kernel.config.mail.transport === 'smtp'
        ? 'the SMTP server accepts our sign-in'
        : 'mails are shown on the mailbox page';
    },
    close: async () => {
      await stopServices();
      await server.close();
      await workers.close();
      transport.close();
    },
  };
}

function mailTransport({ kernel }: OpenKernel, secrets: Secrets): MailTransport {
  const { mail } = kernel.config;
  return mail.transport === 'smtp' && secrets.smtpUrl ? smtpTransport(secrets.smtpUrl, mail.from) : mailboxTransport;
}
