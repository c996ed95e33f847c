// Writes every generated file: row types, OpenAPI documents, error pages. `npm run check` fails when one is stale.

import { openPool } from '../src/core/db.ts';
import { loadMigrations, migrate } from '../src/core/migrate.ts';
import { startTestServer } from '../test/support/test-server.ts';
import { makeTables } from './make-tables.ts';

const server = await startTestServer();
const pool = openPool({ host: server.host ?? '', user: 'telltale', database: 'postgres' }, () => undefined);
const changed: string[] = [];
try {
  await migrate(pool, await loadMigrations());
  changed.push(...(await makeTables(pool)));
} finally {
  await pool.end();
  await server.stop();
}
console.log(
  changed.length > 0 ? `written: ${changed.join(', ')}` : 'nothing to write: all generated files are current',
);
