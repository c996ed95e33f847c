// Writes every generated file: row types, OpenAPI documents, `.env.example`, error pages. With --check it only says what is stale.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errors } from '../src/catalog/errors.ts';
import { variables } from '../src/core/config-variables.ts';
import { openPool } from '../src/core/database/db.ts';
import { loadMigrations, migrate } from '../src/core/database/migrate.ts';
import { startTestServer } from '../test/support/test-server.ts';
import { makeTables } from './make-tables.ts';

const isCheck = process.argv.includes('--check');
const changed: string[] = [...(await tables()), ...(await text('.env.example', envExample())), ...(await errorPages())];
// Row types come first: the routes import them.
const { makeOpenapi } = await import('./make-openapi.ts');
changed.push(...(await makeOpenapi(isCheck)));

if (changed.length === 0) console.log('all generated files are current');
else console.log(`${isCheck ? 'stale, run `npm run make`' : 'written'}: ${changed.join(', ')}`);
process.exit(isCheck && changed.length > 0 ? 1 : 0);

async function tables(): Promise<string[]> {
  const server = await startTestServer();
  const pool = openPool({ host: server.host ?? '', user: 'telltale', database: 'postgres' }, () => undefined);
  try {
    await migrate(pool, await loadMigrations());
    return await makeTables(pool, isCheck);
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function text(file: string, content: string): Promise<string[]> {
  if (existsSync(file) && (await readFile(file, 'utf8')) === content) return [];
  if (!isCheck) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return [file];
}

function envExample(): string {
  return `# Every variable that Telltale reads, with its default. Set them in the environment.\n\n${variables
    .map(({ name, default: value, about, secret }) => `# ${about}${secret ? ' Secret.' : ''}\n# ${name}=${value}\n`)
    .join('\n')}`;
}

async function errorPages(): Promise<string[]> {
  const written: string[] = [];
  for (const [code, { status, title, advice, mayRetry }] of Object.entries(errors))
    written.push(
      ...(await text(
        `docs/errors/${code}.md`,
        `# ${title}\n\n| | |\n|---|---|\n| code | \`${code}\` |\n| HTTP status | ${status} |\n| may succeed later | ${mayRetry ? 'yes' : 'no'} |\n\n${advice}\n`,
      )),
    );
  return written;
}
