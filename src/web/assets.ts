// The built style sheet, scripts and fonts in memory: pages ask for a link by name, the server for every file.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assetsPath } from '../catalog/assets.ts';
import type { BuiltAsset } from './bundle.ts';
import { bundleAssets, sourceKey } from './bundle.ts';

/** A file to serve forever under its path: its name changes when its content does. Fonts have no `br` and `gzip`. */
export type AssetFile = {
  body: Buffer;
  br: Buffer | undefined;
  gzip: Buffer | undefined;
  contentType: string;
  immutable: true;
};

const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/telltale/', import.meta.url));
const built = await loadAssets();
const hrefs = new Map(built.map(({ name, file }) => [name, assetsPath + file]));

/** The link to a built asset, `asset('app.css')` → `/assets/app.3F2A9C1B.css`. Throws on a name that was not built. */
export function asset(name: string): string {
  const href = hrefs.get(name);
  if (!href) throw new Error(`There is no asset named ${name}; there are ${[...hrefs.keys()].join(', ')}.`);
  return href;
}

/** Every file to serve, by URL path. */
export function assetFiles(): Map<string, AssetFile> {
  return new Map(
    built.map(({ file, body, br, gzip, contentType }) => [
      assetsPath + file,
      { body, br, gzip, contentType, immutable: true },
    ]),
  );
}

async function loadAssets(): Promise<BuiltAsset[]> {
  const folder = `${cacheFolder}${await sourceKey()}/`;
  const cached = readCache(folder);
  if (cached) return cached;
  const assets = await bundleAssets();
  writeCache(folder, assets);
  return assets;
}

type ManifestEntry = Pick<BuiltAsset, 'name' | 'file' | 'contentType'> & { compressed: boolean };

function readCache(folder: string): BuiltAsset[] | undefined {
  try {
    // Only writeCache writes this file, under a name made of the build's own sources.
    const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as ManifestEntry[];
    return manifest.map(({ name, file, contentType, compressed }) => ({
      name,
      file,
      contentType,
      body: readFileSync(folder + file),
      br: compressed ? readFileSync(`${folder}${file}.br`) : undefined,
      gzip: compressed ? readFileSync(`${folder}${file}.gz`) : undefined,
    }));
  } catch {
    return undefined;
  }
}

/** Saves a build for the next start. A folder that cannot be written only costs that start a quarter of a second. */
function writeCache(folder: string, assets: BuiltAsset[]): void {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    const draft = `${mkdtempSync(`${cacheFolder}draft-`)}/`;
    for (const { file, body, br, gzip } of assets) {
      writeFileSync(draft + file, body);
      if (br) writeFileSync(`${draft}${file}.br`, br);
      if (gzip) writeFileSync(`${draft}${file}.gz`, gzip);
    }
    const manifest: ManifestEntry[] = assets.map(({ name, file, contentType, br }) => ({
      name,
      file,
      contentType,
      compressed: br !== undefined,
    }));
    writeFileSync(`${draft}manifest.json`, JSON.stringify(manifest));
    // A rename is all or nothing; of two processes that build at once, the second finds the place taken.
    renameSync(draft, folder);
    removeOtherBuilds(folder);
  } catch {
    return;
  }
}

function removeOtherBuilds(kept: string): void {
  for (const name of readdirSync(cacheFolder)) {
    if (`${cacheFolder}${name}/` !== kept && !name.startsWith('draft-')) {
      rmSync(cacheFolder + name, { recursive: true, force: true });
    }
  }
}
