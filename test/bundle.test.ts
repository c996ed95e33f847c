// The one file that the product starts from: stack traces still name our own files and lines, for little memory.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { SourceMap } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { bundleServer } from '../tools/bundle-server.ts';

const root = path.resolve(import.meta.dirname, '..');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bundle-'));
after(() => fs.rmSync(home, { recursive: true, force: true }));

test('a line of the bundle is traced to its file and line, by one mapping and no more', async () => {
  const folder = path.join(home, 'bundle');
  assert.equal(await bundleServer(root, folder), true);
  let traced = 0;
  for (const name of fs.readdirSync(folder).filter(each => each.endsWith('.mjs'))) {
    const payload = JSON.parse(fs.readFileSync(path.join(folder, `${name}.map`), 'utf8'));
    const lines = fs.readFileSync(path.join(folder, name), 'utf8').split('\n');
    assert.doesNotMatch(payload.mappings, /,/);
    const map = new SourceMap(payload);
    for (const [row, line] of lines.entries()) {
      const thrown = /throw new Error\((['"])(.+?)\1\)/.exec(line);
      if (!thrown || thrown[2]?.includes("'")) continue;
      const entry = map.findEntry(row, thrown.index);
      assert.ok('originalSource' in entry && entry.originalSource);
      const source = fs.readFileSync(path.resolve(folder, entry.originalSource), 'utf8').split('\n');
      // A statement that takes several lines there is one line here.
      const there = source.slice(entry.originalLine, entry.originalLine + 3).join('\n');
      assert.ok(there.includes(thrown[2] ?? ''), `${entry.originalSource}: ${thrown[2]}`);
      traced += 1;
    }
  }
  assert.ok(traced > 50, `${traced}`);
});
