// Bundles the server into one file: Node takes three times as long to load its thousands of modules one by one
// (decisions/0092-start-from-a-bundle.md).
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import { build, type Plugin } from 'esbuild';
import { LINE_BITS, LINES, NOWHERE, tableOf } from './trace-to-sources.js';

/** How many bundles of earlier sources are kept: a process that runs may still load the lazy parts of its own. */
const KEPT = 4;

/**
 * Packages of many ECMAScript modules, that need nothing but their code. All others stay outside and are loaded as they
 * are: CommonJS, workers, files beside the code.
 */
const inside: ReadonlySet<string> = new Set(['jose', 'kysely', 'oidc-provider', 'typebox']);

/** Makes the bundle in a folder that does not exist yet. @returns false when it cannot be kept there */
export async function bundleServer(root: string, folder: string): Promise<boolean> {
  const parent = path.dirname(folder);
  let making: string;
  try {
    mkdirSync(parent, { recursive: true });
    making = mkdtempSync(path.join(parent, 'making-'));
  } catch {
    return false;
  }
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ['src/main.ts', 'src/cli.ts'],
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      outdir: making,
      outExtension: { '.js': '.mjs' },
      jsx: 'automatic',
      jsxImportSource: 'preact',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [packagesOutside(root), placesOfSources(root)],
    });
    for (const name of readdirSync(making)) if (name.endsWith('.map')) keepLinesOnly(path.join(making, name), folder);
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another process was faster.
    if (lstatSync(folder, { throwIfNoEntry: false })) return true;
    console.error('The server could not be bundled, so it starts file by file:', error);
    return false;
  }
  const now = new Date();
  utimesSync(folder, now, now);
  sweep(parent);
  return true;
}

/** Leaves of a source map which line of which file each line comes from: a stack trace needs no more. */
function keepLinesOnly(file: string, folder: string): void {
  const map: { mappings: string; sources: string[] } = JSON.parse(readFileSync(file, 'utf8'));
  const lines = decode(map.mappings).map(segments => {
    const [, source, line] = segments.find(segment => segment.length > 1) ?? [];
    return source === undefined || line === undefined ? NOWHERE : source * 2 ** LINE_BITS + line;
  });
  const sources = map.sources.map(source => pathToFileURL(path.resolve(folder, source)).href);
  writeFileSync(file.replace(/\.map$/, LINES), tableOf(sources, Uint32Array.from(lines)));
  rmSync(file);
}

const packagesOutside = (root: string): Plugin => ({
  name: 'packages-outside',
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path: wanted, kind, importer, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === ASKED || wanted.startsWith('node:')) return undefined;
      const name = wanted
        .split('/')
        .slice(0, wanted.startsWith('@') ? 2 : 1)
        .join('/');
      if (inside.has(name)) return undefined;
      if (importer.startsWith(path.join(root, 'src'))) return { path: wanted, external: true };
      // A package inside may have a version of its own of what it needs, which could not be found from the bundle.
      const found = await resolve(wanted, { kind, importer, resolveDir, pluginData: ASKED });
      const isOwn = found.path.startsWith(path.join(root, 'node_modules', name, path.sep));
      return isOwn || found.external ? { path: wanted, external: true } : { path: found.path, external: true };
    });
  },
});

const ASKED = Symbol('asked');

/** What a module says of its own place stays true in the bundle. */
const placesOfSources = (root: string): Plugin => ({
  name: 'places-of-sources',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.tsx?$/ }, ({ path: file }) => {
      if (!file.startsWith(path.join(root, 'src', path.sep))) return undefined;
      const text = readFileSync(file, 'utf8');
      if (!text.includes('import.meta')) return undefined;
      return {
        contents: text
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
          .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))),
        loader: file.endsWith('x') ? 'tsx' : 'ts',
      };
    });
  },
});

function sweep(parent: string): void {
  const ages = readdirSync(parent).flatMap(name => {
    const found = lstatSync(path.join(parent, name), { throwIfNoEntry: false });
    return found ? [{ name, at: found.mtimeMs }] : [];
  });
  for (const { name } of ages.sort((one, other) => other.at - one.at).slice(KEPT))
    rmSync(path.join(parent, name), { recursive: true, force: true });
}
