// The one file that the product starts from: stack traces still name our own files and lines, for little memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleServer } from '../tools/bundle-server.ts';
import { LINE_BITS, LINES, NOWHERE, readTable, sourceOf, tableOf } from '../tools/trace-to-sources.js';

const root = path.resolve(import.meta.dirname, '..');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bundle-'));
after(() => fs.rmSync(home, { recursive: true, force: true }));

test('a line of the bundle is traced to its file and line, by four bytes and no source map', async () => {
  const folder = path.join(home, 'bundle');
  assert.equal(await bundleServer(root, folder), true);
  let traced = 0;
  for (const name of fs.readdirSync(folder).filter(each => each.endsWith('.mjs'))) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    assert.ok(!text.includes('sourceMappingURL=') && !fs.existsSync(path.join(folder, `${name}.map`)));
    const table = readTable(fs.readFileSync(path.join(folder, name + LINES)));
    const lines = text.split('\n');
    assert.ok(table.lines.length <= lines.length);
    for (const [row, line] of lines.entries()) {
      const thrown = /throw new Error\((['"])(.+?)\1\)/.exec(line);
      if (!thrown || thrown[2]?.includes("'")) continue;
      const [, file = '', number] = /^(.+):(\d+)$/.exec(sourceOf(table, row + 1) ?? '') ?? [];
      const source = fs.readFileSync(fileURLToPath(file), 'utf8').split('\n');
      // A statement that takes several lines there is one line here.
      const there = source.slice(Number(number) - 1, Number(number) + 2).join('\n');
      assert.ok(there.includes(thrown[2] ?? ''), `${file}: ${thrown[2]}`);
      traced += 1;
    }
  }
  assert.ok(traced > 50, `${traced}`);
});

test('an error that is thrown in the bundle says so with its source, one from elsewhere as ever, and an odd one does no harm', () => {
  const folder = path.join(home, 'small');
  fs.mkdirSync(folder);
  const lines = Uint32Array.of(NOWHERE, 2 ** LINE_BITS + 41, 6);
  fs.writeFileSync(path.join(folder, `main.mjs${LINES}`), tableOf(['file:///src/one.ts', 'file:///src/two.ts'], lines));
  fs.writeFileSync(
    path.join(folder, 'main.mjs'),
    `export function nowhere(work) { return work(); }
export function two() { throw new TypeError('it broke', { cause: 1 }); }
export const one = () => nowhere(two);
`,
  );
  const start = path.join(home, 'start.mjs');
  fs.writeFileSync(
    start,
    `import { traceToSources } from ${JSON.stringify(pathToFileURL(path.join(root, 'tools/trace-to-sources.js')).href)};
traceToSources(${JSON.stringify(folder)});
const { one } = await import('./small/main.mjs');
try { one(); } catch (error) { console.log(error.stack); }
console.log(new RangeError('here').stack);
console.log(Object.defineProperty(new Error(), 'message', { get() { throw 1; } }).stack);
`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [start], { encoding: 'utf8' });
  assert.equal(stderr, '');
  const [first, ...rest] = stdout.split('\n');
  assert.equal(first, 'TypeError: it broke');
  assert.equal(rest[0], '    at two (file:///src/two.ts:42)');
  assert.match(rest[1] ?? '', /^ {4}at nowhere \(file:.*small\/main\.mjs:1:\d+\)$/);
  assert.equal(rest[2], '    at one (file:///src/one.ts:7)');
  assert.match(stdout, /\nRangeError: here\n {4}at file:.*start\.mjs:5:\d+\n/);
});
