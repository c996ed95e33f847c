// Reports by the form with all that follows switched on: indexed, compared with all others, mailed about, told to a webhook; and what limits them.
import fs from 'node:fs';
import { createServer } from 'node:https';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findOrCreatePersonByEmail } from '../src/accounts/index.ts';
import { updateStaffRole } from '../src/accounts/people/person-store.ts';
import { openApp } from '../src/app.ts';
import { outsideEventNames } from '../src/catalog/outside-events.ts';
import { href, routes } from '../src/catalog/routes.ts';
import { readConfig } from '../src/core/config.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { addReceiver } from '../src/trackers/receivers/change-receiver.ts';
import { selfSignedCertificate } from '../test/support/self-signed-certificate.ts';
import type { Figure } from './bench.ts';
import { childrenOf, cpuOf } from './cpu.ts';
import { fillReports } from './fill-reports.ts';
import { type LoadRequest, openLoad } from './load.ts';
import { openMailSink } from './mail-sink.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startNode,
  stopProcess,
} from './product-server.ts';
import { placesIn } from './read-profile.ts';
import { corpusReport } from './report-corpus.ts';
import { anyNetwork } from './report-submission.ts';

const PORT = 18_194;
const SMTP_PORT = 18_195;
const HOOK_PORT = 18_196;
const CONNECTIONS = 16;
/** Reports that are there before, and that are sent. */
const THERE = Number(process.env['BENCH_THERE'] ?? 10_000);
const SENT = Number(process.env['BENCH_REPORTS'] ?? 600);
/** What is sent repeats nothing that is there but as the corpus has it: one in forty. */
const FROM = 2_000_000;

export const figure: Figure = {
  name: 'submissions',
  about: `${SENT} reports by ${CONNECTIONS} connections to an installation of ${THERE}, each with a mail address: indexed, compared, mailed about, told to a webhook; one server, PostgreSQL beside it`,
  run: async () => {
    const dataDir = freshDataDir('submissions');
    const profiles = path.join(dataDir, 'profiles');
    const { cert, key } = selfSignedCertificate();
    fs.writeFileSync(path.join(dataDir, 'ca.pem'), cert);
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
      SMTP_URL: `smtp://127.0.0.1:${SMTP_PORT}`,
      PRIVATE_ORIGINS: `https://localhost:${HOOK_PORT}`,
      NODE_EXTRA_CA_CERTS: path.join(dataDir, 'ca.pem'),
    };
    await fill(environment, dataDir);
    const mails = await openMailSink(SMTP_PORT);
    let told = 0;
    const hook = createServer({ cert, key }, (request, reply) => {
      request.resume().on('end', () => {
        told += 1;
        reply.writeHead(200).end();
      });
    }).listen(HOOK_PORT, '127.0.0.1');
    const product = startNode(
      ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--import', './tools/tsx-hook.js', 'src/main.ts'],
      environment,
    );
    await answers(`http://127.0.0.1:${PORT}/health/ready`, { 'x-forwarded-proto': 'https' });
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const database = new pg.Pool({ host: socketDir, user: 'telltale', database: 'postgres', max: 1 });
    const load = openLoad(PORT, CONNECTIONS, 303, nextReport());
    const cpu = () => ({
      node: cpuOf([pidOf(product)]),
      database: cpuOf([postmaster, ...childrenOf(postmaster)], [postmaster]),
    });
    await pause(3000);
    const before = cpu();
    const begun = performance.now();
    await load.run(SENT);
    const accepted = (performance.now() - begun) / 1000;
    const atDoor = cpu();
    await drained(database);
    const all = (performance.now() - begun) / 1000;
    const after = cpu();
    const sorted = [...load.latencies()].sort((one, other) => one - other);
    const { rows: hints } = await database.query<{ count: string }>('select count(*) from reports.duplicate_hint');
    await load.close();
    await database.end();
    await stopProcess(product);
    hook.close();
    mails.close();
    const [profile = ''] = fs.readdirSync(profiles).filter(name => name.endsWith('.cpuprofile'));
    const places = placesIn(path.join(profiles, profile));
    const spent = places.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
    fs.rmSync(dataDir, { recursive: true, force: true });
    const each = (microseconds: number): string => `${(microseconds / 1000 / SENT).toFixed(2)} ms`;
    return {
      // Nothing is promised but that all of it happens.
      ok: told >= SENT && mails.taken() >= SENT,
      rows: [
        ['accepted, reports per second', (SENT / accepted).toFixed(1)],
        [
          'clock at the door, p50 and p95',
          [0.5, 0.95].map(part => `${sorted[Math.floor(SENT * part)]?.toFixed(0)} ms`).join(', '),
        ],
        ['everything done, reports per second', (SENT / all).toFixed(1)],
        ['mails taken, notices taken, hints found', `${mails.taken()}, ${told}, ${hints[0]?.count}`],
        [
          'CPU per report at the door: Node, PostgreSQL',
          `${each(atDoor.node - before.node)}, ${each(atDoor.database - before.database)}`,
        ],
        [
          'CPU per report, all of it: Node, PostgreSQL',
          `${each(after.node - before.node)}, ${each(after.database - before.database)}`,
        ],
        ...places
          .slice(0, 16)
          .map(([place, milliseconds]): [string, string] => [
            `Node's time in ${place}`,
            `${((milliseconds / spent) * 100).toFixed(1)} %`,
          ]),
      ],
    };
  },
};

