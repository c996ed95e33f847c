// Audit entries from 16 concurrent writers, linked and signed, against plain durable inserts of the same rows.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { type AuditRow, openAudit } from '../src/core/audit.ts';
import { systemClock } from '../src/core/clock.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { systemRandom } from '../src/core/crypto/random.ts';
import { type Db, openDb, openPool } from '../src/core/database/db.ts';
import { startEmbeddedPostgres } from '../src/core/database/embedded-postgres.ts';
import { loadMigrations, migrate } from '../src/core/database/migrate.ts';
import { openLog } from '../src/core/log.ts';
import type { Bench } from './bench.ts';

const WRITERS = 16;
const ENTRIES = 4000;
const entry = {
  actor: 'per_01kazyxkazyxkazyxkazyxkazy',
  action: 'report.moved',
  subject: 'rpt_01kazyxkazyxkazyxkazyxkazy',
  details: { from: 'new', to: 'triaged' },
};

/** One operation is one committed entry; ours counts only once all are linked. */
export const bench: Bench = {
  name: 'audit-chain',
  about: `Audit entries from ${WRITERS} concurrent writers, linked and signed, against plain durable inserts of the same rows.`,
  target: { ratio: 0.5, direction: 'at least' },
  measure: 'throughput',
  setup: async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bench-'));
    fs.chmodSync(directory, 0o755);
    const postgres = await startEmbeddedPostgres(directory);
    const pool = openPool(
      { host: postgres.socketDir, user: 'telltale', database: 'postgres', max: WRITERS + 2 },
      () => undefined,
    );
    await migrate(pool, await loadMigrations());
    const db = openDb(pool);
    await sql`create table plain_entry (id text primary key, at timestamptz not null, actor text not null,
      action text not null, subject text not null, details jsonb not null)`.execute(db);
    const keyring = await openKeyring(path.join(directory, 'keys'), {
      clock: systemClock,
      random: systemRandom,
      createIfMissing: true,
    });
    const audit = openAudit({
      db,
      clock: systemClock,
      random: systemRandom,
      keyring,
      log: openLog('info'),
      checkpointsFile: path.join(directory, 'audit', 'checkpoints.jsonl'),
    });
    return {
      processes: { ours: [], baseline: [], postmasters: [postgres.pid] },
      ours: async () => {
        await concurrently(async () => {
          await audit.record(db, entry);
          audit.nudge();
        });
        await audit.settle();
        return ENTRIES;
      },
      baseline: async () => {
        await concurrently(() => insertPlain(db, audit.row(entry)));
        return ENTRIES;
      },
      teardown: async () => {
        await audit.close();
        await db.destroy();
        await postgres.stop();
        fs.rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

async function concurrently(write: () => Promise<void>): Promise<void> {
  const writer = async () => {
    for (let n = 0; n < ENTRIES / WRITERS; n++) await write();
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

const insertPlain = async (db: Db, { id, at, actor, action, subject, details }: AuditRow): Promise<void> => {
  await sql`insert into plain_entry (id, at, actor, action, subject, details)
            values (${id}, ${at}, ${actor}, ${action}, ${subject}, ${details})`.execute(db);
};
