// `npm test`: one PostgreSQL for the whole run, all test files (or those named), and a closing line that says it all.
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startTestServer } from '../test/support/test-server.ts';

const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}', 'tools/**/*.test.ts']).sort(architectureFirst);

const server = await startTestServer();
process.env['TELLTALE_TEST_SERVER'] = server.host ?? '';
let passed = 0;
let failed = 0;
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});
try {
  // Two cores: one file's CPU work overlaps with another's waiting for the database.
  const stream = run({ files, concurrency: 3, execArgv: ['--import', './tools/tsx-hook.js'], timeout: 10 * 60_000 });
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

/** The cheapest and most telling first. */
function architectureFirst(a: string, b: string): number {
  const rank = (file: string): number =>
    file.startsWith('test/architecture') ? 0 : file.startsWith('test/e2e') ? 2 : 1;
  return rank(a) - rank(b) || a.localeCompare(b);
}