/** What a first start makes, the reports that are there, and a receiver that wants to hear everything. */
async function fill(environment: Record<string, string>, dataDir: string): Promise<void> {
  const { config, secrets } = readConfig(environment);
  const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
  await (await openApp(open, secrets, { work: false })).close();
  const { kernel } = open;
  const { id } = await findOrCreatePersonByEmail(kernel, 'admin@telltale.example', 'Bench');
  await updateStaffRole(kernel, id, 'admin');
  const admin = { kind: 'person', id, session: 'bench', staffRole: 'admin', signedInAt: kernel.clock.now() } as const;
  await addReceiver(kernel, admin, {
    kind: 'webhook',
    name: 'Bench',
    url: `https://localhost:${HOOK_PORT}/hook`,
    events: [...outsideEventNames],
  });
  await fillReports(kernel, dataDir, THERE);
  await open.close();
}

/** The next report of the corpus as a browser sends it, with an address to write to. */
function nextReport(): () => LoadRequest {
  let sent = 0;
  return () => {
    const { title, location, description, steps, impact } = corpusReport(FROM + sent);
    sent += 1;
    return {
      method: 'POST',
      path: href(routes.reports.submit),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...anyNetwork() },
      body: new URLSearchParams({
        target: 'unlisted',
        other: 'api.example.com',
        title: `${title} ${sent}`,
        location,
        description,
        steps,
        impact,
        kind: 'other',
        contact: 'email',
        email: `reporter${sent}@research.example`,
      }).toString(),
    };
  };
}

/** Waits until nothing is left to do that the reports set off, the comparing included. */
async function drained(database: pg.Pool): Promise<void> {
  for (let quiet = 0, tries = 0; tries < 6000; tries++) {
    const { rows } = await database.query<{ left: string }>(
      `select (select count(*) from core.event where dispatched_at is null)
            + (select count(*) from core.audit_entry where seq is null)
            + (select count(*) from core.delivery_waiting)
            + (select count(*) from graphile_worker._private_jobs as job
                 join graphile_worker._private_tasks as task on task.id = job.task_id
                where job.run_at <= now() or task.identifier in ('hint-at-duplicates', 'send-mail')) as left`,
    );
    quiet = Number(rows[0]?.left) === 0 ? quiet + 1 : 0;
    if (quiet === 3) return;
    await pause(200);
  }
  throw new Error('the background work did not end');
}
