// `npm test`: one PostgreSQL for the whole run, all test files (or those named), and a closing line that says it all.
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { startTestServer } from '../test/support/test-server.ts';

/** Two cores: one file's CPU work overlaps with another's waiting for the database. */
const PROCESSES = 3;
const GROUPS = '.cache/tests';
/** Loading the product costs a process as much as a dozen small tests; larger groups would leave processes idle at the end. */
const GROUP_SIZE = 12;

const named = process.argv.slice(2);
const files = named.length > 0 ? named : inGroups();

const server = await startTestServer();
process.env['TELLTALE_TEST_SERVER'] = server.host ?? '';
let passed = 0;
let failed = 0;
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});
try {
  const stream = run({
    files,
    concurrency: PROCESSES,
    execArgv: ['--import', './tools/tsx-hook.js', '--import', './test/support/property-limit.ts'],
    timeout: 20 * 60_000,
  });
  stream.on('test:pass', ({ details, skip, todo }) => {
    if (details.type !== 'suite' && skip === undefined && todo === undefined) passed += 1;
  });
  stream.on('test:fail', () => {
    failed += 1;
  });
  for await (const chunk of stream.compose(new spec())) process.stdout.write(String(chunk));
} finally {
  await server.stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 || interrupted ? 1 : 0);

/**
 * The law first, being the cheapest and most telling; then browsers, which take longest; then what else wants a process
 * of its own (servers that are started and killed, a whole database read raw, a client that is configured by the
 * environment). The tests beside the sources share processes, a group of
 * files each.
 */
function inGroups(): string[] {
  const alone = globSync(['test/**/*.test.{ts,tsx}', 'tools/**/*.test.ts']).sort(lawThenBrowsers);
  const shared = globSync('src/**/*.test.{ts,tsx}').sort();
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const groups: string[] = [];
  for (let from = 0; from < shared.length; from += GROUP_SIZE) {
    const group = path.join(GROUPS, `${String(groups.length + 1).padStart(2, '0')}.test.ts`);
    writeFileSync(group, groupOf(shared.slice(from, from + GROUP_SIZE)));
    groups.push(group);
  }
  return [...alone, ...groups];
}

/** Each file is a suite, so that what it opens before its tests is closed after them, and not after the whole group. */
function groupOf(files: readonly string[]): string {
  const suites = files.map(
    file => `describe(${JSON.stringify(file)}, () => next(${JSON.stringify(pathToFileURL(file).href)}));`,
  );
  return [
    "import { describe } from 'node:test';",
    '// One after the other: a test belongs to the suite in whose turn its file is loaded.',
    'let turn = Promise.resolve();',
    'const next = file => (turn = turn.then(() => import(file)).then(() => undefined));',
    ...suites,
    '',
  ].join('\n');
}

function lawThenBrowsers(a: string, b: string): number {
  const rank = (file: string): number =>
    file.startsWith('test/architecture') ? 0 : file.startsWith('test/e2e') ? 1 : 2;
  return rank(a) - rank(b) || a.localeCompare(b);
}
