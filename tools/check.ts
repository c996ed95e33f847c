// `npm run check`: what CI does, the cheapest first. `.ci/run` and `npm test` end in the same closing line.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const node = ['--import', './tools/tsx-hook.js'];
/** Biome's own wrapper names platforms that not every registry holds, so its binary is installed and called directly. */
function biome(): string {
  return createRequire(import.meta.url).resolve(`@biomejs/cli-${process.platform}-${process.arch}/biome`);
}

const steps: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
  ['types', 'npx', ['tsc', '-p', '.']],
  ['lint and format', biome(), ['check', '--diagnostic-level=error', '.']],
  ['generated files are current', process.execPath, [...node, 'tools/make.ts', '--check']],
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
