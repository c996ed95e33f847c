// `npm run check`: what CI does, the cheapest first. `.ci/run` and `npm test` end in the same closing line.
import { spawnSync } from 'node:child_process';

const node = ['--import', './tools/tsx-hook.js'];
const steps: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
  ['types', 'npx', ['tsc', '-p', '.']],
  ['lint and format', 'npx', ['biome', 'check', '--diagnostic-level=error', '.']],
  ['generated files are current', process.execPath, [...node, 'tools/make.ts', '--check']],
  ['no unused files, exports or dependencies', 'npx', ['knip', '--no-progress']],
  ['tests', process.execPath, [...node, 'tools/test.ts']],
];

for (const [what, command, args] of steps) {
  console.log(`\n== ${what}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${what}: failed. 0 passed, 1 failed`);
    process.exit(status ?? 1);
  }
}
