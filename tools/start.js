// `node tools/start.js src/main.ts [arguments]`: runs the product from one bundled file, made when its sources have
// changed (decisions/0092-start-from-a-bundle.md).
import { lstatSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundleFolder } from './bundle-folder.js';
import { traceToSources } from './trace-to-sources.js';

const root = path.resolve(import.meta.dirname, '..');
const entry = process.argv[2] ?? 'src/main.ts';
process.argv.splice(1, 2, path.join(root, entry));

const folder = bundleFolder(root);
const bundle = path.join(folder, path.basename(entry).replace(/\.ts$/, '.mjs'));
if (isThere() || (await makeIt())) {
  enableCompileCache(path.join(root, 'node_modules/.cache/node'));
  traceToSources(folder);
  await import(pathToFileURL(bundle).href);
} else {
  await import('./tsx-hook.js');
  await import(pathToFileURL(path.join(root, entry)).href);
}

function isThere() {
  return lstatSync(bundle, { throwIfNoEntry: false }) !== undefined;
}

/** False where it cannot be kept, as in a read-only installation that was not built: file by file takes longer. */
async function makeIt() {
  const { bundleServer } = await import('./bundle-server.ts');
  return bundleServer(root, folder);
}
