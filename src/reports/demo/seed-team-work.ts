// Gives the demo what a team has besides its reports: labels, mails and known issues, through the actions people use.
import type { Person } from '../../core/actor.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { importKnownIssuesJob, keepImport, startImport } from '../known/run-import.ts';
import { acceptMail } from '../mailin/accept-mail.ts';
import { processMailJob } from '../mailin/process-mail.ts';
import { labelReport } from '../queue/label-report.ts';
import { type DemoMail, demoKnownIssues, demoLabels, demoMails } from './demo-team-work.ts';

type Scene = {
  readonly triager: Person;
  /** Ids of the demo's reports by title. */
  readonly reports: Readonly<Record<string, string>>;
  readonly atTime: (moment: Date) => Kernel;
};

/** Runs in the seeding's transaction. */
export async function seedTeamWork(kernel: Kernel, { triager, reports, atTime }: Scene): Promise<void> {
  const now = kernel.clock.now();
  await seedKnownIssues(atTime(after(now, -60 * DAY)), triager);
  for (const [title, add] of Object.entries(demoLabels)) {
    const id = reports[title];
    if (id !== undefined) await labelReport(kernel, triager, { id, change: { add, remove: [] } });
  }
  for (const mail of demoMails) {
    const then = after(now, -mail.hoursAgo * HOUR);
    await seedMail(atTime(then), mail, then);
  }
}

/** Known for longer than any of the reports, so that a duplicate of one can be shown with its proof. */
async function seedKnownIssues(kernel: Kernel, triager: Person): Promise<void> {
  const kept = await keepImport(kernel, triager, { name: 'known-issues.csv', bytes: Buffer.from(demoKnownIssues) });
  if (!kept.ok) throw new Error(`demo: known issues: ${kept.fault}`);
  await startImport(kernel, triager, kept.id);
  await importKnownIssuesJob.run(kernel, { import: kept.id });
}

async function seedMail(kernel: Kernel, { from, subject, headers = [], text }: DemoMail, at: Date): Promise<void> {
  const name = `${at.getTime()}.${subject.length}`;
  const raw = [
    `From: ${from}`,
    'To: security@telltale.example',
    `Date: ${at.toUTCString()}`,
    `Message-ID: <demo-${name}@inbox.example>`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
    '',
  ].join('\r\n');
  const id = await acceptMail(kernel, {
    via: 'demo',
    content: (async function* () {
      yield Buffer.from(raw);
    })(),
    envelope: { from: null, to: ['security@telltale.example'], client: null },
    origin: `demo:${name}`,
  });
  // A demo asks nobody on the network about senders who do not exist.
  const offline: Kernel = {
    ...kernel,
    dns: () => Promise.reject(Object.assign(new Error('demo'), { code: 'ENOTFOUND' })),
  };
  if (id !== undefined) await processMailJob.run(offline, { mail: id });
}
