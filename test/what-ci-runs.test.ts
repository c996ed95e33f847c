// What runs on a change that somebody sends in: the tests, without a secret, and no script of a package that nobody read.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

test('T06 nothing that runs on a change from outside has a secret', () => {
  // Where forges look for what they run by themselves, some of it with the repository's secrets.
  const workflows = [
    '.github/workflows',
    '.gitlab-ci.yml',
    '.forgejo',
    '.gitea',
    '.woodpecker',
    '.circleci',
    '.travis.yml',
  ];
  assert.deepEqual(
    workflows.filter(each => fs.existsSync(path.join(root, each))),
    [],
    'a workflow of a forge has to be held against this test',
  );
  assert.deepEqual(fs.readdirSync(path.join(root, '.ci')), ['run']);
  const commands = read('.ci/run')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
  assert.deepEqual(commands, ['set -euo pipefail', 'cd "$(dirname "$0")/.."', 'npm ci', 'exec npm test']);
});

test('T06 no package runs a script of its own when it is installed, unless it was read', () => {
  type Locked = { packages: Record<string, { hasInstallScript?: boolean }> };
  const { packages } = JSON.parse(read('package-lock.json')) as Locked;
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
  const manifest = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean>; scripts: object };
  assert.deepEqual([...new Set(withScript)].toSorted(), Object.keys(manifest.allowScripts).toSorted());
  const own = Object.keys(manifest.scripts).filter(name => /^(?:pre|post)|^(?:install|prepare)$/.test(name));
  assert.deepEqual(own, [], 'nor does the product itself');
});
