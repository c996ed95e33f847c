// Whether an installation is in use, or was only started and set up: then a program may still be brought in.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { MovingTable } from './move-plan.ts';
import { listFilled } from './move-store.ts';

/** Schemas whose rows a first start makes, or whoever sets a server up. */
const SET_UP = new Set(['core', 'accounts', 'program']);

/** Beside them: settings of other modules, and what jobs make whether anybody came or not. */
const SETTINGS = new Set([
  'record.contact_test',
  ...[
    'absence',
    'assignment_rules',
    'canned_reply',
    'embed_origin',
    'exploit_list',
    'exploit_prediction',
    'intake_pause',
    'intake_setting',
    'intake_tally',
    'known_exploited',
    'saved_view',
    'spent_work',
  ].map(name => `reports.${name}`),
]);

/** What a used installation holds, in words for its admin; nothing when it was only started and set up. */
export async function listUsed(db: Db, tables: readonly MovingTable[]): Promise<string[]> {
  const filled = await listFilled(
    db,
    tables.filter(({ table }) => !SETTINGS.has(table) && !SET_UP.has(table.split('.')[0] ?? '')),
  );
  const schemas = [...new Set(filled.map(table => table.split('.')[0] ?? ''))];
  const { rows } = await sql<{ others: number }>`
    select count(*)::int as others from accounts.person where staff_role is null`.execute(db);
  return [
    ...schemas.map(schema => inWords[schema] ?? schema),
    ...((rows[0]?.others ?? 0) > 0 ? ['accounts of people who are no staff'] : []),
  ];
}

/** What would go when a program takes the place of this one. */
export async function countStarted(db: Db): Promise<{ readonly staff: number; readonly entries: number }> {
  const { rows } = await sql<{ staff: number; entries: number }>`
    select (select count(*)::int from accounts.person where staff_role is not null) as staff,
           (select count(*)::int from core.audit_entry) as entries`.execute(db);
  return rows[0] ?? { staff: 0, entries: 0 };
}

const inWords: Readonly<Record<string, string>> = {
  reports: 'reports, or what belongs to them',
  advisories: 'cases or advisories',
  record: 'a public log',
  trackers: 'receivers or trackers',
  vehicles: 'cars',
  developers: 'organizations or applications',
  connect: 'grants',
  garage: 'simulated cars',
  research: 'sandboxes',
  webhooks: 'webhooks of applications',
};
