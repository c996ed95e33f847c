// Sending a report with everything on, against a bare route with one durable single-row insert on the same database.
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { href, routes } from '../src/catalog/routes.ts';
import type { Bench } from './bench.ts';
import { type LoadRequest, openLoad } from './load.ts';
import {
  answers,
  databaseOf,
  freshDataDir,
  pidOf,
  productionEnvironment,
  startNode,
  startProduct,
  stopProcess,
} from './product-server.ts';

const PORT = 18_192;
const BARE_PORT = 18_193;
const CONNECTIONS = 16;
const REPORTS = 1000;

/** As long as real reports are: half of them have less than 700 characters. */
const description = `The export link needs no session. ${'Reading on with the next number works as well. '.repeat(12)}`;
const form = new URLSearchParams({
  target: 'unlisted',
  other: 'api.example.com',
  title: 'Trip history of other owners through the export link',
  location: 'https://api.example.com/export/12',
  description,
  steps: '1. Sign in.\n2. Open the export link of another owner.\n3. Read on.',
  impact: 'Anyone can read where other owners have been.',
  kind: 'vehicle_services.foreign_data.location',
  vector: 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N',
  contact: 'none',
}).toString();

let reports = 0;

let networks = 0;

/** The headers of a proxy before the product: each request comes from a network of its own, as reports do. */
export function anyNetwork(): Record<string, string> {
  networks += 1;
  const address = `10.${(networks >> 16) & 255}.${(networks >> 8) & 255}.${networks & 255}`;
  return { 'x-forwarded-proto': 'https', 'x-forwarded-for': address };
}

/** One report, sent as a browser without an account sends it; the same text too often would be held back. */
export function reportRequest(headers: Record<string, string>): LoadRequest {
  reports += 1;
  return {
    method: 'POST',
    path: href(routes.reports.submit),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: form.replace('title=', `title=${reports}+`),
  };
}

/** One operation is one report, with what it sets off in the background: events handed on, jobs done, audit entries linked. See `settled` for what is left out. */
export const bench: Bench = {
  name: 'report-submission',
  about: `a form of ${form.length} bytes: rate limit, number, sealed fields under a new data key, receipt, story, audit, event; ${CONNECTIONS} connections`,
  target: { ratio: 8, direction: 'at most' },
  setup: async () => {
    const dataDir = freshDataDir('report');
    const product = startProduct({
      ...productionEnvironment(PORT, dataDir),
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: 'https://telltale.example',
    });
    await answers(`http://127.0.0.1:${PORT}/health/ready`, { 'x-forwarded-proto': 'https' });
    const { socketDir, postmaster } = await databaseOf(dataDir);
    const database = new pg.Pool({ host: socketDir, user: 'telltale', database: 'postgres', max: 1 });
    await database.query(
      'create table bench_report (id bigint generated always as identity primary key, title text, description text, at timestamptz default now())',
    );
    const bare = startNode(['bench/bare-insert.ts', socketDir, String(BARE_PORT)], {});
    await answers(`http://127.0.0.1:${BARE_PORT}/ready`);

    const ours = openLoad(PORT, CONNECTIONS, 303, () => reportRequest(anyNetwork()));
    const baseline = openLoad(BARE_PORT, CONNECTIONS, 303, () => reportRequest({}));
    let latencies: readonly number[] = [];
    return {
      ours: async () => {
        const done = await ours.run(REPORTS);
        latencies = ours.latencies();
        await settled(database);
        return done;
      },
      baseline: async () => {
        const done = await baseline.run(REPORTS);
        latencies = baseline.latencies();
        return done;
      },
      loadIsOurs: true,
      latencies: () => latencies,
      processes: { ours: [pidOf(product)], baseline: [pidOf(bare)], postmasters: [postmaster] },
      teardown: async () => {
        await Promise.all([ours.close(), baseline.close(), database.end()]);
        await stopProcess(bare);
        await stopProcess(product);
        fs.rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};

/**
 * Waits until nothing that the reports set off is left to do, but for comparing them with all earlier ones: that comes
 * later when many come at once, costs more than all the rest, and is measured by `duplicate-suggestions`.
 */
async function settled(database: pg.Pool): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    await database.query(
      `delete from graphile_worker._private_jobs using graphile_worker._private_tasks as task
        where task.id = task_id and task.identifier = 'hint-at-duplicates'`,
    );
    const { rows } = await database.query<{ left: string }>(
      `select (select count(*) from core.event where dispatched_at is null)
            + (select count(*) from core.audit_entry where seq is null)
            + (select count(*) from graphile_worker._private_jobs where run_at <= now()) as left`,
    );
    if (Number(rows[0]?.left) === 0) return;
    await pause(200);
  }
  throw new Error('the background work did not end');
}
